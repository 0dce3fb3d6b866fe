"""What stands on a person's page beside what they say of themself: groups in common, and what they wrote lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from hub.core.db import db
from hub.core.registry import Item
from hub.groups.belonging import CURRENT
from hub.groups.models import Group, Membership
from hub.groups.newest import newest_lines_by
from hub.policy import Actor, visible

MOST_GROUPS, MOST_LINES = 12, 6


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Groups that both belong to, and the newest of what the person wrote that the reader may read."""

    groups: Sequence[Group]
    written: Sequence[Item]


def find_profile(actor: Actor, person_id: int) -> Profile | None:
    """None where there is nothing to show."""
    if actor.id is None:
        return None
    groups = _groups_in_common(actor, person_id) if actor.id != person_id else []
    written = newest_lines_by(actor, person_id, MOST_LINES)
    return Profile(groups=groups, written=written) if groups or written else None


def _groups_in_common(actor: Actor, person_id: int) -> Sequence[Group]:
    theirs = select(Membership.group_id).where(Membership.user_id == person_id, CURRENT)
    both = select(Group).where(Group.id.in_(theirs), Group.id.in_(sorted(actor.roles)), visible(actor, Group))
    return db.session.scalars(both.order_by(Group.name, Group.id).limit(MOST_GROUPS)).all()
