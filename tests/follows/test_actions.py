"""Following, muting and stopping; what follows by itself; what leaving a group takes away."""

import pytest
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.follows import actions, queries
from hub.follows.models import Follow
from hub.follows.rows import follow_all_by_themselves, follow_by_itself
from hub.groups.actions import leave_group
from hub.policy import Forbidden, NotFound, Role
from tests.factories import actor_of, add_member, make_group, make_user
from tests.library.making import publish


@pytest.fixture
def group(app):
    """A private group with two members, one of whom runs it."""
    group = make_group("Waste", "private", facilitator=make_user("Ann Price"))
    add_member(group, make_user("Bill Roe", email="bill@example.gov.uk"))
    return group


def test_following_again_changes_how_often_and_makes_no_second_row(group):
    bill = actor_of_email("bill@example.gov.uk")
    with unit_of_work():
        actions.follow(bill, f"group:{group.id}")
        actions.follow(bill, f"group:{group.id}", "weekly")
    assert queries.find_follow(bill, f"group:{group.id}").frequency == "weekly"
    assert queries.list_followed_ids(bill, "group") == [group.id]


def test_a_mute_is_no_follow_and_nothing_follows_it_anew_by_itself(group):
    bill = actor_of_email("bill@example.gov.uk")
    with unit_of_work():
        actions.mute(bill, f"group:{group.id}")
        follow_by_itself(bill.id, "group", group.id, "wrote")
    assert queries.find_follow(bill, f"group:{group.id}").frequency == "off"
    assert queries.list_followed_ids(bill, "group") == []
    assert queries.find_frequencies(bill, "group", [group.id, 999]) == {group.id: "off"}


def test_an_outsider_cannot_follow_what_they_may_not_know_of(group):
    outsider = actor_of(make_user("Out Sider"))
    with pytest.raises(NotFound), unit_of_work():
        actions.follow(outsider, f"group:{group.id}")
    assert queries.find_follow(outsider, f"group:{group.id}") is None


@pytest.mark.parametrize("act", [actions.follow, actions.mute, actions.unfollow])
def test_a_visitor_follows_and_mutes_nothing(group, act):
    with pytest.raises((NotFound, Forbidden)), unit_of_work():
        act(actor_of(None), f"group:{group.id}")


def test_how_often_has_to_be_one_of_the_choices(group):
    with pytest.raises(Refused), unit_of_work():
        actions.follow(actor_of_email("bill@example.gov.uk"), f"group:{group.id}", "hourly")


def test_what_many_people_follow_by_themselves_is_one_statement_and_keeps_their_choices(group):
    people = [make_user(f"Person {number}") for number in range(3)]
    with unit_of_work():
        actions.mute(actor_of(people[0]), f"group:{group.id}")
    with unit_of_work():
        follow_all_by_themselves([person.id for person in people] * 2, "group", group.id, "supported")
    found = [queries.find_own(actor_of(person), "group", group.id) for person in people]
    assert [(follow.frequency, follow.because) for follow in found] == [
        ("off", "asked"),
        ("each", "supported"),
        ("each", "supported"),
    ]


def test_leaving_a_private_group_forgets_what_one_followed_in_it(group):
    bill = actor_of_email("bill@example.gov.uk")
    document = publish(person_at("bill@example.gov.uk"), group, title="Route planning")
    with unit_of_work():
        actions.follow(bill, f"group:{group.id}")
        actions.follow(bill, f"document:{document.id}")
    with unit_of_work():
        leave_group(bill, group)
    assert db.session.scalar(select(func.count(Follow.id))) == 0


def test_leaving_an_open_group_keeps_what_one_may_still_read(app):
    group = make_group("Parking", "open", facilitator=make_user("Ann Price"))
    add_member(group, make_user("Bill Roe", email="bill@example.gov.uk"), Role.MEMBER)
    bill = actor_of_email("bill@example.gov.uk")
    document = publish(person_at("bill@example.gov.uk"), group, title="Permit prices")
    with unit_of_work():
        actions.follow(bill, f"document:{document.id}", "daily")
        leave_group(bill, group)
    with app.test_request_context():
        page = queries.list_follows(actor_of_email("bill@example.gov.uk"))
    assert [line.item.title for line in page.items] == ["Permit prices"]


def person_at(email):
    return db.session.scalars(select(User).where(User.email == email)).one()


def actor_of_email(email):
    return actor_of(person_at(email))
