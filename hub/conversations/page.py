"""The page of a conversation, which is read more than any other: few statements, plain rows, nothing rendered anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Integer, and_, case, cast, func, literal, null, select

from hub.accounts.authors import Author, office_of
from hub.accounts.models import Appointment, User
from hub.conversations.models import Conversation, Post, PostAttachment, Reading
from hub.core.db import db
from hub.drafts.models import Draft
from hub.follows.models import Follow
from hub.groups.models import Group
from hub.library.models import Document
from hub.organisations.models import Organisation
from hub.policy import Actor, NotFound, visible

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

    The fields up to `summary_at` are those of CONVERSATION, in its order; then come the reader's own and the group.
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


GROUP = (
    *(Group.id, Group.slug, Group.kind, Group.name, Group.visibility, Group.content_audience),
    *(Group.member_count, Group.council_count, Group.version, Group.state, Group.archived_at),
)
CONVERSATION = (
    *(Conversation.id, Conversation.title, Conversation.group_id, Conversation.author_id, Conversation.audience),
    *(Conversation.audience_also, Conversation.reach, Conversation.version, Conversation.is_question),
    *(Conversation.answered_position, Conversation.next_position, Conversation.post_count, Conversation.last_position),
    *(Conversation.last_post_at, Conversation.closed_at, Conversation.closed_reason, Conversation.pinned_at),
    *(Conversation.removed_at, Conversation.removed_reason, Conversation.held_reason, Conversation.summary_html),
    Conversation.summary_at,
)
POST = (
    *(Post.id, Post.position, Post.html, Post.author_id, Post.created_at, Post.edited_at, Post.reach, Post.version),
    *(Post.removed_at, Post.removed_reason, Post.held_reason, Post.attachment_count),
    *(
        User.display_name,
        User.state,
        User.job_title_seen_by,
        Appointment.kind,
        Appointment.job_title,
        Organisation.nice_name,
    ),
)


def get_view(actor: Actor, slug: str, conversation_id: int) -> ConversationView:
    """The conversation, its group, how far the actor has read, what they wish to hear and have typed: one statement.

    Raises NotFound where it is hidden, absent, merged into another or in another group.
    """
    wanted = (Conversation.id == conversation_id, Group.slug == slug, Conversation.merged_into_id.is_(None))
    found = db.session.execute(_with_own(actor).where(*wanted, visible(actor, Conversation))).first()
    if found is None:
        raise NotFound(conversation_id)
    return ConversationView(*found[len(GROUP) :], group=GroupFacts(*found[: len(GROUP)]))


def _with_own(actor: Actor) -> Any:
    """What is the reader's own comes along by joins; a visitor has nothing of the kind."""
    plain = select(*GROUP, *CONVERSATION)
    source = plain.join(Group, Group.id == Conversation.group_id)
    if actor.id is None:
        return source.add_columns(null(), null(), null())
    read = and_(Reading.user_id == actor.id, Reading.conversation_id == Conversation.id)
    of_it = and_(Follow.user_id == actor.id, Follow.kind == "conversation", Follow.object_id == Conversation.id)
    place = literal("conversation:").concat(cast(Conversation.id, Draft.place.type))
    typed = and_(Draft.user_id == actor.id, Draft.place == place)
    own = source.outerjoin(Reading, read).outerjoin(Follow, of_it).outerjoin(Draft, typed)
    return own.add_columns(Reading.position, Follow.frequency, Draft.fields)


def list_posts(actor: Actor, view: ConversationView, page: int) -> list[PostLine]:
    """One page of posts, by their numbers: the last page of ten thousand posts costs what the first does."""
    first = (page - 1) * SIZE
    numbers = (Post.conversation_id == view.id, Post.position > first, Post.position <= first + SIZE)
    wanted = select(*POST).outerjoin(User, User.id == Post.author_id)
    wanted = wanted.outerjoin(Appointment, Appointment.id == Post.author_appointment_id)
    wanted = wanted.outerjoin(Organisation, Organisation.id == Appointment.organisation_id)
    rows = db.session.execute(wanted.where(*numbers, visible(actor, Post)).order_by(Post.position)).all()
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


def _attached(actor: Actor, post_ids: Sequence[int]) -> dict[int, list[Attached]]:
    """The documents these posts point to, as far as the actor may view them."""
    if not post_ids:
        return {}
    number = case((PostAttachment.ref.startswith("document:"), func.substr(PostAttachment.ref, len("document:") + 1)))
    wanted = (
        select(PostAttachment.post_id, Document.id, Document.title, Group.slug)
        .join(Document, Document.id == cast(number, Integer))
        .join(Group, Group.id == Document.group_id)
        .where(PostAttachment.post_id.in_(post_ids), Document.removed_at.is_(None), visible(actor, Document))
        .order_by(PostAttachment.post_id, Document.id)
    )
    found: dict[int, list[Attached]] = defaultdict(list)
    for post_id, document_id, title, slug in db.session.execute(wanted):
        found[post_id].append(Attached(title, slug, document_id))
    return found


def page_of(number: int) -> int:
    """The page on which the post with this number stands."""
    return (max(number, 1) - 1) // SIZE + 1
