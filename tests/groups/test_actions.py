"""What people may do to groups: every action asks, counts are kept, and nobody is left without a facilitator."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.groups import actions, queries
from hub.groups.belonging import recount
from hub.groups.models import Group, Invitation, JoinRequest, Membership
from hub.policy import Forbidden, NotFound, Role, Verb, can
from tests.factories import actor_of, add_member, end_membership, make_group, make_organisation, make_user


def propose(person: User, name: str = "Bin routes", visibility: str = "open", **facts: object) -> Group:
    with unit_of_work():
        return actions.propose_group(actor_of(person), name=name, purpose="For crews", visibility=visibility, **facts)


def mails_to(person: User) -> list[str]:
    return list(db.session.scalars(select(Delivery.subject).where(Delivery.recipient == person.email)))


def test_whoever_makes_a_group_runs_it(app: Flask) -> None:
    maker = make_user()
    group = propose(maker)
    assert actor_of(maker).roles == {group.id: Role.FACILITATOR}
    assert (group.state, group.member_count, group.council_count) == ("active", 1, 1)


def test_a_visitor_cannot_make_a_group(app: Flask) -> None:
    with pytest.raises(NotFound), unit_of_work():
        actions.propose_group(actor_of(None), name="Bin routes", purpose="", visibility="open")


def test_a_name_that_collides_gets_a_number_in_silence(app: Flask) -> None:
    maker = make_user()
    assert [propose(maker).slug for _ in range(3)] == ["bin-routes", "bin-routes-2", "bin-routes-3"]


def test_a_private_groups_address_says_nothing(app: Flask) -> None:
    slug = propose(make_user(), name="Merger of two councils", visibility="private").slug
    assert re.fullmatch(r"[a-z0-9]{12}", slug)
    assert "merger" not in slug


def test_no_group_takes_an_address_of_the_hubs_own(app: Flask) -> None:
    assert propose(make_user(), name="New").slug == "new-2"


@pytest.mark.parametrize(("field", "facts"), [("name", {"name": " a "}), ("visibility", {"visibility": "secret"})])
def test_a_proposal_that_makes_no_sense_is_refused_beside_its_field(app: Flask, field: str, facts: dict) -> None:
    with pytest.raises(Refused) as refusal:
        propose(make_user(), **facts)
    assert refusal.value.field == field


def test_joining_twice_is_joining_once(app: Flask) -> None:
    group, person = make_group(facilitator=make_user()), make_user()
    actor = actor_of(person)
    for _ in range(2):
        with unit_of_work():
            actions.join_group(actor, group)
    assert group.member_count == 2
    assert actor_of(person).roles == {group.id: Role.MEMBER}


def test_joining_and_leaving_raise_the_persons_rights(app: Flask) -> None:
    group, person = make_group(facilitator=make_user()), make_user()
    before = person.permissions_version
    with unit_of_work():
        actions.join_group(actor_of(person), group)
    with unit_of_work():
        actions.leave_group(actor_of(person), group)
    db.session.refresh(person)
    assert person.permissions_version == before + 2
    assert actor_of(person).roles == {}


@pytest.mark.parametrize(
    ("visibility", "error"), [("restricted", Forbidden), ("private", NotFound)], ids=["restricted", "private"]
)
def test_nobody_walks_into_a_group_that_is_not_open(app: Flask, visibility: str, error: type[Exception]) -> None:
    group, stranger = make_group(visibility=visibility, facilitator=make_user()), make_user()
    with pytest.raises(error), unit_of_work():
        actions.join_group(actor_of(stranger), group)


def test_the_councils_of_a_group_are_counted_as_people_come_and_go(app: Flask) -> None:
    kirklees, leeds = make_organisation("Kirklees"), make_organisation("Leeds")
    fire = make_organisation("West Yorkshire Fire", kind="fire")
    group = make_group(facilitator=None)
    people = [make_user(organisation=each) for each in (kirklees, kirklees, leeds, fire)]
    for person in people:
        with unit_of_work():
            actions.join_group(actor_of(person), group)
    assert (group.member_count, group.council_count) == (4, 2)
    with unit_of_work():
        actions.leave_group(actor_of(people[0]), group)
    assert (group.member_count, group.council_count) == (3, 2)
    with unit_of_work():
        actions.leave_group(actor_of(people[2]), group)
    assert (group.member_count, group.council_count) == (2, 1)


def test_counts_can_be_made_anew_from_the_rows(app: Flask) -> None:
    group = make_group(facilitator=make_user())
    add_member(group, make_user(organisation=make_organisation("Leeds")))
    with unit_of_work():
        group.member_count, group.council_count = 99, 99
    recount()
    db.session.refresh(group)
    assert (group.member_count, group.council_count) == (2, 2)


def test_a_group_is_never_left_without_a_facilitator(app: Flask) -> None:
    runs, member = make_user(), make_user()
    group = make_group(facilitator=runs)
    add_member(group, member)
    for act in (
        lambda actor: actions.leave_group(actor, group),
        lambda actor: actions.set_role(actor, group, runs.id, Role.MEMBER),
        lambda actor: actions.remove_member(actor, group, runs.id, reason="I am off"),
    ):
        with pytest.raises(Refused, match="always needs a facilitator"), unit_of_work():
            act(actor_of(runs))


def test_a_suspended_facilitator_does_not_count_as_one(app: Flask) -> None:
    runs = make_user()
    group = make_group(facilitator=runs)
    add_member(group, make_user(state="suspended"), Role.FACILITATOR)
    with pytest.raises(Refused), unit_of_work():
        actions.leave_group(actor_of(runs), group)


def test_a_facilitator_can_hand_over_and_leave(app: Flask) -> None:
    runs, member = make_user(), make_user()
    group = make_group(facilitator=runs)
    add_member(group, member)
    with unit_of_work():
        actions.set_role(actor_of(runs), group, member.id, Role.FACILITATOR)
    with unit_of_work():
        actions.leave_group(actor_of(runs), group)
    assert actor_of(member).roles == {group.id: Role.FACILITATOR}


def test_a_member_manages_nothing(app: Flask) -> None:
    group, member = make_group(facilitator=make_user()), make_user()
    add_member(group, member)
    actor = actor_of(member)
    for act in (
        lambda: actions.set_role(actor, group, member.id, Role.FACILITATOR),
        lambda: actions.edit_group(actor, group, name="Mine", purpose=""),
        lambda: actions.invite_people(actor, group, addresses="a@example.gov.uk"),
        lambda: actions.archive_group(actor, group),
        lambda: actions.change_visibility(actor, group, "private"),
        lambda: actions.assign_facilitator(actor, group.id, email=member.email, reason="please"),
    ):
        with pytest.raises((Forbidden, NotFound)), unit_of_work():
            act()


def test_a_removed_member_is_told_why_and_reads_nothing_more(app: Flask) -> None:
    runs, member = make_user(), make_user()
    group = make_group(visibility="private", facilitator=runs)
    add_member(group, member)
    with unit_of_work():
        actions.remove_member(actor_of(runs), group, member.id, reason="You changed jobs")
    with pytest.raises(NotFound):
        queries.get_group(actor_of(member), group.slug)
    assert mails_to(member) == ["You are no longer a member of “Parking”"]


def test_an_ex_member_who_comes_back_gets_a_new_row(app: Flask) -> None:
    group, person = make_group(facilitator=make_user()), make_user()
    add_member(group, person)
    end_membership(group, person)
    with unit_of_work():
        actions.join_group(actor_of(person), group)
    rows = db.session.scalars(select(Membership).where(Membership.user_id == person.id)).all()
    assert [row.ended_at is None for row in rows] == [False, True]


def test_asking_again_changes_the_reason_and_asks_once(app: Flask) -> None:
    group, person = make_group(visibility="restricted", facilitator=make_user()), make_user()
    for reason in ("I run parking", "I run parking in Leeds"):
        with unit_of_work():
            actions.ask_to_join(actor_of(person), group, reason=reason)
    assert [row.reason for row in db.session.scalars(select(JoinRequest))] == ["I run parking in Leeds"]


def test_facilitators_are_told_that_somebody_asks(app: Flask) -> None:
    runs, person = make_user(), make_user()
    group = make_group(visibility="restricted", facilitator=runs)
    with unit_of_work():
        actions.ask_to_join(actor_of(person), group, reason="I run parking")
    assert mails_to(runs) == ["Somebody asks to join “Parking”"]


def ask(group: Group, person: User) -> int:
    with unit_of_work():
        actions.ask_to_join(actor_of(person), group, reason="I run parking")
    return db.session.scalar(select(JoinRequest.id).where(JoinRequest.user_id == person.id))


def test_an_approved_request_makes_a_member_and_tells_them(app: Flask) -> None:
    runs, person = make_user(), make_user()
    group = make_group(visibility="restricted", facilitator=runs)
    request_id = ask(group, person)
    with unit_of_work():
        actions.approve_request(actor_of(runs), group, request_id)
    assert actor_of(person).roles == {group.id: Role.MEMBER}
    assert mails_to(person) == ["You are now a member of “Parking”"]


def test_a_declined_request_sends_the_reason(app: Flask) -> None:
    runs, person = make_user(), make_user()
    group = make_group(visibility="restricted", facilitator=runs)
    request_id = ask(group, person)
    with unit_of_work():
        actions.decline_request(actor_of(runs), group, request_id, reason="For officers of our region")
    body = db.session.scalar(select(Delivery.body).where(Delivery.recipient == person.email))
    assert "For officers of our region" in body
    assert actor_of(person).roles == {}


def test_a_request_is_decided_once_and_by_its_own_group(app: Flask) -> None:
    runs, person = make_user(), make_user()
    group, other = make_group(visibility="restricted", facilitator=runs), make_group("Waste", facilitator=runs)
    request_id = ask(group, person)
    with pytest.raises(NotFound), unit_of_work():
        actions.approve_request(actor_of(runs), other, request_id)
    with unit_of_work():
        actions.approve_request(actor_of(runs), group, request_id)
    with pytest.raises(NotFound), unit_of_work():
        actions.decline_request(actor_of(runs), group, request_id, reason="Too late")


def test_an_archived_group_is_read_only_and_can_be_opened_again(app: Flask) -> None:
    runs, stranger = make_user(), make_user()
    group = make_group(facilitator=runs)
    with unit_of_work():
        actions.archive_group(actor_of(runs), group)
    assert not can(actor_of(runs), Verb.CONTRIBUTE, group)
    assert can(actor_of(stranger), Verb.VIEW, group)
    with pytest.raises(Forbidden), unit_of_work():
        actions.join_group(actor_of(stranger), group)
    with unit_of_work():
        actions.reopen_group(actor_of(runs), group)
    assert can(actor_of(runs), Verb.CONTRIBUTE, group)


def test_what_a_group_says_is_rendered_when_it_is_written(app: Flask) -> None:
    runs = make_user()
    group = make_group(facilitator=runs)
    words = {"landing": "**Parking** <script>x()</script>", "home": "# Rules", "welcome": "Hello"}
    with unit_of_work():
        actions.edit_group(actor_of(runs), group, name="Parking places", purpose="Kerbs", tags=["kerbs"], **words)
    assert "<strong>Parking</strong>" in group.landing_html
    assert "<script" not in group.landing_html
    assert queries.list_group_tags(actor_of(runs), group) == ("kerbs",)


def test_staff_give_an_orphaned_group_to_one_of_its_members(app: Flask) -> None:
    staff, member = make_user(is_staff=True), make_user()
    group = make_group(visibility="private", facilitator=make_user(state="suspended"))
    add_member(group, member)
    assert [found.id for found in queries.list_without_facilitator(actor_of(staff))] == [group.id]
    with unit_of_work():
        actions.assign_facilitator(actor_of(staff), group.id, email=member.email, reason="Nobody ran it")
    assert actor_of(member).roles == {group.id: Role.FACILITATOR}
    assert queries.list_without_facilitator(actor_of(staff)) == []


def test_staff_cannot_put_a_stranger_over_a_group_or_take_one_that_is_run(app: Flask) -> None:
    staff, stranger = make_user(is_staff=True), make_user()
    orphan = make_group(facilitator=make_user(state="suspended"))
    run = make_group("Waste", facilitator=make_user())
    for group in (orphan, run):
        with pytest.raises(Refused), unit_of_work():
            actions.assign_facilitator(actor_of(staff), group.id, email=stranger.email, reason="I like them")


def test_a_facilitator_confirms_the_office_of_a_member_alone(app: Flask) -> None:
    runs, member, stranger = make_user(), make_user(), make_user()
    group = make_group(facilitator=runs)
    add_member(group, member)
    with unit_of_work():
        actions.confirm_appointment(actor_of(runs), group, member.id)
    office = db.session.scalar(select(Appointment).where(Appointment.user_id == member.id))
    assert (office.confirmed_by_id, office.confirmed_at <= clock.now()) == (runs.id, True)
    with pytest.raises(NotFound), unit_of_work():
        actions.confirm_appointment(actor_of(runs), group, stranger.id)


def test_a_pending_invitation_can_be_withdrawn(app: Flask) -> None:
    runs = make_user()
    group = make_group(facilitator=runs)
    with unit_of_work():
        actions.invite_people(actor_of(runs), group, addresses="new@example.gov.uk")
    invitation = db.session.scalar(select(Invitation))
    with unit_of_work():
        actions.withdraw_invitation(actor_of(runs), group, invitation.id)
    assert queries.list_invitations(actor_of(runs), group).items == []
