"""What people are told of live discussions: those of the group, those who follow one, and whoever asked."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.core.db import db
from hub.core.events import Audited, Noteworthy, record
from hub.core.registry import Hub, Notice
from hub.follows.rows import follow_by_itself
from hub.live import events
from hub.live.models import Question

NOTICES = (
    Notice(
        name="live.scheduled",
        category="live",
        one=_l("%(who)s announced the live discussion “%(title)s”"),
        many=_l("%(count)s live discussions were announced"),
        why=_l("it is in a group you are in"),
    ),
    Notice(
        name="live.opened",
        category="live",
        one=_l("The live discussion “%(title)s” is open"),
        many=_l("%(count)s live discussions are open"),
        why=_l("you follow this discussion, or asked in it"),
    ),
    Notice(
        name="live.closed",
        category="live",
        one=_l("The live discussion “%(title)s” has ended. Its answers are kept in the library"),
        many=_l("%(count)s live discussions have ended"),
        why=_l("you follow this discussion, or asked in it"),
    ),
    Notice(
        name="live.answered",
        category="direct",
        one=_l("%(who)s answered your question: %(title)s"),
        many=_l("You have %(count)s answers to your question: %(title)s"),
        why=_l("you asked the question"),
    ),
    Notice(
        name="live.declined",
        category="direct",
        one=_l("Your question was declined: %(title)s"),
        many=_l("%(count)s of your questions were declined"),
        why=_l("you asked the question"),
    ),
)


def register_telling(hub: Hub) -> None:
    for notice in NOTICES:
        hub.notice(notice)
    hub.on(events.SessionScheduled, announce)
    hub.on(events.SessionOpened, lambda event: _tell_followers(event, "live.opened"))
    hub.on(events.SessionClosed, lambda event: _tell_followers(event, "live.closed"))
    hub.on(events.QuestionAsked, follow_own)
    hub.on(events.QuestionAnswered, tell_asker_of_answer)
    hub.on(events.QuestionDeclined, tell_asker_of_refusal)


def announce(event: events.SessionScheduled) -> None:
    about = (event.ref, f"group:{event.group_id}")
    record(Noteworthy(actor_id=event.actor_id, notice="live.scheduled", ref=event.ref, about=about))


def _tell_followers(event: Audited, notice: str) -> None:
    record(Noteworthy(actor_id=event.actor_id, notice=notice, ref=event.ref, about=(event.ref,)))


def follow_own(event: events.QuestionAsked) -> None:
    """Whoever asks hears when the discussion opens and ends."""
    if event.actor_id is not None:
        follow_by_itself(event.actor_id, "live_session", event.live_session_id, "wrote")


def tell_asker_of_answer(event: events.QuestionAnswered) -> None:
    _tell_asker("live.answered", event.question_id, by_id=event.actor_id)


def tell_asker_of_refusal(event: events.QuestionDeclined) -> None:
    _tell_asker("live.declined", int(event.ref.partition(":")[2]), reason=event.reason)


def _tell_asker(notice: str, question_id: int, *, by_id: int | None = None, reason: str = "") -> None:
    """About nothing but the question: whoever follows the discussion is not the one who asked."""
    asker = db.session.scalar(select(Question.author_id).where(Question.id == question_id))
    if asker is not None:
        ref = f"live_question:{question_id}"
        record(Noteworthy(actor_id=by_id, notice=notice, ref=ref, people=(asker,), reason=reason))
