"""Reads of connections, introductions, blocks and networks. What is between two people is theirs alone."""

from __future__ import annotations

from sqlalchemy import select

from hub.core.db import db
from hub.networks.blocks import is_blocked
from hub.networks.models import Block
from hub.policy import Actor

__all__ = ["blocked_ids", "is_blocked"]


def blocked_ids(actor: Actor) -> set[int]:
    """The people whom the actor has blocked: they are suggested to the actor nowhere."""
    return set(db.session.scalars(select(Block.blocked_id).where(Block.blocker_id == (actor.id or 0))))
