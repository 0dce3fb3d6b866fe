"""How an answered question becomes a record: numbered for good, its words as they stood when the session closed."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select, text
from sqlalchemy.orm import selectinload

from hub.core import clock, markup
from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.groups.content import place
from hub.live import payloads
from hub.live.models import LiveSession, Question, Record
from hub.policy import Actor

LONGEST_TITLE = 140

NEXT = text(
    "INSERT INTO record_numbers (year, last) VALUES (:year, :count) "
    "ON CONFLICT (year) DO UPDATE SET last = record_numbers.last + :count RETURNING last"
)


def make_records(actor: Actor, live_session: LiveSession) -> dict[int, str]:
    """A record of every answered question of the session. Gives question id → reference, in the order asked."""
    answered = select(Question).where(
        Question.live_session_id == live_session.id, Question.state == "answered", Question.reach == "group"
    )
    questions = list(db.session.scalars(answered.options(selectinload(Question.answers)).order_by(Question.id)))
    made = [
        _record(question, reference) for question, reference in zip(questions, _references(len(questions)), strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    for row in made:
        record(ContentChanged(actor_id=actor.id, kind="record", object_id=row.id))
        record(ContentChanged(actor_id=actor.id, kind="live_question", object_id=row.question_id))
    return {row.question_id: row.reference for row in made}


def title_of(words: str, longest: int = LONGEST_TITLE) -> str:
    """The beginning of a text, cut between words."""
    if len(words) <= longest:
        return words
    return words[: longest - 1].rsplit(" ", 1)[0] + "…"


def _references(count: int) -> list[str]:
    """The next `count` references of this year, never given twice: KH-2026-000123."""
    if not count:
        return []
    year = clock.today().year
    last: int = db.session.execute(NEXT, {"year": year, "count": count}).scalar_one()
    return [f"KH-{year}-{number:06d}" for number in range(last - count + 1, last + 1)]


def _record(question: Question, reference: str) -> Record:
    row = Record(reference=reference, question_id=question.id, live_session=question.live_session)
    row.author_id, row.author_appointment_id = question.author_id, question.author_appointment_id
    row.language, row.title = question.language, title_of(markup.plain_of_html(question.text_html))
    by = payloads.bylines(question.answers)
    row.text, row.text_html = question.text, question.text_html
    for reply in question.answers:
        heading = f"## {_plain_markdown(_('Answer from %(who)s', who=by[payloads.wrote(reply)].line))}"
        row.text += f"\n\n{heading}\n\n{reply.text}"
        row.text_html += markup.render(heading) + reply.text_html
    if question.group is not None:
        place(row, question.group, live_session_id=question.live_session_id)
    return row


def _plain_markdown(words: str) -> str:
    """A name with Markdown's signs in it stays a name."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>#" else sign for sign in words)
