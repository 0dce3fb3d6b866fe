"""Calls for suggestions: announced, opened and closed by their hour, and ended with what came of them."""

from __future__ import annotations

from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import or_, select

from hub.accounts.authors import main_appointment_id
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.core.times import ZONE, moment_of, wall
from hub.core.uow import unit_of_work
from hub.groups.belonging import facilitators_of
from hub.groups.content import place
from hub.groups.models import Group
from hub.policy import VISITOR, Actor
from hub.suggestions.events import CallEdited, CallMade, CallMoved
from hub.suggestions.models import Call, Suggestion
from hub.suggestions.writing import LONGEST_TEXT, LONGEST_TITLE, checked, tell

MOST_TOLD = 500


def make(actor: Actor, group: Group, title: str, question: str, opens: datetime, closes: datetime) -> Call:
    if group.is_closed:
        raise Refused(_("This group is read only, so nothing can be called for in it."))
    call = Call(author_id=actor.id, author_appointment_id=main_appointment_id(actor), status="scheduled")
    _fill(call, title, question, opens, closes)
    place(call, group)
    db.session.add(call)
    db.session.flush()
    tell(actor, call, CallMade)
    _turn(call)
    return call


def edit(actor: Actor, call: Call, title: str, question: str, opens: datetime, closes: datetime) -> None:
    """Change what was announced, until it has closed."""
    lock(call)
    if call.status in {"closed", "done"}:
        raise Refused(_("This call has closed, so it can no longer be changed."))
    _fill(call, title, question, opens, closes)
    call.edited_at, call.version = clock.now(), call.version + 1
    if call.opens_at > clock.now():
        call.status = "scheduled"
    tell(actor, call, CallEdited)
    _turn(call)


def close(actor: Actor, call: Call) -> None:
    """End it before its hour. Doing it twice changes nothing."""
    lock(call)
    if call.status in {"scheduled", "open"}:
        _move(actor, call, "closed")


def publish(actor: Actor, call: Call, outcome: str) -> None:
    """Say what came of it; said again, it is other words in its place. Everyone who took part hears the first time."""
    outcome = checked(outcome, LONGEST_TEXT, _("Say what came of the call."), "outcome")
    html = markup.render(outcome)
    lock(call)
    if call.status in {"scheduled", "open"} and call.closes_at > clock.now():
        raise Refused(_("The call is still open. Close it first, then say what came of it."))
    call.outcome, call.outcome_html = outcome, html
    call.version += 1
    if call.status == "done":
        tell(actor, call, CallEdited)
        return
    call.done_at = clock.now()
    _move(actor, call, "done")


def turn_calls() -> None:
    """Open and close the calls whose hour has come. The worker calls this."""
    now = clock.now()
    opening = (Call.status == "scheduled") & (Call.opens_at <= now)
    closing = (Call.status == "open") & (Call.closes_at <= now)
    for call_id in list(db.session.scalars(select(Call.id).where(or_(opening, closing)))):
        with unit_of_work():
            call = db.session.get(Call, call_id)
            if call is not None:
                lock(call)
                _turn(call)


def lock(call: Call) -> None:
    db.session.flush()
    db.session.refresh(call, with_for_update={"of": Call})


def _turn(call: Call) -> None:
    """Let the call stand where the clock says, telling of it as it goes."""
    now = clock.now()
    if call.status == "scheduled" and call.opens_at <= now:
        _move(VISITOR, call, "open")
    if call.status == "open" and call.closes_at <= now:
        _move(VISITOR, call, "closed")


def _move(actor: Actor, call: Call, status: str) -> None:
    call.status = status
    call.version += 1
    tell(actor, call, CallMoved, status)
    ref, inside = f"call:{call.id}", f"group:{call.group_id}"
    if status == "open":
        record(Noteworthy(actor_id=call.author_id, notice="call.open", ref=ref, about=(inside,)))
    elif status == "closed":
        runners = tuple(person.id for person in db.session.scalars(facilitators_of(call.group_id or 0)))
        record(Noteworthy(actor_id=actor.id, notice="call.closed", ref=ref, about=(ref,), people=runners))
    else:
        about = (ref, inside, *_answers(call))
        record(Noteworthy(actor_id=actor.id, notice="call.done", ref=ref, about=about))


def _answers(call: Call) -> list[str]:
    """The suggestions it brought, whose authors and supporters follow them."""
    brought = select(Suggestion.id).where(Suggestion.call_id == call.id, Suggestion.reach == "group")
    ids = db.session.scalars(brought.order_by(Suggestion.support_count.desc(), Suggestion.id).limit(MOST_TOLD))
    return [f"suggestion:{suggestion_id}" for suggestion_id in ids]


def _fill(call: Call, title: str, question: str, opens: datetime, closes: datetime) -> None:
    call.title = checked(" ".join(title.split()), LONGEST_TITLE, _("Give the call a title."), "title")
    call.question = checked(question, LONGEST_TEXT, _("Say what you want to know."), "question")
    call.question_html = markup.render(call.question)
    opens_at, closes_at = moment_of(opens, field="opens"), moment_of(closes, field="closes")
    if closes_at <= opens_at:
        raise Refused(_("It must close after it opens."), field="closes")
    if closes_at <= clock.now():
        raise Refused(_("Choose a time to close that is still to come."), field="closes")
    call.opens_at, call.closes_at, call.zone = opens_at, closes_at, ZONE
    call.opens_local, call.closes_local = wall(opens), wall(closes)
