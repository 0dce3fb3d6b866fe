"""What a decision on a report does to a question and its record, while the session runs and after it has ended."""

from __future__ import annotations

from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.core.markup import plain_of_html
from hub.core.registry import Moderation
from hub.groups import content
from hub.live import asking, log
from hub.live.events import QuestionHeld, QuestionListed, QuestionRemoved
from hub.live.log import Change
from hub.live.models import Question, Record
from hub.policy import Actor, NotFound, Verb, require


def hold_question(actor: Actor, question_id: int, reason: str) -> None:
    """Hide it with its answers and its record: the panel and its asker alone see it then."""
    question = _found(actor, question_id)
    if question.state == "held":
        return
    _hide(actor, question, "held", reason)
    _look_again(actor, question)
    record(QuestionHeld(actor_id=actor.id, reason=reason, ref=_ref(question), group_id=question.group_id))


def remove_question(actor: Actor, question_id: int, reason: str) -> None:
    """Take it down with its answers and its record, for good unless it is released."""
    question = _found(actor, question_id)
    if question.removed_at is not None:
        return
    _hide(actor, question, "held", reason)
    if question.group is not None:
        content.remove(question, question.group, by_id=actor.id, reason=reason)
    db.session.flush()
    log.cover(question)
    _look_again(actor, question)
    record(QuestionRemoved(actor_id=actor.id, reason=reason, ref=_ref(question), group_id=question.group_id))


def release_question(actor: Actor, question_id: int) -> None:
    """Show it to everyone again, with what was answered."""
    question = _found(actor, question_id)
    if question.reach == "group":
        return
    question.removed_at = question.removed_by_id = question.removed_reason = question.removed_from = None
    question.state, question.reason = _state(question), ""
    question.version += 1
    asking.place_with_answers(question, "group")
    _place_record(question, "group")
    log.append(actor.id, question.live_session, [asking.whole(question)])
    _look_again(actor, question)
    record(QuestionListed(actor_id=actor.id, ref=_ref(question), group_id=question.group_id))


def _found(actor: Actor, question_id: int) -> Question:
    question = db.session.get(Question, question_id)
    if question is None:
        raise NotFound(question_id)
    log.lock(question.live_session)
    db.session.refresh(question)
    require(actor, Verb.MODERATE, question)
    return question


def _hide(actor: Actor, question: Question, state: str, reason: str) -> None:
    gone = [Change.of(question.live_session, "gone", {"id": question.id})] if question.reach == "group" else []
    asking.hide(question, state, reason)
    _place_record(question, "facilitators")
    log.append(actor.id, question.live_session, [*gone, asking.whole(question)])


def _state(question: Question) -> str:
    if question.answers:
        return "answered"
    return "unanswered" if question.live_session.is_closed else "listed"


def _place_record(question: Question, reach: str) -> None:
    filed = db.session.query(Record).filter_by(question_id=question.id).one_or_none()
    if filed is not None and filed.group is not None:
        content.place(filed, filed.group, reach, live_session_id=filed.live_session_id)
        filed.version += 1
        record(ContentChanged(actor_id=None, kind="record", object_id=filed.id))


def _look_again(actor: Actor, question: Question) -> None:
    record(ContentChanged(actor_id=actor.id, kind="live_question", object_id=question.id))


def _ref(question: Question) -> str:
    return f"live_question:{question.id}"


MODERATION = Moderation(
    author_id=lambda question: question.author_id,
    hold=hold_question,
    release=release_question,
    remove=remove_question,
    copy=lambda question: plain_of_html(question.text_html),
)
