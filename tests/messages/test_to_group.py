"""Writing to all members of a group: counted, limited, and one row however many they are."""

import time

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy
from hub.core.outbox import OutboxEntry
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.follows.actions import mute
from hub.groups.models import Group, Membership
from hub.messages import queries, to_group
from hub.messages.models import GroupMessage
from hub.policy import Forbidden, NotFound, Role, Verb, can
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_user
from tests.statements import counted

pytestmark = pytest.mark.both_databases


@pytest.fixture
def group(app: Flask) -> Group:
    group = make_group("Parking", "private", facilitator=make_user("Fay"))
    for name in ("Ann", "Ben"):
        add_member(group, make_user(name))
    return group


def named(name: str) -> User:
    return db.session.scalars(select(User).where(User.display_name == name)).one()


def send(group: Group, by: str = "Fay", **changed) -> GroupMessage:
    said = {"subject": "Away day", "text": "On **Friday**", "is_sure": True} | changed
    with unit_of_work():
        return to_group.send_group_message(actor_of(named(by)), group, **said)


def test_the_members_read_it_and_those_outside_do_not(group):
    message = send(group)
    outsider, former = make_user("Out"), named("Ben")
    db.session.scalars(select(Membership).where(Membership.user_id == former.id)).one().ended_at = clock.now()
    db.session.commit()
    readers = [name for name in ("Fay", "Ann", "Ben", "Out") if can(actor_of(named(name)), Verb.VIEW, message)]
    assert readers == ["Fay", "Ann"]
    with pytest.raises(NotFound):
        queries.get_group_message(actor_of(outsider), group.slug, message.id)


def test_only_those_who_run_the_group_may_write_to_all(group):
    with pytest.raises(Forbidden):
        send(group, by="Ann")
    make_user("Out")
    with pytest.raises(NotFound):
        send(group, by="Out")


def test_an_archived_group_is_not_written_to(group):
    with unit_of_work():
        group.archived_at = clock.now()
    with pytest.raises(Forbidden):
        send(group)


def test_to_how_many_it_goes_is_said_first_and_has_to_be_confirmed(group):
    add_member(group, make_user("Sue", state="suspended"))
    with unit_of_work():
        mute(actor_of(named("Ben")), f"group:{group.id}")
    reach = queries.count_members(actor_of(named("Fay")), group)
    assert (reach.people, reach.muted) == (2, 1)
    with pytest.raises(Refused) as refused:
        send(group, is_sure=False)
    assert refused.value.field == "is_sure"


def test_a_group_is_written_to_twice_a_day_and_no_more(group):
    other = make_user("Flo")
    add_member(group, other, Role.FACILITATOR)
    send(group)
    send(group, by="Flo")
    with pytest.raises(Refused, match="2 messages within a day"):
        send(group)


def test_sent_twice_with_one_key_it_is_one_message_to_the_group(group):
    assert send(group, key="k").id == send(group, key="k").id
    assert db.session.scalar(select(func.count(GroupMessage.id))) == 1


def test_followers_of_the_group_are_told_through_the_group(group):
    heard: list[Noteworthy] = []
    hub().on(Noteworthy, heard.append)
    message = send(group)
    [fact] = [fact for fact in heard if fact.notice == "group_message.sent"]
    assert fact.about == (f"group_message:{message.id}", f"group:{group.id}")
    assert fact.people == ()


def test_a_message_to_twenty_thousand_members_is_accepted_within_two_seconds(group):
    many = 20_000
    people = [
        {"email": f"m{n}@example.gov.uk", "display_name": f"M {n}", "state": "active", "audience": "signed-in"}
        for n in range(many)
    ]
    with unit_of_work():
        db.session.execute(insert(User), people)
        ids = db.session.scalars(select(User.id).where(User.email.like("m%@example.gov.uk"))).all()
        rows = [{"user_id": one, "group_id": group.id, "role": 1, "joined_at": clock.now()} for one in ids]
        db.session.execute(insert(Membership), rows)
    before = db.session.scalar(select(func.count(OutboxEntry.id)))
    began = time.perf_counter()
    with counted() as statements:
        message = send(group)
    took = time.perf_counter() - began
    assert message.people_count == many + 2
    assert took < 2
    assert len(statements) < 30, "what it costs to accept does not grow with the members"
    assert db.session.scalar(select(func.count(OutboxEntry.id))) - before <= 2


def test_held_it_is_hidden_and_released_it_is_back(group):
    message, fay, ann = send(group), actor_of(named("Fay")), actor_of(named("Ann"))
    with unit_of_work():
        to_group.hold_group_message(fay, message.id, "Look at it")
    assert not can(ann, Verb.VIEW, message)
    with unit_of_work():
        to_group.release_group_message(fay, message.id)
    assert can(ann, Verb.VIEW, message)
    with unit_of_work():
        to_group.remove_group_message(fay, message.id, "Wrong group")
    assert not can(ann, Verb.VIEW, message)
    with unit_of_work():
        to_group.release_group_message(fay, message.id)
    assert can(ann, Verb.VIEW, message)
    with pytest.raises(Forbidden):
        to_group.hold_group_message(ann, message.id, "I dislike it")


def test_the_page_says_the_number_keeps_the_text_and_sends_once_confirmed(app, group):
    browser = Browser(app, named("Fay"))
    browser.get("/groups/parking")
    browser.click("Write to all members")
    assert "This goes to 2 people." in browser.page
    browser.submit("Send", subject="Away day", text="On Friday", status=422)
    assert "Tick the box" in " ".join(browser.page.errors)
    assert "On Friday" in browser.page.html
    browser.submit("Send", is_sure="y")
    assert "Sent to 2 people." in browser.page
    assert browser.page.h1 == "Away day"
    reader = Browser(app, named("Ann"))
    reader.get("/groups/parking")
    reader.click("Away day")
    assert "On Friday" in reader.page
    reader.get("/groups/parking/messages/new", status=403)
