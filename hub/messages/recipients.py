"""Whom a person may write to: whoever they may see, who takes messages from them, with no block between the two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, and_, exists, or_, select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.messages.models import Participant
from hub.messages.tokens import TAKES_PART
from hub.networks.models import Block, Connection
from hub.people.models import WORD_LENGTH, PersonWord
from hub.people.queries import LAST_SIGN
from hub.policy import Actor, visible

MOST_PEOPLE = 20
"""In one circle, the one who begins it included."""

TAKES_FROM: dict[str, Any] = {
    "everyone": _l("Everyone who is signed in"),
    "connections": _l("Only people I am connected with"),
    "nobody": _l("Nobody"),
}
IN_MAIL: dict[str, Any] = {
    "text": _l("The whole message"),
    "notice": _l("Only that there is one"),
}


def reachable(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    """The condition on rows of users: those to whom the actor may begin a thread."""
    takes = or_(
        User.messages_from == "everyone",
        and_(User.messages_from == "connections", _connected(actor.id or 0, User.id)),
    )
    is_there = (visible(actor, User), User.state == "active", User.id != (actor.id or 0))
    return (*is_there, takes, ~block_between(actor.id or 0, User.id))


def is_called(word: str) -> ColumnElement[bool]:
    """The condition on rows of users: a word of the name begins so. Read from the index of names."""
    word = word[:WORD_LENGTH]
    begins = (PersonWord.word >= word, PersonWord.word < word + LAST_SIGN, PersonWord.field == "name")
    return User.id.in_(select(PersonWord.user_id).where(*begins))


def _connected(person_id: int, user_id: Any) -> ColumnElement[bool]:
    either = or_(
        and_(Connection.low_id == person_id, Connection.high_id == user_id),
        and_(Connection.high_id == person_id, Connection.low_id == user_id),
    )
    return exists().where(Connection.state == "accepted", either)


def block_between(person_id: int, user_id: Any) -> ColumnElement[bool]:
    """Whether one of the two blocked the other, whichever it was, for a WHERE clause."""
    either = or_(
        and_(Block.blocker_id == person_id, Block.blocked_id == user_id),
        and_(Block.blocker_id == user_id, Block.blocked_id == person_id),
    )
    return exists().where(either)


def checked_recipients(actor: Actor, ids: Sequence[int]) -> list[int]:
    """The people to write to, each once. Raises Refused with one sentence for every reason why somebody cannot be."""
    wanted = list(dict.fromkeys(one for one in ids if one != actor.id))
    if not wanted:
        raise Refused(_("Choose at least one person to write to."), field="to")
    if len(wanted) >= MOST_PEOPLE:
        most = _("A thread has room for %(most)s people. Write to a group instead.", most=MOST_PEOPLE)
        raise Refused(most, field="to")
    found = set(db.session.scalars(select(User.id).where(User.id.in_(wanted), *reachable(actor))))
    missing = [one for one in wanted if one not in found]
    if missing:
        raise Refused(_not_taking(actor, missing), field="to")
    return wanted


def _not_taking(actor: Actor, ids: Sequence[int]) -> str:
    """One sentence for a block, a preference and an account at rest: none of these is the sender's to know."""
    names = select(User.display_name).where(User.id.in_(ids), visible(actor, User)).order_by(User.display_name)
    said = ", ".join(db.session.scalars(names))
    if not said:
        return _("Somebody you chose cannot be written to. Choose again.")
    return _("%(names)s cannot be written to by you at the moment. Take them out and try again.", names=said)


def refuse_where_nobody_reads(actor: Actor, thread_id: int) -> None:
    """A message that nobody could take is not sent. Why they cannot is not said."""
    others = (Participant.thread_id == thread_id, Participant.user_id != (actor.id or 0), TAKES_PART)
    reading = select(Participant.id).join(User, User.id == Participant.user_id)
    reading = reading.where(*others, User.state == "active", ~block_between(actor.id or 0, User.id))
    if db.session.scalar(reading.limit(1)) is None:
        raise Refused(
            _("This was not sent: nobody in this thread can be written to at the moment. Your text is still here."),
            field="text",
        )


def people_to_tell(actor: Actor, thread_id: int) -> tuple[int, ...]:
    """Those who hear of a new message: not who muted the thread, and not who blocked its author."""
    blocking = exists().where(Block.blocker_id == Participant.user_id, Block.blocked_id == (actor.id or 0))
    hearing = select(Participant.user_id).where(
        Participant.thread_id == thread_id,
        Participant.user_id != (actor.id or 0),
        TAKES_PART,
        Participant.muted_at.is_(None),
        ~blocking,
    )
    return tuple(db.session.scalars(hearing.order_by(Participant.id)))
