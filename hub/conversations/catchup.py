"""What moved since the person was last here, across their groups, and how all of it becomes read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, or_, select, union
from sqlalchemy.dialects import postgresql, sqlite

from hub.accounts.authors import Author, authors
from hub.conversations.marks import NEW_FOR, Marks, marks_of, new_since
from hub.conversations.models import CaughtUp, Conversation, Reading
from hub.core import clock
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item
from hub.follows.models import Follow
from hub.groups.content import groups_of
from hub.groups.newest import newest_lines
from hub.policy import Actor, Verb, require, visible

MOST_OTHERS = 10
TOLD_ALREADY = ("conversation", "post")
FIRST_LOOK = timedelta(days=7)
"""How far back the page looks for somebody who never said that they are up to date."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A conversation with posts that are new to the reader. `new` counts them; 0 says some, uncounted."""

    id: int
    title: str
    url: str
    group_name: str
    group_url: str
    is_question: bool
    new: int
    last_post_at: datetime
    last_by: Author


@dataclass(frozen=True, slots=True)
class CatchUp:
    """The page: conversations that moved, and what else is new in the person's groups."""

    moved: Page[Moved]
    others: Sequence[Item]
    since: datetime


def get_catch_up(actor: Actor, cursor: str | None = None) -> CatchUp:
    """What moved, the latest first. What the person muted is left out; what they wrote themself is read."""
    require(actor, Verb.VIEW, Marks(f"user:{actor.id}"))
    since = _since(actor)
    page = paginate(_moved(actor), Conversation.last_post_at, Conversation.id, cursor=cursor, descending=True)
    others = newest_lines(actor, actor.roles, MOST_OTHERS, but=TOLD_ALREADY) if cursor is None and actor.roles else []
    return CatchUp(
        moved=page.map(lambda rows: _lines(actor, rows)),
        others=[item for item in others if item.at is None or item.at > since],
        since=since,
    )


def count_moved(actor: Actor, most: int = 100) -> int:
    """How many conversations moved, counted up to `most`: for a link that leads here."""
    moved = _moved(actor).with_only_columns(Conversation.id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(moved)) or 0


def mark_all_read(actor: Actor, upto: datetime) -> None:
    """Say that the person is up to date with all that had moved at that moment; what came since stays new."""
    require(actor, Verb.EDIT, Marks(f"user:{actor.id}"))
    upto = min(upto, clock.now())
    insert: Any = sqlite.insert if db.engine.dialect.name == "sqlite" else postgresql.insert
    wanted = _moved(actor).where(Conversation.last_post_at <= upto).order_by(None)
    rows = wanted.with_only_columns(
        literal(actor.id), Conversation.id, Conversation.last_position, literal(clock.now(), Reading.read_at.type)
    )
    names = ["user_id", "conversation_id", "position", "read_at"]
    read = insert(Reading.__table__).from_select(names, rows)
    position = read.excluded.position
    db.session.execute(
        read.on_conflict_do_update(
            index_elements=names[:2], set_={"position": position}, where=Reading.position < position
        )
    )
    stamp = insert(CaughtUp.__table__).values(user_id=actor.id, at=upto)
    at = stamp.excluded.at
    db.session.execute(stamp.on_conflict_do_update(index_elements=["user_id"], set_={"at": at}, where=CaughtUp.at < at))


def _since(actor: Actor) -> datetime:
    said = db.session.scalar(select(CaughtUp.at).where(CaughtUp.user_id == actor.id))
    return said or clock.now() - FIRST_LOOK


def _moved(actor: Actor) -> Select[Any]:
    """Conversations of the person's groups with a post beyond their mark, or new lately and never opened."""
    lately = clock.now() - NEW_FOR
    there = (
        Conversation.group_id.in_(sorted(actor.roles)),
        Conversation.reach == "group",
        func.coalesce(Conversation.merged_into_id, 0) == 0,  # asked so, its index is no temptation: most rows are none
    )
    mine = and_(Reading.user_id == actor.id, Reading.conversation_id == Conversation.id)
    unread = or_(Reading.position.is_(None), Reading.position < Conversation.last_position)
    recent = select(Conversation.id).outerjoin(Reading, mine).where(*there, Conversation.last_post_at > lately, unread)
    begun = (
        select(Conversation.id)
        .join(Reading, mine)
        .where(*there, Conversation.last_post_at <= lately, Reading.position < Conversation.last_position)
    )
    moved = Conversation.id.in_(union(recent, begun).scalar_subquery())
    return select(Conversation).where(moved, ~_is_muted(actor), visible(actor, Conversation))


def _is_muted(actor: Actor) -> Any:
    """Muted itself, or in a muted group without being followed by a choice of its own."""
    mine, of_it = Follow.user_id == actor.id, (Follow.kind == "conversation", Follow.object_id == Conversation.id)
    of_group = (Follow.kind == "group", Follow.object_id == Conversation.group_id)
    is_off = Follow.frequency == "off"
    follows_it = exists().where(mine, *of_it, ~is_off)
    return or_(exists().where(mine, *of_it, is_off), and_(exists().where(mine, *of_group, is_off), ~follows_it))


def _lines(actor: Actor, rows: Sequence[Conversation]) -> list[Moved]:
    marks, groups = marks_of(actor, [row.id for row in rows]), groups_of(rows)
    by = authors((row.last_post_by_id, None) for row in rows)
    return [_line(row, marks.get(row.id), groups[row.group_id or 0], by[row.last_post_by_id, None]) for row in rows]


def _line(row: Conversation, mark: int | None, group: Any, by: Author) -> Moved:
    base = f"/groups/{group.slug}"
    return Moved(
        id=row.id,
        title=row.title,
        url=f"{base}/conversations/{row.id}/posts/{(mark or 0) + 1}",
        group_name=group.name,
        group_url=base,
        is_question=row.is_question,
        new=new_since(row, mark) or 0,
        last_post_at=row.last_post_at,
        last_by=by,
    )
