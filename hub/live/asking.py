"""What is said in a session: questions, support, answers. The actions have asked the policy; here is what it takes.

Each change locks the session first, so that it meets the session as it is and its `seq` is the order of commit. Words
are rendered before that: while they are, nobody else has to wait.
"""

from __future__ import annotations

from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from hub.accounts.authors import main_appointment_id
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.groups.content import place
from hub.live import log, payloads
from hub.live.events import (
    AnswerEdited,
    QuestionAnswered,
    QuestionAsked,
    QuestionDeclined,
    QuestionHeld,
    QuestionListed,
)
from hub.live.log import Change
from hub.live.models import Answer, LiveSession, Question, QuestionSupport
from hub.policy import Actor, Forbidden, Verb, can

LONGEST_QUESTION = 20_000
LONGEST_ANSWER = 60_000
LONGEST_REASON = 1_000
LONGEST_KEY = 64

Row = TypeVar("Row", Question, Answer)


def ask(actor: Actor, live_session: LiveSession, text: str, client_key: str) -> Question:
    """A question, or the one that this key made before."""
    text = _checked(text, LONGEST_QUESTION, _("Write your question first."))
    html = markup.render(text)
    log.lock(live_session)
    if (earlier := _same(Question, actor, client_key, Question.live_session_id == live_session.id)) is not None:
        return earlier
    if live_session.status == "paused":
        raise Refused(
            _("The hosts have paused questions for a moment. Keep your words and send them again soon."), field="text"
        )
    if live_session.is_closed:
        raise Refused(
            _("This discussion has ended, so it takes no more questions. Copy your words to keep them."), field="text"
        )
    question = Question(live_session=live_session, text=text, text_html=html, client_key=client_key)
    _sign(question, actor)
    waits = live_session.is_moderated and not can(actor, Verb.MODERATE, live_session)
    question.state, question.support_count = ("pending" if waits else "listed"), 0
    _place(question, "panel" if waits else "group")
    db.session.add(question)
    db.session.flush()
    log.append(actor.id, live_session, [whole(question)])
    record(QuestionAsked(actor_id=actor.id, live_session_id=live_session.id, question_id=question.id))
    _look_again(actor, question)
    return question


def set_support(actor: Actor, question: Question, *, is_supported: bool) -> None:
    """Count the person once, or no longer. Saying it twice changes nothing."""
    live_session = question.live_session
    _begin(question)
    if question.reach != "group":
        raise Refused(_("The hosts are looking at this question, so it cannot be supported now."))
    mine = (QuestionSupport.target_id == question.id, QuestionSupport.user_id == actor.id)
    row = db.session.scalar(select(QuestionSupport).where(*mine))
    if (row is not None) == is_supported:
        return
    if row is None:
        db.session.add(QuestionSupport(target_id=question.id, user_id=actor.id))
    else:
        db.session.delete(row)
    counted = update(Question).where(Question.id == question.id).returning(Question.support_count)
    step = 1 if is_supported else -1
    total = db.session.scalars(counted.values(support_count=Question.support_count + step)).one()
    to_all = Change.of(question, "support", {"id": question.id, "support": total})
    to_me = Change.to_one(actor.id or 0, "supported", {"id": question.id, "is_supported": is_supported})
    log.append(actor.id, live_session, [to_all, to_me])


def answer(actor: Actor, question: Question, text: str, client_key: str) -> Answer:
    """An answer, or the one that this key made before."""
    text = _checked(text, LONGEST_ANSWER, _("Write the answer first."))
    html = markup.render(text)
    log.lock(question.live_session)
    if (earlier := _same(Answer, actor, client_key, Answer.question_id == question.id)) is not None:
        return earlier
    _refuse_unless_running(question.live_session)
    db.session.refresh(question)
    if question.state not in {"listed", "answered"}:
        raise Refused(_("List the question first, so that everyone can see what is answered."))
    reply = Answer(question_id=question.id, live_session=question.live_session, text=text, client_key=client_key)
    reply.text_html = html
    _sign(reply, actor)
    _place(reply, question.reach)
    db.session.add(reply)
    question.state, question.version = "answered", question.version + 1
    db.session.flush()
    _tell_answer(actor, question, reply)
    facts = {"live_session_id": question.live_session_id, "question_id": question.id, "answer_id": reply.id}
    record(QuestionAnswered(actor_id=actor.id, **facts))
    return reply


