"""The page of a conversation, which is read more than any other: few statements, plain rows, nothing rendered anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.accounts.authors import Author, office_of
from hub.conversations import statements
from hub.conversations.models import Post
from hub.core.db import db
from hub.library.models import Document
from hub.policy import Actor, NotFound, reader, visible

SIZE = 20


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What the page says of the group it stands in."""

    id: int
    slug: str
    kind: str
    name: str
    visibility: str
    content_audience: str
    member_count: int
    council_count: int
    version: int
    state: str
    archived_at: datetime | None

    @property
    def is_closed(self) -> bool:
        """Read only: archived, or not (yet) approved."""
        return self.archived_at is not None or self.state in {"proposed", "declined"}


@dataclass(frozen=True, slots=True)
class ConversationView:
    """A conversation as its page shows it; the policy can be asked about it as about the row.

    The fields are those that `statements.of_view` selects, in its order; the group comes beside them.
    """

    id: int
    title: str
    group_id: int
    author_id: int | None
    audience: str
    audience_also: str | None
    reach: str
    version: int
    is_question: bool
    answered_position: int | None
    next_position: int
    post_count: int
    last_position: int
    last_post_at: datetime
    closed_at: datetime | None
    closed_reason: str | None
    pinned_at: datetime | None
    removed_at: datetime | None
    removed_reason: str | None
    held_reason: str | None
    summary_html: str
    summary_at: datetime | None
    mark: int | None
    frequency: str | None
    draft: dict[str, str] | None
    group: GroupFacts = field(kw_only=True)

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None or self.group.is_closed

    @property
    def is_shared(self) -> bool:
        return True

    @property
    def ref(self) -> str:
        return f"conversation:{self.id}"

    @property
    def pages(self) -> int:
        return max(1, -(-self.last_position // SIZE))


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that a post points to, for a reader who may view it."""

    title: str
    slug: str
    document_id: int


@dataclass(frozen=True, slots=True)
class PostLine:
    """A post as the page shows it. `hidden` says why only few see it: held, removed, or nothing."""

    id: int
    number: int
    html: str
    author: Author
    at: datetime
    edited_at: datetime | None
    hidden: str
    reason: str
    version: int
    attachments: Sequence[Attached]


def get_view(actor: Actor, slug: str, conversation_id: int) -> ConversationView:
    """The conversation, its group, how far the actor has read, what they wish to hear and have typed: one statement.

    Raises NotFound where it is hidden, absent, merged into another or in another group.
    """
    asked = {"conversation_id": conversation_id, "slug": slug, **reader(actor)}
    found = db.session.execute(statements.of_view(), asked).first()
    if found is None:
        raise NotFound(conversation_id)
    size = statements.GROUP_SIZE
    return ConversationView(*found[size:], group=GroupFacts(*found[:size]))


def list_posts(actor: Actor, view: ConversationView, page: int) -> list[PostLine]:
    """One page of posts, by their numbers: the last page of ten thousand posts costs what the first does."""
    first = (page - 1) * SIZE
    asked = {"conversation_id": view.id, "first": first, "last": first + SIZE, **reader(actor)}
    rows = db.session.execute(statements.of_posts(), asked).all()
    attached = _attached(actor, [row.id for row in rows if row.attachment_count])
    return [_line(row, attached.get(row.id, ())) for row in rows]


def _line(row: Any, attachments: Sequence[Attached]) -> PostLine:
    hidden = "" if row.reach == "group" else ("removed" if row.removed_at else "held")
    return PostLine(
        id=row.id,
        number=row.position,
        html=row.html,
        author=_author(row),
        at=row.created_at,
        edited_at=row.edited_at,
        hidden=hidden,
        reason=(row.removed_reason or row.held_reason or "") if hidden else "",
        version=row.version,
        attachments=attachments,
    )


def _author(row: Any) -> Author:
    if not row.display_name:
        return Author(id=None, name=_("A former member"))
    author_id = row.author_id if row.state == "active" else None  # whose account is closed has no page
    if row.kind is None:
        return Author(author_id, row.display_name)
    office = office_of(row.kind, row.job_title, row.job_title_seen_by)
    return Author(author_id, row.display_name, office, row.nice_name)


def is_readable(actor: Actor, view: ConversationView, number: int) -> bool:
    """Whether the actor may read a post of this number: it was written, and neither held nor removed for them."""
    there = select(Post.id).where(Post.conversation_id == view.id, Post.position == number, visible(actor, Post))
    return db.session.scalar(there) is not None


def _attached(actor: Actor, post_ids: Sequence[int]) -> dict[int, list[Attached]]:
    """The documents these posts point to, as far as the actor may view them."""
    if not post_ids:
        return {}
    wanted = statements.of_attachments(post_ids).where(visible(actor, Document))
    found: dict[int, list[Attached]] = defaultdict(list)
    for post_id, document_id, title, slug in db.session.execute(wanted):
        found[post_id].append(Attached(title, slug, document_id))
    return found


def page_of(number: int) -> int:
    """The page on which the post with this number stands."""
    return (max(number, 1) - 1) // SIZE + 1
