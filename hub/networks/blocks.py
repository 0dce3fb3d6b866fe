"""Who wants nothing of whom: for whoever sends, mentions, suggests or tells. Only the blocker learns of a block."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from hub.core.db import db
from hub.networks.models import Block
from hub.policy import Actor


def is_blocked(a_id: int | None, b_id: int | None) -> bool:
    """Whether one of these two has blocked the other, whichever it was."""
    both = (_blocks(a_id or 0, b_id or 0), _blocks(b_id or 0, a_id or 0))
    return bool(db.session.scalar(select(exists().where(or_(*both)))))


def has_blocked(blocker_id: int | None, user_id: int) -> bool:
    return bool(db.session.scalar(select(exists().where(_blocks(blocker_id or 0, user_id)))))


def who_blocked(user_ids: Collection[int], blocked_id: int | None) -> set[int]:
    """Those of these people who have blocked this one: they are not told what that person does."""
    theirs = (Block.blocker_id.in_(user_ids), Block.blocked_id == (blocked_id or 0))
    return set(db.session.scalars(select(Block.blocker_id).where(*theirs)))


def blocked_ids(actor: Actor) -> set[int]:
    """The people whom the actor has blocked: they are suggested to the actor nowhere."""
    return set(db.session.scalars(select(Block.blocked_id).where(Block.blocker_id == (actor.id or 0))))


def not_blocked_by(actor: Actor, user_id: Any) -> ColumnElement[bool]:
    """The condition that leaves out whom the actor has blocked; `user_id` is the column of the person."""
    mine: ColumnElement[bool] = user_id.not_in(select(Block.blocked_id).where(Block.blocker_id == (actor.id or 0)))
    return mine


def blocks(actor: Actor, user_id: int) -> bool:
    """Whether the actor has blocked this person."""
    return has_blocked(actor.id, user_id)


def blocks_condition(actor: Actor, user_id: Any) -> ColumnElement[bool]:
    """The same for a WHERE clause."""
    return exists().where(_blocks(actor.id or 0, user_id))


def _blocks(blocker_id: Any, blocked_id: Any) -> ColumnElement[bool]:
    return and_(Block.blocker_id == blocker_id, Block.blocked_id == blocked_id)
