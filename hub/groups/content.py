"""What every row of a group's content carries, and the one function that decides who may view it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    String,
    Text,
    UniqueConstraint,
    case,
    cast,
    exists,
    literal,
    select,
    update,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.orm.util import identity_key

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import db
from hub.groups.models import Group, Membership
from hub.policy import PUBLIC, SIGNED_IN, STAFF

REACHES = ("group", "facilitators", "panel", "author", "thread")


def set_group_audiences(group: Group) -> None:
    """Write the group's two tokens from its visibility and state. Call after a flush: they may carry its id."""
    inside = f"group:{group.id}"
    group.audience, group.content_audience = {
        "public": (PUBLIC, PUBLIC),
        "open": (SIGNED_IN, SIGNED_IN),
        "restricted": (SIGNED_IN, inside),
        "private": (inside, inside),
    }[group.visibility]
    group.audience_also = None
    if group.state != "active":
        group.audience, group.content_audience = STAFF, inside
        group.audience_also = f"user:{group.created_by_id}"


@dataclass(frozen=True)
class Inside:
    """The inside of a group, as the policy sees it: whoever may VIEW it may read the group's content."""

    audience: str
    group_id: int
    is_closed: bool


def inside(group: Group) -> Inside:
    """What to ask the policy about when it is not the landing page that is wanted but what stands behind it."""
    return Inside(group.content_audience, group.id, group.is_closed)


@dataclass(frozen=True)
class Directory:
    """The list of groups, to which everyone signed in may add one."""

    audience: str = SIGNED_IN
    is_open_to_all: bool = True


DIRECTORY = Directory()


class GroupContent:
    """A row of a group's content. `reach` says how far it goes; `place` turns that into the two audience tokens.

    `reach`: group, facilitators (held, or in the bin), panel, author (a draft), thread (attached to a message).
    `version` is raised by every change that search or a cached page should see.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    reach: Mapped[str] = mapped_column(String(12), default="group")
    audience: Mapped[Token] = mapped_column(index=True)
    audience_also: Mapped[Token | None] = mapped_column(index=True)
    language: Mapped[str] = mapped_column(String(5), default="en")
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(Text)
    removed_from: Mapped[str | None] = mapped_column(String(12))
    """The reach it had before it was removed, for putting it back."""
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    edited_at: Mapped[datetime | None]

    @declared_attr
    def group_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("groups.id"), index=True)

    @declared_attr
    def author_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id"), index=True)

    @declared_attr
    def author_appointment_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("appointments.id"))

    @declared_attr
    def removed_by_id(cls) -> Mapped[int | None]:
        return mapped_column(ForeignKey("users.id"))

    @declared_attr
    def group(cls) -> Mapped[Group | None]:
        return relationship(Group)

    @property
    def is_closed(self) -> bool:
        """An archived group is read only."""
        return self.group is not None and self.group.is_closed


def groups_of(rows: Iterable[GroupContent]) -> dict[int, Group]:
    """The groups that these rows belong to, asked of the database only where the page has not loaded them yet."""
    ids = {row.group_id for row in rows if row.group_id is not None}
    known = [db.session.identity_map.get(identity_key(Group, group_id)) for group_id in ids]
    found = {group.id: group for group in known if group is not None}
    if ids - found.keys():
        missing = db.session.scalars(select(Group).where(Group.id.in_(ids - found.keys())))
        found |= {group.id: group for group in missing}
    return found


def place(row: GroupContent, group: Group, reach: str = "group", *, live_session_id: int | None = None) -> None:
    """Put the row into the group and write its audience tokens. They are written nowhere else.

    Call after the ids it needs are known: the group's, the author's, the live session's.
    """
    panel = f"panel:{live_session_id}" if live_session_id else None
    author = _token_of_author(row, group, reach)
    row.group, row.group_id, row.reach = group, group.id, reach
    tokens: dict[str, tuple[str, str | None]] = {
        "group": (group.content_audience, panel),
        "facilitators": (f"facilitators:{group.id}", author),
        "panel": (panel or "", author),
        "author": (f"user:{row.author_id}", None),
    }
    row.audience, row.audience_also = tokens[reach]
    if not row.audience:
        raise ValueError("reach 'panel' needs a live session")


def _token_of_author(row: GroupContent, group: Group, reach: str) -> str | None:
    """Authors see what was held or removed of theirs as long as they may read the group, and no longer."""
    if reach in {"group", "author"} or row.author_id is None:
        return None
    return db.session.scalar(select(token_of_author(group, row.author_id)))


def token_of_author(group: Group, author_id: Any) -> ColumnElement[Any]:
    """`user:<id>` where the author may read the group's content at this moment, else NULL, in SQL."""
    token = literal("user:") + cast(author_id, String)
    if group.content_audience in {PUBLIC, SIGNED_IN}:
        return token
    of_author = (Membership.user_id == author_id, Membership.group_id == group.id, Membership.ended_at.is_(None))
    return case((exists().where(*of_author), token), else_=None)


def place_in_thread(row: GroupContent, thread_id: int, reach: str = "thread") -> None:
    """Give what is attached to a message its audience: the thread's people, or its author while it is held.

    No group has it, so it is in no library, list or feed.
    """
    row.group, row.group_id, row.reach = None, None, reach
    row.audience, row.audience_also = {"thread": f"thread:{thread_id}", "author": f"user:{row.author_id}"}[reach], None


def place_all(model: Any, rows: Sequence[ColumnElement[bool]], group: Group, reach: str = "group") -> None:
    """What `place` does, for all rows of a table under these conditions at once. `reach`: group or facilitators."""
    tokens: dict[str, Any] = {"audience": group.content_audience, "audience_also": None}
    if reach == "facilitators":
        tokens = {"audience": f"facilitators:{group.id}", "audience_also": token_of_author(group, model.author_id)}
    values = {"group_id": group.id, "reach": reach, "version": model.version + 1, **tokens}
    placed = update(model).where(*rows).values(values)
    db.session.execute(placed.execution_options(synchronize_session="fetch"))


def remove(row: GroupContent, group: Group, *, by_id: int | None, reason: str) -> None:
    """Take the row down: from now on only facilitators and its author see it."""
    row.removed_at, row.removed_by_id, row.removed_reason = clock.now(), by_id, reason
    row.removed_from = row.reach
    place(row, group, "facilitators")
    row.version += 1


def restore(row: GroupContent, group: Group, *, live_session_id: int | None = None) -> None:
    """Put a removed row back to the reach it had."""
    reach = row.removed_from or "group"
    row.removed_at = row.removed_by_id = row.removed_reason = row.removed_from = None
    place(row, group, reach, live_session_id=live_session_id)
    row.version += 1


class Support:
    """One person's support for something; one each, removable. A slice gives the table and `target_id`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    target_id: Mapped[int]

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), index=True)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        return (UniqueConstraint("target_id", "user_id"),)


class Tag:
    """A keyword on content. A slice gives the table and `target_id`."""

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(60), index=True)
    target_id: Mapped[int]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint]:
        return (UniqueConstraint("target_id", "name"),)
