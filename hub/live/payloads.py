"""Rows as pages receive them: the same words in a snapshot, in the log and in a template."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import func, or_, select

from hub.accounts.authors import Author, authors
from hub.accounts.models import Appointment
from hub.core.db import db
from hub.groups.content import GroupContent
from hub.live.models import Answer, LiveSession, Panellist, Question, Record

COUNTED = ("listed", "answered", "promised", "merged", "unanswered")

Wrote = tuple[int | None, int | None]


def wrote(row: GroupContent) -> Wrote:
    """Who wrote the row, and the office they wrote it in: the key of `bylines`."""
    return row.author_id, row.author_appointment_id


def bylines(rows: Iterable[GroupContent]) -> dict[Wrote, Author]:
    return authors(wrote(row) for row in rows)


def session_payload(live_session: LiveSession) -> dict[str, Any]:
    return {
        "id": live_session.id,
        "title": live_session.title,
        "brief_html": live_session.brief_html,
        "status": live_session.status,
        "starts_at": live_session.starts_at.isoformat(),
        "ends_at": live_session.ends_at.isoformat(),
        "is_open_to_all": live_session.is_open_to_all,
        "is_moderated": live_session.is_moderated,
    }


def panel_payload(panellists: Sequence[Panellist]) -> list[dict[str, Any]]:
    return panel_and_questions(panellists, [], {})[0]


def panel_and_questions(
    panellists: Sequence[Panellist], questions: Sequence[Question], references: dict[int, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Both as pages receive them, with everyone's names and offices read together."""
    mains = _main_appointments({p.user_id for p in panellists}) if panellists else {}
    sits = {p.id: (p.user_id, mains.get(p.user_id)) for p in panellists}
    wrote_answers = [wrote(reply) for question in questions for reply in question.answers]
    by = authors([*sits.values(), *map(wrote, questions), *wrote_answers])
    return [_panellist(p, by[sits[p.id]]) for p in panellists], [_question(q, by, references) for q in questions]


def _panellist(panellist: Panellist, by: Author) -> dict[str, Any]:
    return {
        "id": panellist.id,
        "by": asdict(by),
        "biography": panellist.biography,
        "is_host": panellist.is_host,
    }


def _main_appointments(user_ids: set[int]) -> dict[int, int]:
    """Each person's main office, or else their first: the last one read here wins."""
    held = select(Appointment.user_id, Appointment.id).where(
        Appointment.user_id.in_(user_ids), Appointment.holds_today()
    )
    return dict(db.session.execute(held.order_by(Appointment.is_main, Appointment.id.desc())).all())


def question_payload(question: Question) -> dict[str, Any]:
    return panel_and_questions([], [question], references_of([question.id]))[1][0]


def _question(question: Question, by: dict[Wrote, Author], references: dict[int, str]) -> dict[str, Any]:
    return {
        "id": question.id,
        "html": question.text_html,
        "state": question.state,
        "reason": question.reason,
        "support": question.support_count,
        "by": asdict(by[wrote(question)]),
        "at": question.created_at.isoformat(),
        "record": references.get(question.id, ""),
        "answers": [_answer(answer, by[wrote(answer)]) for answer in question.answers],
    }


def answer_payload(answer: Answer) -> dict[str, Any]:
    return _answer(answer, bylines([answer])[wrote(answer)])


def references_of(question_ids: Sequence[int]) -> dict[int, str]:
    """The record's reference of each question that has one."""
    rows = db.session.execute(select(Record.question_id, Record.reference).where(Record.question_id.in_(question_ids)))
    return dict(rows.all())


def _answer(answer: Answer, by: Author) -> dict[str, Any]:
    return {
        "id": answer.id,
        "html": answer.text_html,
        "by": asdict(by),
        "at": answer.created_at.isoformat(),
        "edited_at": answer.edited_at.isoformat() if answer.edited_at else "",
    }


def totals_of(live_session_id: int) -> dict[str, int]:
    """The counters everyone in the session sees. What waits or is held is in none of them."""
    counted = (
        select(Question.state, func.count(Question.id))
        .where(Question.live_session_id == live_session_id, Question.removed_at.is_(None))
        .where(or_(Question.reach == "group", Question.state == "declined"))
        .group_by(Question.state)
    )
    by_state = dict(db.session.execute(counted).all())
    return {
        "asked": sum(by_state.get(state, 0) for state in COUNTED),
        "answered": by_state.get("answered", 0),
        "declined": by_state.get("declined", 0),
    }
