"""How belonging to a group begins and ends, with the counts that are kept and the rights that follow.

These serve the actions and the command line, which have asked the policy or need not.
"""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, ScalarSelect, Select, distinct, exists, func, select, update

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.core.uow import unit_of_work
from hub.groups.content import set_group_audiences
from hub.groups.models import Group, Invitation, JoinRequest, Membership
from hub.organisations.models import Organisation
from hub.policy import Role

CURRENT = Membership.ended_at.is_(None)


def found_group(
    *,
    name: str,
    slug: str,
    visibility: str,
    purpose: str = "",
    by_id: int | None,
    state: str = "active",
    kind: str = "group",
) -> Group:
    """Make the row of a group and its audiences. Nobody belongs to it yet."""
    facts = {"name": name, "slug": slug, "purpose": purpose, "state": state, "kind": kind}
    group = Group(**facts, visibility=visibility, created_by_id=by_id)
    group.audience = group.content_audience = ""
    db.session.add(group)
    db.session.flush()
    set_group_audiences(group)
    record(ContentChanged(actor_id=by_id, kind="group", object_id=group.id))
    return group


def begin_membership(group: Group, user_id: int, role: Role = Role.MEMBER) -> Membership:
    """Let the person belong to the group from now on. Who belongs already stays as they are."""
    _lock(group)
    if group.is_closed:
        raise Refused(_("This group is read only, so nobody can join it now."))
    if membership := find_current(group.id, user_id):
        return membership
    membership = Membership(user_id=user_id, group_id=group.id, role=int(role), joined_at=clock.now())
    db.session.add(membership)
    group.member_count += 1
    group.council_count += _councils_of_nobody_else(group.id, user_id)
    _settle_waiting_request(group.id, user_id)
    _settle_invitations(group.id, user_id, "accepted")
    return membership


def _lock(group: Group) -> None:
    """Hold the group's row, so that counts add up; what this unit of work has changed in it is written first."""
    db.session.flush()
    db.session.refresh(group, with_for_update=True)


def end_membership(group: Group, membership: Membership, *, reason: str | None = None) -> None:
    """Let the person belong no longer: the next request, socket event, search and mail obey."""
    _lock(group)
    db.session.refresh(membership)  # its role or its end may have come while we waited for the lock
    if membership.ended_at is not None:
        return
    if group.kind != "network":  # whose next keeper is found when the last one has gone
        keep_a_facilitator(membership)
    membership.ended_at, membership.ended_reason = clock.now(), reason
    group.member_count -= 1
    group.council_count -= _councils_of_nobody_else(group.id, membership.user_id)
    _settle_invitations(group.id, membership.user_id, "withdrawn")


def _settle_invitations(group_id: int, user_id: int, outcome: str) -> None:
    """An invitation from before must not be a way back in for someone who has left or was removed."""
    address = select(User.email).where(User.id == user_id).scalar_subquery()
    theirs = (Invitation.group_id == group_id, Invitation.email == address, Invitation.decided_at.is_(None))
    decided = {"decided_at": clock.now(), "decided_by_id": user_id, "outcome": outcome}
    db.session.execute(update(Invitation).where(*theirs).values(**decided))


def keep_a_facilitator(leaving: Membership) -> None:
    """Refuse to let the last facilitator go. Call with the group's row locked."""
    if leaving.role < Role.FACILITATOR:
        return
    others = facilitators_of(leaving.group_id).where(Membership.id != leaving.id)
    if db.session.scalar(others.limit(1)) is None:
        raise Refused(_("A group always needs a facilitator. Make another member a facilitator first."))


def facilitators_of(group_id: int) -> Select[User]:
    """Those who run the group and can: suspended and closed accounts do not count."""
    runs = (Membership.group_id == group_id, CURRENT, Membership.role == int(Role.FACILITATOR), User.state == "active")
    return select(User).join(Membership, Membership.user_id == User.id).where(*runs).order_by(Membership.id)


def find_current(group_id: int, user_id: int) -> Membership | None:
    theirs = (Membership.group_id == group_id, Membership.user_id == user_id, CURRENT)
    return db.session.scalar(select(Membership).where(*theirs))


def _settle_waiting_request(group_id: int, user_id: int) -> None:
    theirs = (JoinRequest.group_id == group_id, JoinRequest.user_id == user_id, JoinRequest.decided_at.is_(None))
    db.session.execute(update(JoinRequest).where(*theirs).values(decided_at=clock.now(), outcome="approved"))


def main_appointments() -> tuple[ColumnElement[bool], ...]:
    """The condition under which an appointment is a person's main one today."""
    return (Appointment.is_main.is_(True), Appointment.holds_today())


def _councils_of_nobody_else(group_id: int, user_id: int) -> int:
    """1 where this person alone brings their council into the group, else 0."""
    council = (
        select(Appointment.organisation_id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.user_id == user_id, Organisation.kind == "council", *main_appointments())
    )
    organisation_id = db.session.scalar(council.limit(1))
    if organisation_id is None:
        return 0
    others = exists().where(
        Membership.group_id == group_id,
        CURRENT,
        Membership.user_id != user_id,
        Appointment.user_id == Membership.user_id,
        Appointment.organisation_id == organisation_id,
        *main_appointments(),
    )
    return 0 if db.session.scalar(select(others)) else 1


def recount() -> None:
    """Count members and councils of every group anew: people change councils, and whatever is kept can be rebuilt."""
    with unit_of_work():
        db.session.execute(update(Group).values(member_count=_members(), council_count=_councils()))


def _members() -> ScalarSelect[int]:
    return select(func.count(Membership.id)).where(Membership.group_id == Group.id, CURRENT).scalar_subquery()


def _councils() -> ScalarSelect[int]:
    return (
        select(func.count(distinct(Appointment.organisation_id)))
        .join(Membership, Membership.user_id == Appointment.user_id)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Membership.group_id == Group.id, CURRENT, Organisation.kind == "council", *main_appointments())
        .correlate(Group)
        .scalar_subquery()
    )
