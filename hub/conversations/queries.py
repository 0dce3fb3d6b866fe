"""Reads of conversations, for lists and for those who act on one. The page itself is in `page`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from hub.accounts.authors import Author, authors
from hub.conversations.marks import marks_of, new_since
from hub.conversations.models import Conversation, Move, Post, PostVersion, SummaryVersion
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.groups.content import inside
from hub.groups.models import Group
from hub.policy import Actor, NotFound, Role, Verb, require, visible

MOST_PINNED = 10


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation as lists show it. `new` is how many posts are new to the reader: None for none, 0 for some."""

    id: int
    title: str
    by: Author
    created_at: datetime
    last_post_at: datetime
    post_count: int
    new: int | None
    mark: int
    is_question: bool
    is_answered: bool
    is_closed: bool
    is_pinned: bool
    is_hidden: bool


def get_conversation(actor: Actor, slug: str, conversation_id: int) -> Conversation:
    """The conversation at this address, with its group. Raises NotFound where it is hidden, absent or elsewhere."""
    wanted = select(Conversation).join(Conversation.group).options(contains_eager(Conversation.group))
    wanted = wanted.where(Conversation.id == conversation_id, Group.slug == slug, visible(actor, Conversation))
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(conversation_id)
    return found


def get_open_conversation(actor: Actor, conversation_id: int) -> Conversation:
    """The conversation that a page has open, by its number alone: for sockets, which know no address."""
    wanted = (Conversation.id == conversation_id, Conversation.merged_into_id.is_(None))
    found = db.session.scalar(select(Conversation).where(*wanted, visible(actor, Conversation)))
    if found is None:
        raise NotFound(conversation_id)
    return found


def get_post(actor: Actor, conversation: Conversation, number: int) -> Post:
    """The post with this number, for whoever may view it."""
    require(actor, Verb.VIEW, conversation)
    wanted = select(Post).where(Post.conversation_id == conversation.id, Post.position == number, visible(actor, Post))
    found = db.session.scalar(wanted.options(joinedload(Post.conversation).joinedload(Conversation.group)))
    if found is None:
        raise NotFound(number)
    return found


def find_new_address(actor: Actor, slug: str, conversation_id: int) -> tuple[str, int, int] | None:
    """Where a moved or merged conversation is now: slug, id, and what to add to the numbers of its posts.

    None where it never was at this address, or the actor may not see where it went.
    """
    row = db.session.scalar(select(Conversation).where(Conversation.id == conversation_id))
    if row is None or not _was_at(row, slug):
        return None
    offset = 0
    while row.merged_into_id is not None:
        offset += row.merged_offset or 0
        row = db.session.get_one(Conversation, row.merged_into_id)
    there = select(Group.slug).join(Conversation, Conversation.group_id == Group.id)
    found = db.session.scalar(there.where(Conversation.id == row.id, visible(actor, Conversation)))
    return (found, row.id, offset) if found is not None and (found, row.id) != (slug, conversation_id) else None


def _was_at(row: Conversation, slug: str) -> bool:
    group_id = db.session.scalar(select(Group.id).where(Group.slug == slug))
    moved = select(Move.id).where(Move.conversation_id == row.id, Move.from_group_id == group_id).limit(1)
    return group_id is not None and (row.group_id == group_id or db.session.scalar(moved) is not None)


def list_conversations(actor: Actor, group: Group, cursor: str | None = None) -> Page[ConversationLine]:
    """A group's conversations, the one that moved last first. Pinned ones stand above, in `list_pinned`."""
    wanted = _listed(actor, group).where(Conversation.pinned_at.is_(None))
    page = paginate(wanted, Conversation.last_post_at, Conversation.id, cursor=cursor, descending=True)
    return page.map(lambda rows: _lines(actor, rows))


def list_pinned(actor: Actor, group: Group) -> list[ConversationLine]:
    """What the facilitators put above the rest."""
    pinned = _listed(actor, group).where(Conversation.pinned_at.is_not(None))
    order = (Conversation.pinned_at.desc(), Conversation.id.desc())
    return _lines(actor, db.session.scalars(pinned.order_by(*order).limit(MOST_PINNED)).all())


def list_open_questions(actor: Actor, group: Group, cursor: str | None = None) -> Page[ConversationLine]:
    """Questions without an accepted answer: the longest waiting first for facilitators, else the newest."""
    wanted = _listed(actor, group).where(Conversation.open_since.is_not(None))
    newest_first = actor.roles.get(group.id, 0) < Role.FACILITATOR
    page = paginate(wanted, Conversation.open_since, Conversation.id, cursor=cursor, descending=newest_first)
    return page.map(lambda rows: _lines(actor, rows))


def _listed(actor: Actor, group: Group) -> Select[Conversation]:
    require(actor, Verb.VIEW, inside(group))
    there = (Conversation.removed_at.is_(None), Conversation.merged_into_id.is_(None))
    return select(Conversation).where(Conversation.group_id == group.id, *there, visible(actor, Conversation))


def _lines(actor: Actor, rows: Sequence[Conversation]) -> list[ConversationLine]:
    marks = marks_of(actor, [row.id for row in rows])
    by = authors((row.author_id, row.author_appointment_id) for row in rows)
    return [_line(row, by[row.author_id, row.author_appointment_id], marks.get(row.id), actor) for row in rows]


def _line(row: Conversation, by: Author, mark: int | None, actor: Actor) -> ConversationLine:
    return ConversationLine(
        id=row.id,
        title=row.title,
        by=by,
        created_at=row.created_at,
        last_post_at=row.last_post_at,
        post_count=row.post_count,
        new=new_since(row, mark) if actor.id is not None else None,
        mark=mark or 0,
        is_question=row.is_question,
        is_answered=row.answered_position is not None,
        is_closed=row.closed_at is not None,
        is_pinned=row.pinned_at is not None,
        is_hidden=row.reach != "group",
    )


def list_versions(actor: Actor, post: Post) -> list[PostVersion]:
    """What a post said before, the newest of it first."""
    require(actor, Verb.VIEW, post)
    wanted = select(PostVersion).where(PostVersion.post_id == post.id).order_by(PostVersion.number.desc())
    return list(db.session.scalars(wanted))


def list_summaries(actor: Actor, conversation: Conversation) -> list[tuple[SummaryVersion, Author]]:
    """Every summary that somebody wrote, the newest first."""
    require(actor, Verb.VIEW, conversation)
    wanted = select(SummaryVersion).where(SummaryVersion.conversation_id == conversation.id)
    rows = db.session.scalars(wanted.order_by(SummaryVersion.id.desc()).limit(100)).all()
    by = authors((row.author_id, row.author_appointment_id) for row in rows)
    return [(row, by[row.author_id, row.author_appointment_id]) for row in rows]


def find_quote(actor: Actor, conversation_id: int, number: int) -> tuple[str, str] | None:
    """Who wrote a post, and its words as they were typed. Ask once the conversation itself is authorised."""
    wanted = select(Post).where(Post.conversation_id == conversation_id, Post.position == number, visible(actor, Post))
    post = db.session.scalar(wanted)
    if post is None:
        return None
    pair = (post.author_id, post.author_appointment_id)
    return authors([pair])[pair].name, post.text


def find_group_named(actor: Actor, words: str) -> Group | None:
    """A group the actor belongs to, by its address, its slug or its whole name."""
    slug = words.rstrip("/").rpartition("/groups/")[2].partition("/")[0]
    mine = select(Group).where(Group.id.in_(actor.roles), visible(actor, Group))
    return db.session.scalar(mine.where(or_(Group.slug == slug, Group.name == words)).order_by(Group.id).limit(1))
