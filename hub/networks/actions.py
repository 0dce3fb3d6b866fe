"""What people do about each other: connect, block and introduce. Networks themselves are in circles.py."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import delete, func, select

from hub.accounts.models import User
from hub.accounts.queries import get_user
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, Noteworthy, record
from hub.groups.content import DIRECTORY
from hub.networks import events
from hub.networks.blocks import has_blocked, is_blocked
from hub.networks.models import Block, Connection, Introduction
from hub.networks.pairs import ASKED_FOR, are_connected, connect, keep_block, lock_pair, part_quietly, was_asked_lately
from hub.networks.queries import get_introduction, is_connected
from hub.policy import Actor, NotFound, Verb, require, visible

LONGEST_NOTE = 500
NEW_FOR = timedelta(days=14)
A_DAY, A_DAY_WHEN_NEW = 50, 10
"""How many people one may ask to connect within a day."""


@dataclass(frozen=True)
class Own:
    """Something that one person alone decides, as the policy sees it."""

    audience: str


def ask_to_connect(actor: Actor, person_id: int, *, note: str = "") -> Connection:
    """Ask a person. Who asks somebody that has asked them accepts. A block stops it, and looks like no answer."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    _other(actor, person_id)
    if has_blocked(actor.id, person_id):
        raise Refused(_("You have blocked this person. Take the block away first."))
    _check_cap(actor)
    pair = lock_pair(actor.id or 0, person_id)
    if pair.state == "waiting" and pair.asker_id == person_id:
        _accept(actor, pair)
    elif pair.state != "accepted":
        _ask(actor, pair, note.strip()[:LONGEST_NOTE])
    return pair


def _other(actor: Actor, person_id: int) -> User:
    person = get_user(actor, person_id)
    if person.state != "active":
        raise NotFound(f"person:{person_id}")
    if person.id == actor.id:
        raise Refused(_("This is you."))
    return person


def _check_cap(actor: Actor) -> None:
    lately = (Connection.asker_id == actor.id, Connection.asked_at > clock.now() - timedelta(days=1))
    asked = db.session.scalar(select(func.count(Connection.id)).where(*lately, Connection.state != "ended")) or 0
    is_new = db.session.get_one(User, actor.id).created_at > clock.now() - NEW_FOR
    if asked < (A_DAY_WHEN_NEW if is_new else A_DAY):
        return
    if is_new:
        raise Refused(
            _("Your account is new, so you can ask %(most)s people a day. Go on tomorrow.", most=A_DAY_WHEN_NEW)
        )
    raise Refused(_("You have asked %(most)s people today. Go on tomorrow.", most=A_DAY))


def _ask(actor: Actor, pair: Connection, note: str) -> None:
    if pair.asker_id == actor.id and pair.state != "ended" and was_asked_lately(pair):
        day = format_date(pair.asked_at + ASKED_FOR, "d MMMM")
        raise Refused(_("You have asked this person. You can ask again on %(day)s.", day=day))
    pair.asker_id, pair.note = actor.id or 0, note
    pair.asked_at, pair.decided_at = clock.now(), None
    stopped = is_blocked(pair.asker_id, pair.asked_id)
    pair.state = "declined" if stopped else "waiting"
    _record(actor, events.ConnectionAsked, f"connection:{pair.id}")
    if not stopped:
        _tell(actor, "connection.asked", f"connection:{pair.id}", pair.asked_id, reason=note)


def accept_connection(actor: Actor, connection_id: int) -> Connection:
    """Say yes to somebody who asked. Pressed twice, or in two windows, it is one connection."""
    pair = _locked(actor, connection_id)
    require(actor, Verb.EDIT, Own(f"user:{pair.asked_id}"))
    if pair.state == "waiting":
        _accept(actor, pair)
    elif pair.state != "accepted":
        raise Refused(_("This request is no longer open. You can ask them yourself."))
    return pair


def _accept(actor: Actor, pair: Connection) -> None:
    pair.state, pair.decided_at = "accepted", clock.now()
    _record(actor, events.ConnectionAccepted, f"connection:{pair.id}")
    _tell(actor, "connection.accepted", f"connection:{pair.id}", pair.asker_id)


def decline_connection(actor: Actor, connection_id: int) -> None:
    """Say no. The asker is not told."""
    pair = _locked(actor, connection_id)
    require(actor, Verb.EDIT, Own(f"user:{pair.asked_id}"))
    if pair.state == "accepted":
        raise Refused(_("You are connected already. You can end the connection."))
    if pair.state == "waiting":
        pair.state, pair.decided_at = "declined", clock.now()
        _record(actor, events.ConnectionDeclined, f"connection:{pair.id}")


