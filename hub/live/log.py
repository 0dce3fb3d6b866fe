"""The log of a session: every change gets the next `seq` under the session's row lock, in the change's transaction.

A change is kept with the audience tokens of the row it tells of. Whoever reads the log leaves out what the reader may
not know and lets the numbers run over it, so nobody sees a hole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm.attributes import set_committed_value

from hub.core.db import db
from hub.core.events import record
from hub.groups.content import GroupContent
from hub.live.events import LogGrew
from hub.live.models import LiveEvent, LiveSession, Question

LONGEST_TAIL = 500
"""Whoever missed more than this gets a snapshot."""

OF_QUESTION = ("question", "answer", "support")
"""The changes that tell of one question and are for those who may view it."""


@dataclass(frozen=True)
class Change:
    """What happened, in the form that pages replay, and the tokens of those who may know."""

    kind: str
    payload: dict[str, Any]
    reach: str
    audience: str
    audience_also: str | None = None

    @classmethod
    def of(cls, row: GroupContent, kind: str, payload: dict[str, Any]) -> Change:
        """A change that those may know who may view the row."""
        return cls(kind, payload, row.reach, row.audience, row.audience_also)

    @classmethod
    def to_one(cls, user_id: int, kind: str, payload: dict[str, Any]) -> Change:
        return cls(kind, payload, "author", f"user:{user_id}")


def lock(live_session: LiveSession) -> None:
    """Take the session's row lock, and see its state as it is now. Every change begins with this."""
    db.session.flush()
    # PostgreSQL locks no row of an outer join, and the page that leads here loads the group with the session.
    db.session.refresh(live_session, with_for_update={"of": LiveSession})


def append(actor_id: int | None, live_session: LiveSession, changes: Sequence[Change]) -> int:
    """Number the changes and keep them. Returns the last number given."""
    db.session.flush()
    grown = (
        update(LiveSession)
        .where(LiveSession.id == live_session.id)
        .values(last_seq=LiveSession.last_seq + len(changes))
        .returning(LiveSession.last_seq)
        .execution_options(synchronize_session=False)
    )
    last: int = db.session.scalars(grown).one()
    set_committed_value(live_session, "last_seq", last)
    for seq, change in enumerate(changes, start=last - len(changes) + 1):
        db.session.add(
            LiveEvent(
                session_id=live_session.id,
                seq=seq,
                kind=change.kind,
                payload=change.payload,
                reach=change.reach,
                audience=change.audience,
                audience_also=change.audience_also,
            )
        )
    record(LogGrew(actor_id=actor_id, live_session_id=live_session.id, seq=last))
    return last


def cover(question: Question) -> None:
    """Let what was told of the question so far be read by those alone who may view it now."""
    db.session.flush()
    now = {"reach": question.reach, "audience": question.audience, "audience_also": question.audience_also}
    db.session.execute(update(LiveEvent).where(*_told_of(question)).values(now))


def reword(question: Question, reply: dict[str, Any]) -> None:
    """Put an answer as it is now in the place of the words it had, which nobody is to read any more."""
    for event in db.session.scalars(select(LiveEvent).where(*_told_of(question))):
        event.payload = _reworded(event.payload, reply)


def _told_of(question: Question) -> tuple[ColumnElement[bool], ...]:
    named = or_(
        LiveEvent.payload["id"].as_integer() == question.id,
        LiveEvent.payload["question", "id"].as_integer() == question.id,
    )
    return LiveEvent.session_id == question.live_session_id, LiveEvent.kind.in_(OF_QUESTION), named


def _reworded(payload: dict[str, Any], reply: dict[str, Any]) -> dict[str, Any]:
    if "answer" in payload and payload["answer"]["id"] == reply["id"]:
        return payload | {"answer": reply}
    if "question" not in payload:
        return payload
    question = payload["question"]
    answers = [reply if one["id"] == reply["id"] else one for one in question["answers"]]
    return payload | {"question": question | {"answers": answers}}


def tail(session_id: int, after: int, most: int = LONGEST_TAIL) -> list[LiveEvent]:
    """The changes after a number, oldest first, whoever may know them: for `sent_to`, never for a page as it is."""
    wanted = select(LiveEvent).where(LiveEvent.session_id == session_id, LiveEvent.seq > after)
    return list(db.session.scalars(wanted.order_by(LiveEvent.seq).limit(most)))


def sent_to(audiences: frozenset[str], events: Sequence[LiveEvent]) -> list[dict[str, Any]]:
    """Those of the changes that a holder of these tokens may know, as pages receive them."""
    return [
        {"seq": event.seq, "kind": event.kind, **event.payload}
        for event in events
        if event.audience in audiences or event.audience_also in audiences
    ]


def heads(session_ids: Sequence[int]) -> dict[int, int]:
    """The last number of each of these sessions."""
    rows = db.session.execute(select(LiveSession.id, LiveSession.last_seq).where(LiveSession.id.in_(session_ids)))
    return dict(rows.all())


def audience_of(session_id: int) -> frozenset[str]:
    """The tokens that open the session now, whatever they were when someone joined it."""
    wanted = select(LiveSession.audience, LiveSession.audience_also).where(LiveSession.id == session_id)
    return frozenset(token for row in db.session.execute(wanted) for token in row if token)


def sessions_of(group_id: int) -> list[int]:
    return list(db.session.scalars(select(LiveSession.id).where(LiveSession.group_id == group_id)))
