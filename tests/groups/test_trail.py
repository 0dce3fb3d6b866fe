"""What is done to groups and to belonging is kept, with its reason, for those who should see it."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups import actions
from hub.policy import STAFF, Actor, Role
from tests.factories import actor_of, add_member, make_group, make_user

ACTS = {
    "GroupEdited": lambda fay, group, _ann: actions.edit_group(fay, group, name="Kerbs", purpose=""),
    "GroupArchived": lambda fay, group, _ann: actions.archive_group(fay, group),
    "GroupNarrowed": lambda fay, group, _ann: actions.change_visibility(fay, group, "private"),
    "GroupWideningAnnounced": lambda fay, group, _ann: actions.change_visibility(fay, group, "public", confirmed=0),
    "RoleChanged": lambda fay, group, ann: actions.set_role(fay, group, ann.id, Role.FACILITATOR),
    "MemberRemoved": lambda fay, group, ann: actions.remove_member(fay, group, ann.id, reason="Changed jobs"),
    "MemberLeft": lambda _fay, group, ann: actions.leave_group(actor_of(ann), group),
    "PeopleInvited": lambda fay, group, _ann: actions.invite_people(fay, group, addresses="new@leeds.gov.uk"),
    "AppointmentConfirmed": lambda fay, group, ann: actions.confirm_appointment(fay, group, ann.id),
}


def entries(verb: str) -> list[AuditEntry]:
    return list(db.session.scalars(select(AuditEntry).where(AuditEntry.verb == verb)))


@pytest.mark.parametrize("verb", ACTS)
def test_every_act_in_a_group_is_kept_for_its_facilitators_alone(app: Flask, verb: str) -> None:
    fay, ann = make_user("Fay"), make_user("Ann")
    group = make_group(facilitator=fay)
    add_member(group, ann)
    actor: Actor = actor_of(fay)
    with unit_of_work():
        ACTS[verb](actor, group, ann)
    (entry,) = entries(verb)
    assert (entry.ref, entry.audience, entry.audience_also) == (
        f"group:{group.id}",
        f"facilitators:{group.id}",
        None,
    )


def test_a_reason_given_is_a_reason_kept(app: Flask) -> None:
    fay, ann = make_user("Fay"), make_user("Ann")
    group = make_group(facilitator=fay)
    add_member(group, ann)
    with unit_of_work():
        actions.remove_member(actor_of(fay), group, ann.id, reason="Changed jobs")
    assert entries("MemberRemoved")[0].reason == "Changed jobs"


def test_what_staff_do_in_a_group_staff_and_facilitators_both_see(app: Flask) -> None:
    staff, ann = make_user(is_staff=True), make_user("Ann")
    group = make_group(visibility="private", facilitator=make_user(state="suspended"))
    add_member(group, ann)
    with unit_of_work():
        actions.assign_facilitator(actor_of(staff), group.id, email=ann.email, reason="Nobody ran it")
    (entry,) = entries("RoleChanged")
    assert (entry.audience, entry.audience_also) == (f"facilitators:{group.id}", STAFF)


def test_a_refused_act_leaves_no_trace(app: Flask) -> None:
    fay = make_user("Fay")
    group = make_group(facilitator=fay)
    with pytest.raises(Exception, match="always needs"), unit_of_work():
        actions.leave_group(actor_of(fay), group)
    assert entries("MemberLeft") == []
