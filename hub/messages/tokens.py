"""Who holds `thread:<id>`: those who take part now. One rule in every form that the policy and the telling ask for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, String, cast, exists, literal, select

from hub.core.db import db
from hub.messages.models import Participant
from hub.policy import Actor, LookedUp

TAKES_PART = Participant.left_at.is_(None)


def takes_part(actor: Actor, thread_id: int) -> bool:
    theirs = (Participant.thread_id == thread_id, Participant.user_id == actor.id, TAKES_PART)
    return bool(db.session.scalar(select(exists().where(*theirs))))


def tokens_of(actor: Actor) -> Select[str]:
    """The tokens of all the actor's threads, for a WHERE clause."""
    token = literal("thread:") + cast(Participant.thread_id, String)
    return select(token).where(Participant.user_id == actor.id, TAKES_PART)


def people_of(thread_id: int, user_id: Any) -> ColumnElement[bool]:
    """Those of the people in the column who take part in the thread."""
    return exists().where(Participant.thread_id == thread_id, Participant.user_id == user_id, TAKES_PART)


def list_people_of(thread_id: int) -> list[int]:
    theirs = (Participant.thread_id == thread_id, TAKES_PART)
    return list(db.session.scalars(select(Participant.user_id).where(*theirs).order_by(Participant.id)))


def user_tokens_of(thread_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """Thread → `user:<id>` of everyone who takes part: what the index knows of a thread's audience."""
    wanted = select(Participant.thread_id, Participant.user_id).where(Participant.thread_id.in_(set(thread_ids)))
    found: dict[int, tuple[str, ...]] = {}
    for thread_id, user_id in db.session.execute(wanted.where(TAKES_PART).order_by(Participant.id)):
        found[thread_id] = (*found.get(thread_id, ()), f"user:{user_id}")
    return found


RULE = LookedUp(holds=takes_part, tokens=tokens_of, people=list_people_of)
