"""Facts about what happened: frozen, named in the past tense, carrying ids only."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.db import db


@dataclass(frozen=True, kw_only=True)
class Event:
    """`actor_id` is who did it; None for the system and for visitors."""

    actor_id: int | None


@dataclass(frozen=True, kw_only=True)
class ContentChanged(Event):
    """Something that search, or another sink, should look at again. Recorded for deletions too."""

    kind: str
    object_id: int


@dataclass(frozen=True, kw_only=True)
class Audited(Event):
    """A fact that the audit trail keeps: what it was done to, where, and why.

    `group_id` has no default: what is done in a group and says none would land in the staff's trail.
    `is_staff_act`: done in a group with staff's rights, so staff see it too; else it is the facilitators' alone.
    """

    ref: str
    group_id: int | None
    reason: str = ""
    is_staff_act: bool = False


def record(event: Event) -> None:
    """Note the event in the unit of work under way; its handlers run when that ends."""
    db.session().info.setdefault("events", []).append(event)
