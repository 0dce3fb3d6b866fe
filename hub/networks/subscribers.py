"""A network is never without a keeper while anybody belongs to it, and nobody's invitations outlast their stay."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from hub.accounts.events import PersonSuspended
from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.events import Noteworthy, record
from hub.core.registry import parse_ref
from hub.groups.belonging import CURRENT, facilitators_of
from hub.groups.events import GroupArchived, MemberLeft, MemberRemoved, RoleChanged
from hub.groups.models import Group, Membership
from hub.networks.models import NetworkInvitation
from hub.policy import Role


def settle_departure(event: MemberLeft | MemberRemoved) -> None:
    """After somebody went: their invitations lapse, and the longest-standing member takes over where none keeps it."""
    group = db.session.get(Group, event.group_id) if event.group_id else None
    if group is None or group.kind != "network":
        return
    theirs = (NetworkInvitation.group_id == group.id, NetworkInvitation.invited_by_id == event.user_id)
    for invitation in db.session.scalars(
        select(NetworkInvitation).where(*theirs, NetworkInvitation.decided_at.is_(None))
    ):
        invitation.settle("withdrawn")
    keep_a_keeper(group)


def replace_suspended(event: PersonSuspended) -> None:
    """Where a suspended person was the one keeper, the longest-standing member takes over."""
    _kind, user_id = parse_ref(event.ref)
    kept = (Membership.user_id == user_id, CURRENT, Membership.role == int(Role.FACILITATOR), Group.kind == "network")
    groups = select(Group).join(Membership, Membership.group_id == Group.id).where(*kept).order_by(Group.id)
    for group in db.session.scalars(groups.with_for_update(of=Group)).all():
        keep_a_keeper(group)


def keep_a_keeper(group: Group) -> None:
    """Call with the group's row locked. A network that nobody is left in becomes read only."""
    if db.session.scalar(facilitators_of(group.id).limit(1)) is not None:
        return
    staying = select(Membership).join(User, User.id == Membership.user_id)
    staying = staying.where(Membership.group_id == group.id, CURRENT, User.state == "active")
    longest = db.session.scalar(staying.order_by(Membership.joined_at, Membership.id).limit(1))
    facts: dict[str, Any] = {"actor_id": None, "ref": f"group:{group.id}"}
    if longest is not None:
        longest.role = int(Role.FACILITATOR)
        db.session.flush()
        record(RoleChanged(**facts, group_id=group.id, user_id=longest.user_id, reason="facilitator"))
        record(Noteworthy(**facts, notice="network.kept", people=(longest.user_id,)))
    elif group.member_count == 0 and group.archived_at is None:
        group.archived_at = clock.now()
        record(GroupArchived(**facts, group_id=group.id))
