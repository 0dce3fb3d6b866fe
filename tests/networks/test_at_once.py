"""Two at once: both ask, both accept, both leave; there is one connection, one member, one keeper."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups import actions as groups
from hub.groups.models import Group, Membership
from hub.networks import actions, circles, queries
from hub.networks.models import Block, Connection, Introduction
from tests.factories import actor_of, make_user
from tests.networks.making import connected, keepers_of, make_network, pair_of, waiting_invitation

pytestmark = pytest.mark.both_databases
Act = Callable[[], object]


def at_once(app: Flask, *acts: Act) -> list[str]:
    """Let all begin at the same moment. Gives what those who were refused were told."""
    db.session.rollback()
    start = Barrier(len(acts))

    def one(act: Act) -> str:
        with app.app_context():
            start.wait(timeout=20)
            try:
                with unit_of_work():
                    act()
            except Refused as refusal:
                return str(refusal)
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(len(acts)) as pool:
        told = [words for words in pool.map(one, acts) if words]
    db.session.rollback()
    return told


@pytest.fixture
def pair(app: Flask) -> tuple[User, User]:
    return make_user("Ann Price"), make_user("Bo Lee")


def test_two_who_ask_each_other_at_once_are_one_connection(app, pair):
    ann, bo = actor_of(pair[0]), actor_of(pair[1])
    refused = at_once(app, lambda: actions.ask_to_connect(ann, bo.id), lambda: actions.ask_to_connect(bo, ann.id))
    assert refused == []
    assert pair_of(*pair).state == "accepted"
    assert db.session.scalar(select(func.count(Connection.id))) == 1


def test_a_request_accepted_in_two_windows_at_once_is_told_once(app, pair):
    told: list[Noteworthy] = []
    with unit_of_work():
        connection_id = actions.ask_to_connect(actor_of(pair[0]), pair[1].id).id
    hub().on(Noteworthy, told.append)
    bo = actor_of(pair[1])
    assert at_once(app, *[lambda: actions.accept_connection(bo, connection_id)] * 3) == []
    assert pair_of(*pair).state == "accepted"
    assert len(told) == 1


def test_accepting_while_the_other_takes_it_back_ends_one_way_or_the_other(app, pair):
    with unit_of_work():
        connection_id = actions.ask_to_connect(actor_of(pair[0]), pair[1].id).id
    ann, bo = actor_of(pair[0]), actor_of(pair[1])
    refused = at_once(
        app,
        lambda: actions.accept_connection(bo, connection_id),
        lambda: actions.withdraw_connection(ann, connection_id),
    )
    assert len(refused) == 1
    assert pair_of(*pair).state in {"accepted", "withdrawn"}


def test_asking_while_being_blocked_never_leaves_a_request_to_answer(app, pair):
    ann, bo = actor_of(pair[0]), actor_of(pair[1])
    at_once(app, lambda: actions.ask_to_connect(ann, bo.id), lambda: actions.block_person(bo, ann.id))
    assert pair_of(*pair).state == "declined"
    assert queries.get_circle(bo).asking == []


def test_a_block_pressed_twice_at_once_is_one_block(app, pair):
    ann, bo = actor_of(pair[0]), actor_of(pair[1])
    assert at_once(app, *[lambda: actions.block_person(ann, bo.id)] * 3) == []
    assert db.session.scalar(select(func.count()).select_from(Block)) == 1


def test_both_accepting_an_introduction_at_once_are_connected(app, pair):
    cy = make_user("Cy Young")
    connected(cy, *pair)
    with unit_of_work():
        actions.introduce_people(actor_of(cy), pair[0].id, pair[1].id, reason="Both run parking")
    made = db.session.scalar(select(Introduction.id))
    ann, bo = actor_of(pair[0]), actor_of(pair[1])
    at_once(app, lambda: actions.accept_introduction(ann, made), lambda: actions.accept_introduction(bo, made))
    assert pair_of(*pair).state == "accepted"


def test_an_invitation_accepted_twice_at_once_makes_one_member(app, pair):
    group = make_network(pair[0])
    connected(*pair)
    with unit_of_work():
        circles.invite_connections(actor_of(pair[0]), group, [pair[1].id])
    invitation_id, bo = waiting_invitation(group, pair[1]).id, actor_of(pair[1])
    assert at_once(app, *[lambda: circles.accept_invitation(bo, invitation_id)] * 3) == []
    db.session.expire_all()
    assert group.member_count == 2
    assert db.session.scalar(select(func.count(Membership.id)).where(Membership.group_id == group.id)) == 2


def test_keepers_who_leave_at_once_leave_a_keeper_behind(app, pair):
    cy = make_user("Cy Young")
    group = make_network(pair[0], members=[pair[1], cy])
    ann, bo, group_id = actor_of(pair[0]), actor_of(pair[1]), group.id

    def leave(actor: object) -> None:
        groups.leave_group(actor, db.session.get_one(Group, group_id))

    assert at_once(app, lambda: leave(ann), lambda: leave(bo)) == []
    assert keepers_of(group) == [cy.id]
    assert group.member_count == 1
