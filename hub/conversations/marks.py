"""How far each person has read: a mark for each conversation, moved forward only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.conversations.models import Conversation, Reading
from hub.core import clock
from hub.core.db import db
from hub.policy import Actor

NEW_FOR = timedelta(days=30)
"""What somebody never opened is news to them for so long; older things are simply old."""


@dataclass(frozen=True)
class Marks:
    """One person's marks, as the policy sees them."""

    audience: str


def set_mark(user_id: int, conversation_id: int, position: int) -> None:
    """Move the mark forward to this position, in one statement. Never back: two tabs may say it in any order."""
    insert = (sqlite if db.engine.dialect.name == "sqlite" else postgresql).insert(Reading.__table__)
    highest = func.max if db.engine.dialect.name == "sqlite" else func.greatest
    further = {"position": highest(Reading.position, insert.excluded.position), "read_at": insert.excluded.read_at}
    row = {"user_id": user_id, "conversation_id": conversation_id, "position": position, "read_at": clock.now()}
    db.session.execute(insert.on_conflict_do_update(index_elements=["user_id", "conversation_id"], set_=further), [row])


def marks_of(actor: Actor, conversation_ids: Collection[int]) -> dict[int, int]:
    """Conversation → how far the actor has read, with one query for a whole list."""
    if actor.id is None or not conversation_ids:
        return {}
    mine = (Reading.user_id == actor.id, Reading.conversation_id.in_(conversation_ids))
    rows = db.session.execute(select(Reading.conversation_id, Reading.position).where(*mine))
    return dict(rows.all())


def new_since(row: Any, mark: int | None) -> int | None:
    """How many posts are new to the person: a number, or None where nothing is. 0 says: some, uncounted.

    `row` is a conversation, or has its `last_position`, `post_count` and `last_post_at`.
    """
    if mark is None and clock.now() - row.last_post_at > NEW_FOR:
        return None
    beyond = row.last_position - (mark or 0)
    if beyond <= 0:
        return None
    return beyond if row.post_count == row.last_position else 0


def is_new(conversation: Conversation, mark: int | None) -> bool:
    return new_since(conversation, mark) is not None
