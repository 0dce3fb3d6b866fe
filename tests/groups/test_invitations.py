"""Inviting by pasted addresses: a result for each that says nothing of accounts, and a link that is spent once."""

import re
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.groups import actions, invitations
from hub.groups.belonging import begin_membership, end_membership, find_current
from hub.groups.invitations import addresses_in
from hub.groups.models import Group, Invitation
from hub.policy import NotFound, Role
from tests.factories import actor_of, add_member, make_group, make_user

pytestmark = pytest.mark.both_databases


@pytest.fixture
def runs(app: Flask) -> User:
    return make_user("Fay")


@pytest.fixture
def group(runs: User) -> Group:
    return make_group("Peer review", "private", facilitator=runs)


def invite(runs: User, group: Group, addresses: str) -> list[tuple[str, str]]:
    with unit_of_work():
        return actions.invite_people(actor_of(runs), group, addresses=addresses, words="Do come")


def token_for(address: str) -> str:
    bodies = select(Delivery.body).where(Delivery.recipient == address).order_by(Delivery.id.desc())
    return re.search(r"/invitations/(\S+)", db.session.scalars(bodies).first()).group(1)


def accept(person: User, token: str) -> Group:
    with unit_of_work():
        return actions.accept_invitation(actor_of(person), token)


@pytest.mark.parametrize(
    ("pasted", "found"),
    [
        ("a@x.gov.uk, B@X.gov.uk;c@x.gov.uk\nd@x.gov.uk", ["a@x.gov.uk", "b@x.gov.uk", "c@x.gov.uk", "d@x.gov.uk"]),
        ("Ann Price <ann@x.gov.uk>; Bob <bob@x.gov.uk>", ["ann@x.gov.uk", "bob@x.gov.uk"]),
        ("a@x.gov.uk a@x.gov.uk\n\n , ;", ["a@x.gov.uk"]),
        ("nonsense", ["nonsense"]),
        (" \n ", []),
    ],
)
def test_addresses_are_found_however_they_were_pasted(pasted: str, found: list[str]) -> None:
    assert addresses_in(pasted) == found


def test_each_address_has_its_result(runs: User, group: Group) -> None:
    member = make_user(email="member@kirklees.gov.uk")
    add_member(group, member)
    assert invite(runs, group, "new@leeds.gov.uk, nonsense, member@kirklees.gov.uk") == [
        ("new@leeds.gov.uk", "sent"),
        ("nonsense", "malformed"),
        ("member@kirklees.gov.uk", "member"),
    ]


def test_the_result_never_says_whether_an_account_exists(runs: User, group: Group) -> None:
    make_user(email="has@leeds.gov.uk")
    make_user(email="gone@leeds.gov.uk", state="suspended")
    results = invite(runs, group, "has@leeds.gov.uk, gone@leeds.gov.uk, hasnot@leeds.gov.uk")
    assert {result for _address, result in results} == {"sent"}
    bodies = [re.sub(r"/invitations/\S+", "", body) for body in db.session.scalars(select(Delivery.body))]
    assert len(set(bodies)) == 1


def test_an_invited_person_joins_once(runs: User, group: Group) -> None:
    person = make_user(email="new@leeds.gov.uk")
    invite(runs, group, "New@Leeds.gov.uk")
    token = token_for("new@leeds.gov.uk")
    assert accept(person, token).id == group.id
    assert actor_of(person).roles == {group.id: Role.MEMBER}
    with pytest.raises(Refused, match="has been used"):
        accept(person, token)


def test_a_link_that_was_passed_on_lets_nobody_else_in(runs: User, group: Group) -> None:
    invite(runs, group, "new@leeds.gov.uk")
    stranger = make_user()
    with pytest.raises(Refused, match="another address"):
        accept(stranger, token_for("new@leeds.gov.uk"))
    assert actor_of(stranger).roles == {}


def test_a_later_invitation_takes_the_place_of_an_earlier_one(runs: User, group: Group) -> None:
    person = make_user(email="new@leeds.gov.uk")
    invite(runs, group, "new@leeds.gov.uk")
    first = token_for("new@leeds.gov.uk")
    invite(runs, group, "new@leeds.gov.uk")
    with pytest.raises(Refused):
        accept(person, first)
    assert accept(person, token_for("new@leeds.gov.uk")).id == group.id


def test_a_link_runs_out_after_thirty_days(runs: User, group: Group) -> None:
    person = make_user(email="new@leeds.gov.uk")
    invite(runs, group, "new@leeds.gov.uk")
    with time_machine.travel(clock.now() + timedelta(days=31)), pytest.raises(Refused):
        accept(person, token_for("new@leeds.gov.uk"))


def test_a_withdrawn_link_lets_nobody_in(runs: User, group: Group) -> None:
    person = make_user(email="new@leeds.gov.uk")
    invite(runs, group, "new@leeds.gov.uk")
    with unit_of_work():
        actions.withdraw_invitation(actor_of(runs), group, db.session.scalar(select(Invitation.id)))
    with pytest.raises(Refused):
        accept(person, token_for("new@leeds.gov.uk"))


def test_the_token_itself_is_kept_nowhere(runs: User, group: Group) -> None:
    invite(runs, group, "new@leeds.gov.uk")
    invitation = db.session.scalar(select(Invitation))
    assert token_for("new@leeds.gov.uk") not in {invitation.token_hash, invitation.email}


def test_a_visitor_accepts_nothing_and_an_archived_group_lets_nobody_in(runs: User, group: Group) -> None:
    person = make_user(email="new@leeds.gov.uk")
    invite(runs, group, "new@leeds.gov.uk")
    with pytest.raises(NotFound), unit_of_work():
        actions.accept_invitation(actor_of(None), token_for("new@leeds.gov.uk"))
    with unit_of_work():
        actions.archive_group(actor_of(runs), group)
    with pytest.raises(Refused, match="read only"):
        accept(person, token_for("new@leeds.gov.uk"))


@pytest.mark.parametrize("count", [0, 201])
def test_too_few_and_too_many_addresses_are_refused(runs: User, group: Group, count: int) -> None:
    with pytest.raises(Refused) as refusal:
        invite(runs, group, "\n".join(f"p{number}@x.gov.uk" for number in range(count)))
    assert refusal.value.field == "addresses"


def test_an_old_invitation_is_no_way_back_in_for_someone_who_was_removed(app: Flask) -> None:
    facilitator, person = make_user(), make_user(email="x@example.gov.uk")
    group = make_group("Children in care", "private", facilitator=facilitator)
    with unit_of_work():
        invitations.invite(group, "x@example.gov.uk", by_id=facilitator.id, inviter="Ann", words="")
        begin_membership(group, person.id)
    with unit_of_work():
        end_membership(group, find_current(group.id, person.id), reason="Left the council")
    assert [row.outcome for row in db.session.scalars(select(Invitation))] == ["accepted"]


def test_one_person_invites_no_more_than_so_many_a_day(
    runs: User, group: Group, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "MOST_INVITED_A_DAY", 2)
    invite(runs, group, "a@x.gov.uk b@x.gov.uk")
    with pytest.raises(Refused, match="tomorrow"):
        invite(runs, group, "c@x.gov.uk")
    with time_machine.travel(clock.now() + timedelta(days=1, minutes=1)):
        assert invite(runs, group, "c@x.gov.uk") == [("c@x.gov.uk", "sent")]
