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


@dataclass(frozen=True, kw_only=True)
class Noteworthy(Event):
    """A fact that somebody may want to hear of. `notice` names the registered Notice that words it.

    `ref` is what opens; it is resolved for each reader at the moment of telling, and who may not see it hears nothing.
    Followers of any ref in `about` hear, and `people` whatever they follow. `reason` is a sentence told with it.
    """

    notice: str
    ref: str
    about: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    reason: str = ""


def record(event: Event) -> None:
    """Note the event in the unit of work under way; its handlers run when that ends."""
    db.session().info.setdefault("events", []).append(event)
