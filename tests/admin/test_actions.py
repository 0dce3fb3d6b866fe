"""Break-glass and work given up: only staff, with a reason, for a time, and told."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub.activity import queries as activity
from hub.admin import actions, queries
from hub.core import clock, outbox
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.policy import Forbidden, NotFound, Verb, can
from tests.factories import actor_of, make_group, make_user


@pytest.fixture
def staff(app):
    return make_user("Sam Staff", is_staff=True)


@pytest.fixture
def facilitator(app):
    return make_user("Fay Moss", email="fay@kirklees.gov.uk")


@pytest.fixture
def group(facilitator):
    return make_group("Mergers", "private", facilitator=facilitator)


def open_it(person, group, **fields):
    with unit_of_work():
        return actions.open_group(actor_of(person), group.slug, **({"reason": "A complaint"} | fields))


def given_up():
    with unit_of_work():
        outbox.enqueue("search", "document", 7)
    with unit_of_work():
        entry = db.session.scalars(select(outbox.OutboxEntry)).one()
        entry.failed_at, entry.attempts, entry.error = clock.now(), 8, "OSError('disk')"
    return entry


def test_staff_do_not_read_a_private_group(staff, group):
    assert not can(actor_of(staff), Verb.VIEW, group)


def test_break_glass_lets_staff_read_for_a_while(staff, group):
    open_it(staff, group, hours=2)
    assert can(actor_of(staff), Verb.VIEW, group)
    with time_machine.travel(clock.now() + timedelta(hours=2, seconds=1)):
        assert not can(actor_of(staff), Verb.VIEW, group)


def test_break_glass_gives_no_right_to_moderate_or_manage(staff, group):
    open_it(staff, group)
    assert not can(actor_of(staff), Verb.MODERATE, group)
    assert not can(actor_of(staff), Verb.MANAGE, group)


def test_the_facilitators_are_told_with_the_reason(staff, group):
    open_it(staff, group, reason="A complaint about a post")
    mail = db.session.scalars(select(Delivery)).one()
    assert mail.recipient == "fay@kirklees.gov.uk"
    assert "A complaint about a post" in mail.body


def test_both_staff_and_facilitators_find_it_in_their_trail(app, staff, facilitator, group):
    open_it(staff, group, reason="A complaint")
    with app.test_request_context():
        theirs = activity.list_acts_of_group(actor_of(facilitator), group).items[0]
        ours = activity.list_acts(actor_of(staff)).items[0]
    assert theirs.reason == ours.reason == "A complaint"
    assert theirs.verb == "Group opened by staff"


def test_staff_end_it_sooner_when_they_are_done(staff, group):
    opening = open_it(staff, group)
    with unit_of_work():
        actions.close_group(actor_of(staff), opening.id)
    assert not can(actor_of(staff), Verb.VIEW, group)
    assert not queries.list_open_groups(actor_of(staff))


@pytest.mark.parametrize("reason", ["", "   "])
def test_without_a_reason_nothing_is_opened(staff, group, reason):
    with pytest.raises(Refused):
        open_it(staff, group, reason=reason)
    assert not can(actor_of(staff), Verb.VIEW, group)


def test_no_more_than_a_day_at_a_time(staff, group):
    opening = open_it(staff, group, hours=900)
    assert opening.closes_at - opening.opened_at <= timedelta(hours=24, seconds=1)


def test_nobody_else_can_break_the_glass(facilitator, group):
    other = make_group("Housing", "private")
    with pytest.raises(NotFound):
        open_it(facilitator, other)
    with pytest.raises(NotFound):
        actions.close_group(actor_of(facilitator), 1)


def test_a_person_who_was_staff_reads_nothing_any_more(staff, group):
    open_it(staff, group)
    with unit_of_work():
        staff.is_staff = False
    assert not can(actor_of(staff), Verb.VIEW, group)


def test_work_given_up_is_shown_and_tried_again(staff):
    entry = given_up()
    assert [shown.error for shown in queries.list_given_up(actor_of(staff))] == ["OSError('disk')"]
    with unit_of_work():
        actions.try_again(actor_of(staff), entry.id)
    assert not queries.list_given_up(actor_of(staff))
    assert outbox.has_due("search")


def test_work_under_way_is_not_tried_again(staff):
    with pytest.raises(Refused), unit_of_work():
        actions.try_again(actor_of(staff), 99)


def test_a_mail_in_doubt_is_sent_again_only_when_staff_say_so(staff):
    with unit_of_work():
        doubt = Delivery(recipient="a@b.gov.uk", subject="Digest", body="…", message_id="<1@hub>", state="unknown")
        db.session.add(doubt)
    assert len(queries.list_mail_in_doubt(actor_of(staff))) == 1
    with unit_of_work():
        actions.send_again(actor_of(staff), doubt.id)
    assert outbox.has_due("mail")
    assert not queries.list_mail_in_doubt(actor_of(staff))


@pytest.mark.parametrize(
    "read", [queries.list_given_up, queries.list_mail_in_doubt, queries.list_open_groups, queries.list_waiting]
)
def test_what_staff_look_at_is_absent_for_others(facilitator, read):
    with pytest.raises((Forbidden, NotFound)):
        read(actor_of(facilitator))
