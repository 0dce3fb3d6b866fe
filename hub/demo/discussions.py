"""The demo's live discussions: one that ended and left records, one open now, one to come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from hub.core import clock
from hub.core.db import db
from hub.core.registry import load_actor
from hub.groups.models import Group
from hub.live import actions
from hub.live.models import LiveSession
from hub.policy import Actor

ANSWERED = (
    (
        "gwen",
        "How did crews react when their rounds changed?",
        """
Badly at first, because the first drafts were drawn by software alone. We sat down with every crew and let them mark
what could not work: narrow lanes, school gates, the farm with the dog. **Two thirds of their marks were right.** After
that they defended the new rounds to residents.
""",
    ),
    (
        "joan",
        "What did the software cost, and what do you pay each year?",
        "£42,000 in year one with set-up and training, then £11,000 a year. We would bargain harder now.",
    ),
)
OPEN_QUESTIONS = (
    ("joan", "Did missed bins go up in the first weeks, and how did you tell members?"),
    ("gwen", "How do you deal with assisted collections when a round changes?"),
)


def hold_discussions(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Schedule, open and close discussions as their hosts would."""
    _hold_one_that_ended(groups["waste-and-recycling"], actors)
    _hold_one_that_is_open(groups["waste-and-recycling"], actors)
    _schedule(
        actors["ruth"],
        groups["parking-and-traffic"],
        "School streets: what we would do again",
        "Ruth Llewellyn answers questions about the first ten school streets in Millbeck.",
        _in_london(timedelta(days=7)),
    )


def _schedule(actor: Actor, group: Group, title: str, brief: str, starts: datetime) -> LiveSession:
    return actions.schedule_session(
        actor, group, title=title, brief=brief, starts_local=starts, ends_local=starts + timedelta(hours=1, minutes=30)
    )


def _hold_one_that_ended(group: Group, actors: Mapping[str, Actor]) -> None:
    brief = "Tom Baxter joined three collection rounds into one at Millbeck. Ask him how."
    session = _schedule(actors["priya"], group, "Joining rounds after a merger", brief, _in_london(timedelta(days=-21)))
    priya, tom = _open_with(session, actors["priya"], actors["tom"], "Tom Baxter", "Planned Millbeck's new rounds.")
    for number, (asker, text, answer) in enumerate(ANSWERED):
        question = actions.ask_question(actors[asker], session, text=text, client_key=f"demo-{session.id}-{number}")
        actions.answer_question(tom, question, text=answer, client_key=f"demo-answer-{session.id}-{number}")
    actions.close_session(priya, session)


def _hold_one_that_is_open(group: Group, actors: Mapping[str, Actor]) -> None:
    brief = "An hour with Dev Patel of Waste Together: cutting missed bins with the crews you have."
    session = _schedule(actors["priya"], group, "Cutting missed bins", brief, _in_london(timedelta(minutes=-20)))
    biography = "Leads Waste Together, a programme of nine councils."
    _open_with(session, actors["priya"], actors["dev"], "Dev Patel", biography)
    for number, (asker, text) in enumerate(OPEN_QUESTIONS):
        actions.ask_question(actors[asker], session, text=text, client_key=f"demo-{session.id}-{number}")


def _open_with(session: LiveSession, host: Actor, answering: Actor, name: str, biography: str) -> tuple[Actor, Actor]:
    """Open the session with this person on the panel. Returns both with the rights that gives them."""
    host = load_actor(host.id)
    actions.add_panellist(host, session, person=name, biography=biography)
    actions.open_session(host, session)
    db.session.flush()
    return host, load_actor(answering.id)


def _in_london(later: timedelta) -> datetime:
    """The wall clock in London, on the half hour before, so much later."""
    moment = (clock.now() + later).astimezone(clock.LONDON).replace(tzinfo=None)
    return moment.replace(minute=moment.minute // 30 * 30, second=0, microsecond=0)
