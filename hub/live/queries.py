"""Reads of live discussions. Each asks the policy: what comes back may be shown to the actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import url_for
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from hub.accounts.authors import Author
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub
from hub.groups.models import Group
from hub.live import log, payloads
from hub.live.models import ENDED, Answer, LiveSession, Panellist, Question, QuestionSupport, Record
from hub.policy import Actor, NotFound, Verb, can, require, visible

MANY = 20

Row = TypeVar("Row")


@dataclass(frozen=True)
class LiveNow:
    """What the header links to while a session is open."""

    url: str
    sessions: Sequence[LiveSession]


@dataclass(frozen=True)
class RecordPage:
    """A record with what its page says about it."""

    record: Record
    by: Author
    answered_by: Sequence[Author]


def get_live_session(actor: Actor, live_session_id: int, slug: str | None = None) -> LiveSession:
    """The session, by its number alone or at its address in a group."""
    wanted = select(LiveSession).where(LiveSession.id == live_session_id, visible(actor, LiveSession))
    if slug is not None:
        wanted = wanted.where(LiveSession.group.has(Group.slug == slug))
    return _found(wanted.options(joinedload(LiveSession.group)), live_session_id)


def get_question(actor: Actor, question_id: int, live_session_id: int) -> Question:
    wanted = select(Question).where(Question.id == question_id, Question.live_session_id == live_session_id)
    return _found(wanted.where(visible(actor, Question)), question_id)


def get_answer(actor: Actor, answer_id: int, live_session_id: int) -> Answer:
    wanted = select(Answer).where(Answer.id == answer_id, Answer.live_session_id == live_session_id)
    return _found(wanted.where(visible(actor, Answer)), answer_id)


def get_panellist(actor: Actor, live_session: LiveSession, panellist_id: int) -> Panellist:
    require(actor, Verb.VIEW, live_session)
    wanted = select(Panellist).where(Panellist.id == panellist_id, Panellist.live_session_id == live_session.id)
    return _found(wanted, panellist_id)


def get_record(actor: Actor, reference: str) -> RecordPage:
    """An answered question by its permanent reference."""
    record: Record = _found(select(Record).where(Record.reference == reference, visible(actor, Record)), reference)
    answers = list(db.session.scalars(select(Answer).where(Answer.question_id == record.question_id)))
    by = payloads.bylines([record, *answers])
    return RecordPage(record, by[payloads.wrote(record)], list({by[payloads.wrote(a)]: None for a in answers}))


def list_sessions(actor: Actor, group: Group) -> dict[str, list[Item]]:
    """A group's sessions that are `open`, and those that are `upcoming`, soonest first."""
    current = _coming(actor).where(LiveSession.group_id == group.id)
    rows = list(db.session.scalars(current.limit(5 * MANY)))
    items = hub().kinds["live_session"].items(rows)
    pairs = list(zip(rows, items, strict=True))
    return {
        "open": [item for row, item in pairs if row.status != "scheduled"],
        "upcoming": [item for row, item in pairs if row.status == "scheduled"],
    }


def list_past(actor: Actor, group: Group, cursor: str | None = None) -> Page[Item]:
    """A group's ended sessions, newest first."""
    past = select(LiveSession).where(
        LiveSession.group_id == group.id,
        visible(actor, LiveSession),
        LiveSession.status.in_(("closed", "published")),
    )
    page = paginate(past, LiveSession.starts_at, LiveSession.id, cursor=cursor, descending=True)
    return page.map(hub().kinds["live_session"].items)


def list_all(actor: Actor, cursor: str | None = None) -> Page[Item]:
    """Sessions that are on or still to come wherever the actor may read, soonest first."""
    coming = select(LiveSession).where(visible(actor, LiveSession), LiveSession.status.not_in(ENDED))
    page = paginate(coming, LiveSession.starts_at, LiveSession.id, cursor=cursor)
    return page.map(hub().kinds["live_session"].items)


def list_upcoming(actor: Actor, limit: int = 5) -> list[Item]:
    """Sessions that are on or still to come in the actor's groups, soonest first: for the home page."""
    coming = _coming(actor).where(LiveSession.group_id.in_(actor.roles) | LiveSession.id.in_(actor.panels))
    return list(hub().kinds["live_session"].items(list(db.session.scalars(coming.limit(limit)))))


def find_live_now(actor: Actor) -> LiveNow | None:
    """The sessions open at this moment that the actor may view, those of their own groups first."""
    wanted = select(LiveSession).where(LiveSession.status == "open", visible(actor, LiveSession))
    wanted = wanted.options(joinedload(LiveSession.group)).order_by(LiveSession.opened_at.desc()).limit(MANY)
    found = sorted(db.session.scalars(wanted), key=lambda row: row.group_id not in actor.roles)
    if not found:
        return None
    first = found[0]
    return LiveNow(url_for("live.audience", slug=_slug(first), live_session_id=first.id), found)


