"""Reads of correspondence. Each asks the policy; subjects and the names of those who take part are content too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from hub.accounts.authors import Author, Pair, authors
from hub.accounts.models import User
from hub.accounts.queries import PersonView, list_views
from hub.core import clock
from hub.core.db import db
from hub.core.letters import one_line
from hub.core.markup import plain_of_html
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub
from hub.follows.models import Follow
from hub.groups.content import inside
from hub.groups.models import Group, Membership
from hub.library.models import Document
from hub.messages.desk import PER_PAGE, page_of
from hub.messages.models import Consent, GroupMessage, Message, Participant, Sharing, Thread
from hub.messages.recipients import is_called, reachable
from hub.messages.tokens import TAKES_PART
from hub.networks.blocks import blocks_condition
from hub.people.words import words_in
from hub.policy import SITE, Actor, NotFound, Verb, require, visible

MOST_FOUND = 8
LATELY = timedelta(days=28)
EXCERPT = 160


@dataclass(frozen=True, kw_only=True)
class ThreadLine:
    """A thread as its list shows it."""

    thread_id: int
    subject: str
    people: str
    excerpt: str
    by: str
    at: datetime
    unread: int
    is_muted: bool
    page: int


@dataclass(frozen=True, kw_only=True)
class MessageLine:
    """A message as the thread's page shows it. `is_folded`: the reader has blocked who wrote it."""

    message: Message
    author: Author
    documents: Sequence[Document]
    is_new: bool
    is_mine: bool
    is_folded: bool


@dataclass(frozen=True, kw_only=True)
class Turn:
    """One page of a thread's messages, the oldest first. Pages never change once they are full."""

    lines: Sequence[MessageLine]
    page: int
    pages: int
    last_position: int


def get_thread(actor: Actor, thread_id: int) -> Thread:
    """The thread, for those who take part in it now."""
    thread = db.session.scalar(select(Thread).where(Thread.id == thread_id, visible(actor, Thread)))
    if thread is None:
        raise NotFound(thread_id)
    return thread


def get_participant(actor: Actor, thread_id: int) -> Participant:
    """How the actor takes part, and the thread with it: whoever takes part may view it."""
    mine = (Participant.thread_id == thread_id, Participant.user_id == (actor.id or 0), TAKES_PART)
    participant = db.session.scalar(select(Participant).where(*mine).options(joinedload(Participant.thread)))
    if participant is None:
        raise NotFound(thread_id)
    return participant


def list_threads(actor: Actor, cursor: str | None = None) -> Page[ThreadLine]:
    """The actor's threads, the latest first. Unread marks are in the rows that make the list."""
    mine = select(Participant).where(Participant.user_id == (actor.id or 0), TAKES_PART, Participant.last_position > 0)
    query = mine.options(joinedload(Participant.thread))
    page = paginate(query, Participant.last_at, Participant.id, cursor=cursor, descending=True)
    return page.map(lambda rows: _thread_lines(actor, rows))


def _thread_lines(actor: Actor, rows: Sequence[Participant]) -> list[ThreadLine]:
    people, last = _names_of_others(actor, rows), _last_messages(actor, rows)
    by = authors((message.author_id, None) for message in last.values())
    return [_thread_line(row, people.get(row.thread_id, []), last.get(row.thread_id), by) for row in rows]


def _thread_line(row: Participant, people: Sequence[str], last: Message | None, by: dict[Pair, Author]) -> ThreadLine:
    return ThreadLine(
        thread_id=row.thread_id,
        subject=row.thread.subject,
        people=", ".join(people),
        excerpt=one_line(plain_of_html(last.html), EXCERPT) if last else "",
        by=by[last.author_id, None].name if last else "",
        at=row.last_at,
        unread=row.unread,
        is_muted=row.muted_at is not None,
        page=page_of(row.read_to + 1 if row.unread else row.last_position),
    )


def _names_of_others(actor: Actor, rows: Sequence[Participant]) -> dict[int, list[str]]:
    ids = [row.thread_id for row in rows]
    wanted = select(Participant.thread_id, User.display_name).join(User, User.id == Participant.user_id)
    wanted = wanted.where(Participant.thread_id.in_(ids), Participant.user_id != (actor.id or 0), TAKES_PART)
    found: dict[int, list[str]] = defaultdict(list)
    for thread_id, name in db.session.execute(wanted.order_by(Participant.id)):
        found[thread_id].append(name)
    return found


