"""Who sees which acts, and what is new."""

from dataclasses import dataclass

import pytest
from sqlalchemy import delete, event, update
from sqlalchemy.exc import DBAPIError

from hub.activity import queries
from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.events import Audited, record
from hub.core.uow import unit_of_work
from hub.policy import Forbidden, NotFound, Role
from tests.factories import actor_of, add_member, make_group, make_user


@dataclass(frozen=True, kw_only=True)
class QuestionHeld(Audited):
    """An act of a facilitator."""


@pytest.fixture
def facilitator(app):
    return make_user("Fay Moss")


@pytest.fixture
def group(facilitator):
    return make_group("Parking", "restricted", facilitator=facilitator)


def act(person, *, ref="question:1", **fields):
    with unit_of_work():
        record(QuestionHeld(actor_id=person and person.id, ref=ref, **({"group_id": None} | fields)))


def test_an_act_is_kept_with_who_what_and_why(facilitator, group):
    act(facilitator, group_id=group.id, reason="names a resident")
    line = queries.list_acts_of_group(actor_of(facilitator), group).items[0]
    assert (line.who, line.verb, line.ref, line.reason) == (
        "Fay Moss",
        "Question held",
        "question:1",
        "names a resident",
    )


def test_an_act_that_fails_leaves_no_trace(facilitator, group):
    with pytest.raises(ZeroDivisionError), unit_of_work():
        record(QuestionHeld(actor_id=facilitator.id, ref="question:1", group_id=group.id))
        raise ZeroDivisionError
    assert not queries.list_acts_of_group(actor_of(facilitator), group).items


def test_a_member_does_not_see_the_trail_of_the_group(group):
    member = make_user("Mo Ali")
    add_member(group, member, Role.MEMBER)
    with pytest.raises(Forbidden):
        queries.list_acts_of_group(actor_of(member), group)


def test_the_trail_of_a_private_group_is_absent_for_outsiders(facilitator):
    hidden = make_group("Mergers", "private", facilitator=facilitator)
    with pytest.raises(NotFound):
        queries.list_acts_of_group(actor_of(make_user("Olu Odi")), hidden)


def test_staff_see_acts_outside_groups_and_those_of_staff_alone(facilitator, group):
    staff = make_user("Sam Staff", is_staff=True)
    act(facilitator, group_id=group.id, reason="inside")
    act(staff, ref="user:9", reason="outside")
    act(staff, group_id=group.id, reason="as staff", is_staff_act=True)
    seen = [line.reason for line in queries.list_acts(actor_of(staff)).items]
    assert seen == ["as staff", "outside"]


def test_only_staff_see_the_trail_of_the_hub(facilitator):
    with pytest.raises((Forbidden, NotFound)):
        queries.list_acts(actor_of(facilitator))


def test_the_history_of_one_thing_shows_no_more_than_one_may_see(facilitator, group):
    act(facilitator, group_id=group.id)
    assert len(queries.list_acts_on(actor_of(facilitator), "question:1").items) == 1
    assert not queries.list_acts_on(actor_of(make_user("Olu Odi")), "question:1").items


def test_an_act_of_nobody_is_the_hubs_own(facilitator, group):
    act(None, group_id=group.id)
    assert queries.list_acts_of_group(actor_of(facilitator), group).items[0].who == "The hub itself"


def test_the_trail_comes_in_pages_newest_first(facilitator, group):
    for number in range(25):
        act(facilitator, ref=f"question:{number}", group_id=group.id)
    first = queries.list_acts_of_group(actor_of(facilitator), group)
    second = queries.list_acts_of_group(actor_of(facilitator), group, first.next_cursor)
    assert [line.ref for line in first.items][:2] == ["question:24", "question:23"]
    assert len(first.items) + len(second.items) == 25


@pytest.mark.parametrize("statement", [update(AuditEntry).values(reason="nothing"), delete(AuditEntry)])
def test_the_database_itself_refuses_to_change_the_trail(facilitator, group, statement):
    act(facilitator, group_id=group.id, reason="true")
    with pytest.raises(DBAPIError), unit_of_work():
        db.session.execute(statement)
    assert queries.list_acts_of_group(actor_of(facilitator), group).items[0].reason == "true"


def test_someone_without_groups_has_nothing_new(app):
    assert queries.list_new(actor_of(make_user())) == []


def test_the_act_and_its_trace_are_kept_together(facilitator, group):
    found = []
    event.listen(db.session(), "before_commit", lambda session: found.append(session.query(AuditEntry).count()))
    act(facilitator, group_id=group.id)
    assert found == [1]