def list_records(actor: Actor, group: Group, cursor: str | None = None) -> Page[Item]:
    """The answered questions that a group's library holds, newest first."""
    wanted = select(Record).where(Record.group_id == group.id, visible(actor, Record))
    page = paginate(wanted, Record.id, cursor=cursor, descending=True)
    return page.map(hub().kinds["record"].items)


def list_panel(actor: Actor, live_session: LiveSession) -> list[Panellist]:
    require(actor, Verb.VIEW, live_session)
    wanted = select(Panellist).where(Panellist.live_session_id == live_session.id, Panellist.ended_at.is_(None))
    return list(db.session.scalars(wanted.options(joinedload(Panellist.user)).order_by(Panellist.id)))


def get_snapshot(actor: Actor, live_session: LiveSession) -> dict[str, Any]:
    """The session as this actor may know it. Replaying the log after its `seq` keeps it so.

    `seq` is read before the rows: a change that comes in between is replayed, which does no harm, for every event
    carries the whole of what it changes.
    """
    require(actor, Verb.VIEW, live_session)
    seq = log.heads([live_session.id]).get(live_session.id, 0)
    asked, totals = _questions(actor, live_session), count_totals(actor, live_session)
    references = payloads.references_of([question.id for question in asked]) if live_session.status in ENDED else {}
    panel, questions = payloads.panel_and_questions(list_panel(actor, live_session), asked, references)
    return {
        "seq": seq,
        "session": payloads.session_payload(live_session),
        "panel": panel,
        "questions": questions,
        "declined": _declined(live_session) if totals["declined"] else [],
        "supported": _supported(actor, live_session),
        "totals": totals,
    }


def get_changes(actor: Actor, live_session: LiveSession, after: int | None) -> dict[str, Any]:
    """What a page that has everything up to `after` is missing: a frame, or a snapshot when that is shorter.

    Changes that the actor may not know are left out and the numbers run over them: {from, to, events, totals}.
    """
    require(actor, Verb.VIEW, live_session)
    head = log.heads([live_session.id]).get(live_session.id, 0)
    if after is None or not 0 <= after <= head or head - after > log.LONGEST_TAIL:
        return {"snapshot": get_snapshot(actor, live_session)}
    events = log.tail(live_session.id, after)
    return {
        "from": after + 1,
        "to": events[-1].seq if events else after,
        "events": log.sent_to(actor.audiences, events),
        "totals": count_totals(actor, live_session),
    }


def count_totals(actor: Actor, live_session: LiveSession) -> dict[str, int]:
    """The counters everyone in the session sees. What waits or is held is in none of them."""
    require(actor, Verb.VIEW, live_session)
    return payloads.totals_of(live_session.id)


def can_run(actor: Actor, live_session: LiveSession) -> bool:
    """Whether the page of the panel is theirs: they answer, host or facilitate."""
    return can(actor, Verb.ANSWER, live_session) or can(actor, Verb.MODERATE, live_session)


def _coming(actor: Actor) -> Any:
    coming = select(LiveSession).where(
        LiveSession.status.in_(("open", "paused", "scheduled")), visible(actor, LiveSession)
    )
    return coming.options(joinedload(LiveSession.group)).order_by(LiveSession.starts_at, LiveSession.id)


def _questions(actor: Actor, live_session: LiveSession) -> list[Question]:
    wanted = select(Question).where(
        Question.live_session_id == live_session.id, visible(actor, Question), Question.removed_at.is_(None)
    )
    return list(db.session.scalars(wanted.options(selectinload(Question.answers)).order_by(Question.id)))


def _declined(live_session: LiveSession) -> list[dict[str, Any]]:
    """Why questions were declined is told to everyone in the session; what they asked is not."""
    wanted = select(Question.id, Question.reason).where(
        Question.live_session_id == live_session.id, Question.state == "declined"
    )
    return [
        {"id": question_id, "reason": reason}
        for question_id, reason in db.session.execute(wanted.order_by(Question.id))
    ]


def _supported(actor: Actor, live_session: LiveSession) -> list[int]:
    if actor.id is None:
        return []
    wanted = (
        select(QuestionSupport.target_id)
        .join(Question, Question.id == QuestionSupport.target_id)
        .where(Question.live_session_id == live_session.id, QuestionSupport.user_id == actor.id)
    )
    return list(db.session.scalars(wanted.order_by(QuestionSupport.target_id)))


def _slug(live_session: LiveSession) -> str:
    return live_session.group.slug if live_session.group else ""


def _found(wanted: Select[Row], name: object) -> Row:
    row = db.session.scalar(wanted)
    if row is None:
        raise NotFound(name)
    return row