def edit(actor: Actor, reply: Answer, text: str) -> None:
    """Only whoever wrote an answer changes its words. The log forgets the earlier ones."""
    if reply.author_id != actor.id:
        raise Forbidden(Verb.EDIT)
    text = _checked(text, LONGEST_ANSWER, _("Write the answer first."))
    html = markup.render(text)
    log.lock(reply.live_session)
    _refuse_unless_running(reply.live_session)
    reply.text, reply.text_html, reply.edited_at = text, html, clock.now()
    reply.version, reply.question.version = reply.version + 1, reply.question.version + 1
    db.session.flush()
    log.reword(reply.question, payloads.answer_payload(reply))
    _tell_answer(actor, reply.question, reply)
    record(AnswerEdited(actor_id=actor.id, **_where(reply.question)))


def hold(actor: Actor, question: Question, reason: str) -> None:
    _begin(question)
    if question.state == "held":
        return
    gone = [Change.of(question.live_session, "gone", {"id": question.id})] if question.reach == "group" else []
    hide(question, "held", reason)
    log.append(actor.id, question.live_session, [*gone, whole(question)])
    record(QuestionHeld(actor_id=actor.id, reason=reason, **_where(question)))
    _look_again(actor, question)


def show(actor: Actor, question: Question) -> None:
    _begin(question)
    if question.reach == "group":
        return
    question.state, question.reason = ("answered" if question.answers else "listed"), ""
    question.version += 1
    place_with_answers(question, "group")
    log.append(actor.id, question.live_session, [whole(question)])
    record(QuestionListed(actor_id=actor.id, **_where(question)))
    _look_again(actor, question)


def decline(actor: Actor, question: Question, reason: str) -> None:
    _begin(question)
    if question.state == "answered":
        raise Refused(_("This question has an answer already, so it cannot be declined. You can hold it."))
    reason = _checked(reason, LONGEST_REASON, _("Say why, in a sentence. Everyone sees the reason."), field="reason")
    hide(question, "declined", reason)
    why = Change.of(question.live_session, "declined", {"id": question.id, "reason": reason})
    log.append(actor.id, question.live_session, [why, whole(question)])
    record(QuestionDeclined(actor_id=actor.id, reason=reason, **_where(question)))
    _look_again(actor, question)


def _begin(question: Question) -> None:
    """Lock the session and see the question as it is now."""
    log.lock(question.live_session)
    db.session.refresh(question)
    if question.live_session.is_closed:
        raise Refused(_("This discussion has ended, so nothing in it can be changed."))


def _refuse_unless_running(live_session: LiveSession) -> None:
    if live_session.is_closed:
        raise Refused(
            _("This discussion has ended, so it takes no more answers. Copy your words to keep them."), field="text"
        )
    if live_session.status == "scheduled":
        raise Refused(_("This discussion has not been opened yet. Open it first, then answer."), field="text")


def _same(model: type[Row], actor: Actor, client_key: str, of_place: ColumnElement[bool]) -> Row | None:
    """What this person sent with this key before: a retry is one question."""
    if not client_key or len(client_key) > LONGEST_KEY:
        raise Refused(_("Something went wrong on this page. Reload it and send your words again."), field="text")
    mine = (model.author_id == actor.id, model.client_key == client_key, of_place)
    return db.session.scalar(select(model).where(*mine))


def _checked(text: str, longest: int, empty: str, field: str = "text") -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused(empty, field=field)
    if len(text) > longest:
        said = _(
            "This is %(length)s characters long; use up to %(longest)s. Nothing of it is lost.",
            length=len(text),
            longest=longest,
        )
        raise Refused(said, field=field)
    return text


def _sign(row: Question | Answer, actor: Actor) -> None:
    row.author_id, row.author_appointment_id = actor.id, main_appointment_id(actor)


def _place(row: Question | Answer, reach: str) -> None:
    live_session = row.live_session
    if live_session.group is None:
        raise ValueError("a live session belongs to a group")
    place(row, live_session.group, reach, live_session_id=live_session.id)


def place_with_answers(question: Question, reach: str) -> None:
    """An answer reaches as far as its question."""
    _place(question, reach)
    for reply in question.answers:
        _place(reply, reach)
    db.session.flush()


def hide(question: Question, state: str, reason: str) -> None:
    question.state, question.reason = state, reason.strip()
    question.version += 1
    place_with_answers(question, "panel")
    log.cover(question)


def whole(question: Question) -> Change:
    return Change.of(question, "question", {"question": payloads.question_payload(question)})


def _tell_answer(actor: Actor, question: Question, reply: Answer) -> None:
    payload = {"id": question.id, "state": question.state, "answer": payloads.answer_payload(reply)}
    log.append(actor.id, question.live_session, [Change.of(question, "answer", payload)])
    _look_again(actor, question)


def _where(question: Question) -> dict[str, Any]:
    return {"ref": f"live_question:{question.id}", "group_id": question.group_id}


def _look_again(actor: Actor, question: Question) -> None:
    record(ContentChanged(actor_id=actor.id, kind="live_question", object_id=question.id))
