"""The demo's reports: one of a question that waits for the facilitators, one of a document that they dismissed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, select

from hub.core.db import db
from hub.groups.models import Group
from hub.library.models import Document
from hub.live.models import Question
from hub.moderation import actions
from hub.moderation.models import Report
from hub.policy import Actor

WAITS = "It asks about one household by its street. People who live there would be known to everyone who reads this."
DECIDED = "The costs in it are two years old and do not say so."
WHY = "The date stands on its first page, and the newer figures are linked in the description. It stays."


def report_things(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Report what others wrote in the group, and decide on one of the two as its facilitator."""
    group = groups["waste-and-recycling"]
    question = db.session.scalar(_newest(Question, group))
    document = db.session.scalar(_newest(Document, group))
    if question is not None:
        _report(actors, f"live_question:{question.id}", question.author_id, WAITS)
    if document is not None and document.author_id != actors["priya"].id:
        report = _report(actors, f"document:{document.id}", document.author_id, DECIDED)
        actions.decide_report(actors["priya"], report, outcome="dismissed", reason=WHY)


def _newest(model: Any, group: Group) -> Select[Any]:
    return select(model).where(model.group_id == group.id, model.reach == "group").order_by(model.id.desc()).limit(1)


def _report(actors: Mapping[str, Actor], ref: str, author_id: int | None, reason: str) -> Report:
    by = next(actor for key, actor in actors.items() if key in {"tom", "joan", "dev"} and actor.id != author_id)
    made = actions.report_thing(by, ref, reason=reason)
    return db.session.get_one(Report, made.report_id)