def withdraw_connection(actor: Actor, connection_id: int) -> None:
    """Take one's request back."""
    pair = _locked(actor, connection_id)
    require(actor, Verb.EDIT, Own(f"user:{pair.asker_id}"))
    if pair.state == "accepted":
        raise Refused(_("They have accepted in the meantime. You can end the connection."))
    if pair.state in {"waiting", "declined"}:
        pair.state, pair.decided_at = "withdrawn", clock.now()
        _record(actor, events.ConnectionWithdrawn, f"connection:{pair.id}")


def end_connection(actor: Actor, connection_id: int) -> None:
    """Be connected no longer. The other is not told."""
    pair = _locked(actor, connection_id)
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    if pair.state == "accepted":
        pair.state, pair.decided_at = "ended", clock.now()
        _record(actor, events.ConnectionEnded, f"connection:{pair.id}")


def _locked(actor: Actor, connection_id: int) -> Connection:
    mine = select(Connection).where(Connection.id == connection_id, visible(actor, Connection))
    pair = db.session.scalar(mine.with_for_update().execution_options(populate_existing=True))
    if pair is None:
        raise NotFound(f"connection:{connection_id}")
    return pair


def block_person(actor: Actor, person_id: int) -> None:
    """Want nothing of a person any more: what is between the two ends, and they are never told."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    person = _other(actor, person_id)
    keep_block(actor.id or 0, person.id)
    part_quietly(actor.id or 0, person.id)
    _record(actor, events.PersonBlocked, f"person:{actor.id}")


def unblock_person(actor: Actor, person_id: int) -> None:
    """Let a person reach one again. What was between the two before does not come back."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    mine = (Block.blocker_id == (actor.id or 0), Block.blocked_id == person_id)
    db.session.execute(delete(Block).where(*mine))
    _record(actor, events.PersonUnblocked, f"person:{actor.id}")


def introduce_people(actor: Actor, first_id: int, second_id: int, *, reason: str) -> None:
    """Make two of one's connections known to each other. Whether they know each other already is not told."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    if not reason.strip():
        raise Refused(_("Say why they should know each other. Both will read it."), field="reason")
    if first_id == second_id:
        raise Refused(_("Choose two different people."), field="person")
    if not (is_connected(actor, first_id) and is_connected(actor, second_id)):
        raise Refused(_("You can introduce people you are connected with."), field="person")
    low, high = sorted((first_id, second_id))
    same = (Introduction.introducer_id == actor.id, Introduction.first_id == low, Introduction.second_id == high)
    if db.session.scalar(select(Introduction.id).where(*same)):
        raise Refused(_("You have introduced these two before."), field="person")
    made = Introduction(introducer_id=actor.id, first_id=low, second_id=high, reason=reason.strip()[:LONGEST_NOTE])
    made.set_readers()
    needless = is_blocked(low, high) or are_connected(low, high)
    made.state = "stopped" if needless else "waiting"
    db.session.add(made)
    db.session.flush()
    _record(actor, events.PeopleIntroduced, f"introduction:{made.id}")
    if not needless:
        _tell(actor, "people.introduced", f"introduction:{made.id}", low, high, reason=made.reason)


def accept_introduction(actor: Actor, introduction_id: int) -> bool:
    """Say yes to being introduced. The second yes of the two makes the connection; returns whether it did."""
    row = _answer(actor, introduction_id, "accepted")
    _record(actor, events.IntroductionAccepted, f"introduction:{row.id}")
    if row.state == "waiting" and row.first_answer == row.second_answer == "accepted":
        row.state = "accepted"
        pair = connect(row.first_id, row.second_id)
        _tell(actor, "connection.accepted", f"connection:{pair.id}", row.other_id(actor.id))
    return row.state == "accepted"


def decline_introduction(actor: Actor, introduction_id: int) -> None:
    """Say no. Neither the other nor the introducer is told."""
    row = _answer(actor, introduction_id, "declined")
    _record(actor, events.IntroductionDeclined, f"introduction:{row.id}")


def _answer(actor: Actor, introduction_id: int, answer: str) -> Introduction:
    row = get_introduction(actor, introduction_id, lock=True)
    require(actor, Verb.EDIT, Own(f"user:{actor.id}"))
    if row.state != "accepted":
        row.answer(actor.id, answer)
    return row


def _record(actor: Actor, event: type[Audited], ref: str) -> None:
    record(event(actor_id=actor.id, ref=ref, group_id=None))


def _tell(actor: Actor, notice: str, ref: str, *people: int, reason: str = "") -> None:
    record(Noteworthy(actor_id=actor.id, notice=notice, ref=ref, people=people, reason=reason))
