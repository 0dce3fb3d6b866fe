"""Narrower at once; wider only after the count was confirmed, the members told, and their time given."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.mail import Delivery
from hub.core.outbox import OutboxEntry
from hub.core.uow import unit_of_work
from hub.groups import actions, queries
from hub.groups.visibility import widen_due_groups
from hub.policy import Verb, can
from tests.factories import actor_of, add_member, make_group, make_user
from tests.policy.world import REACHES, World, make_world
from tests.statements import counted

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app, "private")


def widen(world: World, to: str = "open", days: int = 0) -> None:
    runs = world.actors()["facilitator"]
    with unit_of_work():
        count = queries.count_readable(runs, world.group, to)
        assert not actions.change_visibility(runs, world.group, to, confirmed=count, days=days)


def test_narrowing_holds_from_the_moment_it_is_done(app: Flask) -> None:
    world = make_world(app, "public")
    row = world.rows("document")[0]
    with unit_of_work():
        assert actions.change_visibility(world.actors()["facilitator"], world.group, "private")
    assert not can(world.actors()["outsider"], Verb.VIEW, row)
    assert not can(world.actors()["outsider"], Verb.VIEW, world.group)


def test_the_count_is_of_what_becomes_readable_and_leaves_out_what_stays_hidden(world: World) -> None:
    for kind in ("document", "live_question"):
        world.rows(kind)
    runs = world.actors()["facilitator"]
    assert queries.count_readable(runs, world.group, "open") == 3  # a document, a question and the session
    assert queries.count_readable(runs, world.group, "restricted") == 0


@pytest.mark.parametrize("confirmed", [None, 0, 99])
def test_widening_needs_the_count_as_it_is(world: World, confirmed: int | None) -> None:
    world.rows("document")
    with pytest.raises(Refused, match="is now 2"), unit_of_work():
        actions.change_visibility(world.actors()["facilitator"], world.group, "open", confirmed=confirmed)
    assert world.group.widening_to is None


def test_members_are_told_before_anything_changes(world: World) -> None:
    row = world.rows("document")[REACHES.index("group")]
    widen(world)
    told = set(db.session.scalars(select(Delivery.recipient)))
    assert told == {world.people[name].email for name in ("member", "author")}  # not the facilitator, nor the suspended
    assert not can(world.actors()["outsider"], Verb.VIEW, row)
    widen_due_groups()
    assert can(world.actors()["outsider"], Verb.VIEW, row)


def test_each_mail_is_promised_once_and_says_when(world: World) -> None:
    widen(world, days=7)
    mails = db.session.scalars(select(Delivery)).all()
    assert len({mail.message_id for mail in mails}) == len(mails) == 2
    assert all("anyone who is signed in" in mail.body for mail in mails)
    promised = select(func.count(OutboxEntry.id)).where(OutboxEntry.topic == "mail")
    assert db.session.scalar(promised) == 2


def test_members_have_the_days_that_were_given(world: World) -> None:
    widen(world, days=7)
    widen_due_groups()
    assert world.group.visibility == "private"
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        widen_due_groups()
    db.session.refresh(world.group)
    assert (world.group.visibility, world.group.widening_to) == ("open", None)


def test_a_widening_can_be_stopped(world: World) -> None:
    widen(world)
    with unit_of_work():
        actions.stop_widening(world.actors()["facilitator"], world.group)
    widen_due_groups()
    assert world.group.visibility == "private"


def test_narrowing_and_archiving_end_a_widening_that_waits(app: Flask) -> None:
    for end in (
        lambda actor, group: actions.change_visibility(actor, group, "private"),
        actions.archive_group,
    ):
        world = make_world(app, "restricted")
        widen(world)
        with unit_of_work():
            end(world.actors()["facilitator"], world.group)
        widen_due_groups()
        assert world.group.visibility in {"private", "restricted"}


def test_telling_the_members_takes_no_statement_for_each(app: Flask) -> None:
    runs = make_user()
    group = make_group(visibility="restricted", facilitator=runs)
    for _ in range(5):
        add_member(group, make_user())
    actor = actor_of(runs)
    with counted() as statements, unit_of_work():
        actions.change_visibility(actor, group, "open", confirmed=0)
    assert len(statements) < 25
