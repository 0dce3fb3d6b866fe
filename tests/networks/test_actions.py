"""Asking, answering, blocking and introducing: what each does, and what nobody is told."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.follows.actions import follow
from hub.follows.queries import find_follow
from hub.networks import actions, queries
from hub.networks.models import Connection, Introduction
from hub.policy import NotFound, Verb, can
from tests.factories import actor_of, make_user
from tests.networks.making import connected, pair_of


@pytest.fixture
def told(app: Flask) -> list[Noteworthy]:
    """What was recorded as worth telling."""
    facts: list[Noteworthy] = []
    hub().on(Noteworthy, facts.append)
    return facts


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price", created_at=clock.now() - timedelta(days=100))


@pytest.fixture
def bo(app: Flask) -> User:
    return make_user("Bo Lee", created_at=clock.now() - timedelta(days=100))


def ask(one: User, other: User, note: str = "") -> int:
    with unit_of_work():
        return actions.ask_to_connect(actor_of(one), other.id, note=note).id


def test_who_is_asked_hears_of_it_and_accepting_connects_the_two(ann, bo, told):
    connection_id = ask(ann, bo, "We met in Leeds")
    assert [(fact.notice, fact.people, fact.reason) for fact in told] == [
        ("connection.asked", (bo.id,), "We met in Leeds")
    ]
    assert not queries.is_connected(actor_of(ann), bo.id)
    with unit_of_work():
        actions.accept_connection(actor_of(bo), connection_id)
    assert queries.is_connected(actor_of(ann), bo.id)
    assert queries.is_connected(actor_of(bo), ann.id)
    assert (told[-1].notice, told[-1].people) == ("connection.accepted", (ann.id,))


def test_who_asks_somebody_that_has_asked_them_accepts(ann, bo):
    ask(ann, bo)
    ask(bo, ann)
    assert pair_of(ann, bo).state == "accepted"


def test_accepting_twice_is_one_connection_told_once(ann, bo, told):
    connection_id = ask(ann, bo)
    for _twice in range(2):
        with unit_of_work():
            actions.accept_connection(actor_of(bo), connection_id)
    assert [fact.notice for fact in told] == ["connection.asked", "connection.accepted"]


def test_nobody_accepts_in_anothers_place(ann, bo):
    connection_id = ask(ann, bo)
    for person in (ann, make_user("Eve"), make_user("Staff", is_staff=True)):
        with pytest.raises(NotFound), unit_of_work():
            actions.accept_connection(actor_of(person), connection_id)
    assert pair_of(ann, bo).state == "waiting"


def test_what_was_declined_looks_to_the_asker_like_what_waits(ann, bo, told):
    connection_id = ask(ann, bo)
    before = queries.find_standing(actor_of(ann), bo.id).state
    with unit_of_work():
        actions.decline_connection(actor_of(bo), connection_id)
    assert queries.find_standing(actor_of(ann), bo.id).state == before == "asked"
    assert len(queries.get_circle(actor_of(ann)).asked) == 1
    assert len(told) == 1
    with pytest.raises(Refused, match="You can ask again on"), unit_of_work():
        actions.ask_to_connect(actor_of(ann), bo.id)


def test_a_request_taken_back_is_no_longer_there_to_accept(ann, bo):
    connection_id = ask(ann, bo)
    with unit_of_work():
        actions.withdraw_connection(actor_of(ann), connection_id)
    assert queries.get_circle(actor_of(bo)).asking == []
    with pytest.raises(Refused), unit_of_work():
        actions.accept_connection(actor_of(bo), connection_id)


def test_either_ends_a_connection(ann, bo):
    connected(ann, bo)
    with unit_of_work():
        actions.end_connection(actor_of(bo), pair_of(ann, bo).id)
    assert not queries.is_connected(actor_of(ann), bo.id)


def test_a_blocked_person_asks_and_is_told_what_everyone_is(ann, bo, told):
    with unit_of_work():
        actions.block_person(actor_of(bo), ann.id)
    ask(ann, bo)
    assert queries.find_standing(actor_of(ann), bo.id).state == "asked"
    assert len(queries.get_circle(actor_of(ann)).asked) == 1
    assert queries.get_circle(actor_of(bo)).asking == []
    assert told == []


def test_blocking_ends_what_is_between_the_two(ann, bo):
    connected(ann, bo)
    with unit_of_work():
        follow(actor_of(ann), f"person:{bo.id}")
    with unit_of_work():
        actions.block_person(actor_of(bo), ann.id)
    assert not queries.is_connected(actor_of(ann), bo.id)
    assert find_follow(actor_of(ann), f"person:{bo.id}") is None
    assert queries.is_blocked(ann.id, bo.id)
    assert queries.blocked_ids(actor_of(bo)) == {ann.id}
    assert queries.blocked_ids(actor_of(ann)) == set()


def test_unblocking_lets_them_ask_again_but_brings_nothing_back(ann, bo):
    connected(ann, bo)
    for act in (actions.block_person, actions.unblock_person):
        with unit_of_work():
            act(actor_of(bo), ann.id)
    assert not queries.is_connected(actor_of(ann), bo.id)
    ask(ann, bo)
    assert pair_of(ann, bo).state == "waiting"


def test_a_new_account_asks_ten_people_a_day_and_reads_why_no_more(app):
    new = make_user("Nia New")
    for number in range(actions.A_DAY_WHEN_NEW):
        ask(new, make_user(f"Person {number}"))
    last = make_user("One More")
    with pytest.raises(Refused, match="Your account is new, so you can ask 10 people a day"), unit_of_work():
        actions.ask_to_connect(actor_of(new), last.id)
    assert pair_of(new, last) is None


def test_one_does_not_connect_with_oneself_or_with_who_is_not_there(ann):
    with pytest.raises(Refused, match="This is you"), unit_of_work():
        actions.ask_to_connect(actor_of(ann), ann.id)
    for nobody in (make_user("Sue Spent", state="suspended").id, 98765):
        with pytest.raises(NotFound), unit_of_work():
            actions.ask_to_connect(actor_of(ann), nobody)


def test_a_visitor_connects_with_nobody(ann):
    with pytest.raises(NotFound), unit_of_work():
        actions.ask_to_connect(actor_of(None), ann.id)


def introduce(introducer: User, one: User, other: User) -> int:
    with unit_of_work():
        actions.introduce_people(actor_of(introducer), one.id, other.id, reason="Both run parking")
    return db.session.scalar(select(Introduction.id).order_by(Introduction.id.desc()).limit(1))


def test_two_who_both_accept_an_introduction_are_connected(ann, bo, told):
    cy = make_user("Cy Young")
    connected(cy, ann, bo)
    made = introduce(cy, ann, bo)
    assert (told[-1].notice, set(told[-1].people), told[-1].reason) == (
        "people.introduced",
        {ann.id, bo.id},
        "Both run parking",
    )
    with unit_of_work():
        assert not actions.accept_introduction(actor_of(ann), made)
    assert not queries.is_connected(actor_of(ann), bo.id)
    with unit_of_work():
        assert actions.accept_introduction(actor_of(bo), made)
    assert queries.is_connected(actor_of(ann), bo.id)


def test_who_declines_an_introduction_is_known_to_nobody(ann, bo):
    cy = make_user("Cy Young")
    connected(cy, ann, bo)
    made = introduce(cy, ann, bo)
    with unit_of_work():
        actions.decline_introduction(actor_of(ann), made)
    assert len(queries.get_circle(actor_of(bo)).introductions) == 1
    with unit_of_work():
        assert not actions.accept_introduction(actor_of(bo), made)
    assert not queries.is_connected(actor_of(ann), bo.id)
    with pytest.raises(NotFound):
        queries.get_introduction(actor_of(cy), made)


def test_one_introduces_only_people_one_is_connected_with(ann, bo):
    cy = make_user("Cy Young")
    connected(cy, ann)
    with pytest.raises(Refused, match="you are connected with"), unit_of_work():
        actions.introduce_people(actor_of(cy), ann.id, bo.id, reason="Why not")


@pytest.mark.parametrize("between", ["blocked", "connected"])
def test_an_introduction_tells_nobody_what_is_between_the_two(ann, bo, told, between):
    cy = make_user("Cy Young")
    connected(cy, ann, bo)
    if between == "connected":
        connected(ann, bo)
    else:
        with unit_of_work():
            actions.block_person(actor_of(ann), bo.id)
    told.clear()
    introduce(cy, ann, bo)
    assert told == []
    for person in (ann, bo):
        assert queries.get_circle(actor_of(person)).introductions == []


def test_a_connection_is_for_its_two_people_alone(ann, bo):
    connected(ann, bo)
    pair = pair_of(ann, bo)
    readers = {"ann": ann, "bo": bo, "eve": make_user("Eve"), "staff": make_user(is_staff=True), "visitor": None}
    assert {name for name, person in readers.items() if can(actor_of(person), Verb.VIEW, pair)} == {"ann", "bo"}
    assert db.session.scalar(select(Connection.id)) == pair.id