def _last_messages(actor: Actor, rows: Sequence[Participant]) -> dict[int, Message]:
    last = and_(Participant.thread_id == Message.thread_id, Participant.last_position == Message.position)
    wanted = select(Message).join(Participant, last).where(Participant.id.in_([row.id for row in rows]))
    return {row.thread_id: row for row in db.session.scalars(wanted.where(visible(actor, Message)))}


def list_people(actor: Actor, thread: Thread) -> list[Author]:
    """Everyone who takes part, in the order in which they were written to; nobody, for whoever does not."""
    mine = select(Participant.thread_id).where(Participant.user_id == (actor.id or 0), TAKES_PART)
    theirs = (Participant.thread_id == thread.id, Participant.thread_id.in_(mine), TAKES_PART)
    wanted = select(User.id, User.display_name).join(Participant, Participant.user_id == User.id).where(*theirs)
    rows = db.session.execute(wanted.order_by(Participant.id))
    return [Author(id=one if name else None, name=name or _("A former member")) for one, name in rows]


def get_turn(actor: Actor, mine: Participant, number: int | None) -> Turn:
    """One page; without a number the one where the actor stopped reading."""
    count = mine.thread.message_count
    pages = page_of(count)
    number = min(max(number or page_of(mine.read_to + 1 if mine.unread else count), 1), pages)
    within = Message.position.between((number - 1) * PER_PAGE + 1, number * PER_PAGE)
    wanted = select(Message, blocks_condition(actor, Message.author_id))
    wanted = wanted.where(Message.thread_id == mine.thread_id, within, visible(actor, Message))
    documents = selectinload(Message.documents).joinedload(Document.current)
    found = db.session.execute(wanted.order_by(Message.position).options(documents)).all()
    rows, folded = [row for row, _blocked in found], {row.id for row, blocked in found if blocked}
    return Turn(
        lines=_message_lines(actor, mine, rows, folded),
        page=number,
        pages=pages,
        last_position=min(number * PER_PAGE, count),
    )


def _message_lines(actor: Actor, mine: Participant, rows: Sequence[Message], folded: set[int]) -> list[MessageLine]:
    by = authors((row.author_id, row.author_appointment_id) for row in rows)
    return [
        MessageLine(
            message=row,
            author=by[row.author_id, row.author_appointment_id],
            documents=[document for document in row.documents if document.audience == row.audience],
            is_new=row.position > mine.read_to and row.author_id != actor.id,
            is_mine=row.author_id == actor.id,
            is_folded=row.id in folded,
        )
        for row in rows
    ]


def find_sharing(actor: Actor, thread: Thread) -> Sharing | None:
    """What waits for everyone's agreement in a thread of the actor's."""
    mine = select(Participant.thread_id).where(Participant.user_id == (actor.id or 0), TAKES_PART)
    waiting = (Sharing.thread_id == thread.id, Sharing.thread_id.in_(mine), Sharing.outcome.is_(None))
    return db.session.scalar(select(Sharing).where(*waiting).options(joinedload(Sharing.group)))


def list_waiting_for(actor: Actor, sharing: Sharing) -> list[int]:
    """Who takes part and has not agreed yet."""
    require(actor, Verb.VIEW, sharing)
    agreed = select(Consent.user_id).where(Consent.sharing_id == sharing.id)
    waiting = (Participant.thread_id == sharing.thread_id, TAKES_PART, Participant.user_id.not_in(agreed))
    return list(db.session.scalars(select(Participant.user_id).where(*waiting)))


def count_unread(actor: Actor) -> int:
    """In how many threads something waits that the actor has not read; muted ones are silent."""
    if actor.id is None:
        return 0
    waiting = (Participant.read_to < Participant.last_position, TAKES_PART, Participant.muted_at.is_(None))
    return db.session.scalar(select(func.count(Participant.id)).where(Participant.user_id == actor.id, *waiting)) or 0


def list_recipients(actor: Actor, words: str) -> list[PersonView]:
    """People by name to whom the actor may write; nobody else is named."""
    names = words_in(words)[:4]
    if len("".join(names)) < 2:
        return []
    query = select(User).where(*reachable(actor)).options(selectinload(User.appointments))
    for name in names:
        query = query.where(is_called(name))
    people = db.session.scalars(query.order_by(User.display_name, User.id).limit(MOST_FOUND)).all()
    return list_views(actor, people)


def list_chosen(actor: Actor, ids: Sequence[int]) -> list[PersonView]:
    """Those of the people chosen so far to whom the actor may write, in the order in which they were chosen."""
    wanted = select(User).where(User.id.in_(ids), *reachable(actor)).options(selectinload(User.appointments))
    found = {view.id: view for view in list_views(actor, db.session.scalars(wanted).all())}
    return [found[one] for one in dict.fromkeys(ids) if one in found]


def can_write_to(actor: Actor, user_id: int) -> bool:
    """Whether a button on the person's page would lead anywhere."""
    found = select(User.id).where(User.id == user_id, *reachable(actor))
    return actor.id is not None and db.session.scalar(found) is not None


@dataclass(frozen=True, kw_only=True)
class SenderLine:
    """How much one person sent lately: numbers alone, no subject and no recipient."""

    user_id: int
    name: str
    joined_at: datetime
    threads: int
    people: int


def list_senders(actor: Actor, since: datetime) -> list[SenderLine]:
    """Who began most threads since then, for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    threads, people = func.count(Thread.id.distinct()), func.count(Participant.id)
    query = select(User.id, User.display_name, User.created_at, threads, people)
    query = query.join(Thread, Thread.started_by_id == User.id).join(Participant, Participant.thread_id == Thread.id)
    query = query.where(Thread.created_at > since, Participant.user_id != User.id).group_by(User.id)
    rows = db.session.execute(query.order_by(people.desc(), User.id).limit(50))
    return [SenderLine(user_id=i, name=n, joined_at=j, threads=t, people=p) for i, n, j, t, p in rows]


@dataclass(frozen=True, kw_only=True)
class Reach:
    """To how many people a message to a group goes, and how many of these have muted the group."""

    people: int
    muted: int


def count_members(actor: Actor, group: Group) -> Reach:
    """Counted before it is sent: everyone who belongs and can sign in, but the actor."""
    require(actor, Verb.MANAGE, group)
    belongs = (Membership.group_id == group.id, Membership.ended_at.is_(None), Membership.user_id != (actor.id or 0))
    members = select(func.count(Membership.id)).join(User, User.id == Membership.user_id)
    members = members.where(*belongs, User.state == "active")
    off = (Follow.kind == "group", Follow.object_id == group.id, Follow.frequency == "off")
    muted = members.join(Follow, Follow.user_id == Membership.user_id).where(*off)
    return Reach(people=db.session.scalar(members) or 0, muted=db.session.scalar(muted) or 0)


def get_group_message(actor: Actor, slug: str, group_message_id: int) -> GroupMessage:
    """The message at this address. Raises NotFound where it is hidden, absent, or another group's."""
    wanted = select(GroupMessage).where(GroupMessage.id == group_message_id, visible(actor, GroupMessage))
    found = db.session.scalar(wanted.where(GroupMessage.group.has(Group.slug == slug)))
    if found is None:
        raise NotFound(group_message_id)
    return found


def list_group_messages(actor: Actor, group: Group, cursor: str | None = None) -> Page[Item]:
    """What was written to all members, newest first."""
    require(actor, Verb.VIEW, inside(group))
    page = paginate(_to_group(actor, group), GroupMessage.created_at, GroupMessage.id, cursor=cursor, descending=True)
    return page.map(hub().kinds["group_message"].items)


def list_latest_group_messages(actor: Actor, group: Group) -> Sequence[GroupMessage]:
    """The last two of the last weeks, for the group's front page."""
    require(actor, Verb.VIEW, inside(group))
    lately = _to_group(actor, group).where(GroupMessage.created_at > clock.now() - LATELY)
    return db.session.scalars(lately.order_by(GroupMessage.created_at.desc()).limit(2)).all()


def _to_group(actor: Actor, group: Group) -> Select[GroupMessage]:
    in_group = (GroupMessage.group_id == group.id, GroupMessage.removed_at.is_(None))
    return select(GroupMessage).where(*in_group, visible(actor, GroupMessage))


def find_author(_actor: Actor, message: GroupMessage) -> Author:
    """Who wrote it, for whoever has been given the message."""
    pair = (message.author_id, message.author_appointment_id)
    return authors([pair])[pair]
