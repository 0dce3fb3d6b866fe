"""Rights are kept while the person's permissions_version stands; no writer can change them and leave it standing."""

import re
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import delete, insert, select, update

from hub.accounts.models import Appointment, User
from hub.accounts.rights import WATCHED
from hub.admin.models import GroupOpening
from hub.core import actors, clock
from hub.core.db import db
from hub.core.registry import hub, load_actor
from hub.core.uow import unit_of_work
from hub.groups.models import Membership
from hub.live.models import LiveSession, Panellist
from hub.policy import Role
from tests.architecture.house import sources
from tests.browser import Browser
from tests.factories import add_member, make_group, make_organisation, make_user
from tests.statements import counted

READ_WITH_EACH_REQUEST = {"users.id", "users.permissions_version"}
STAND_STILL = {"appointments.id", "live_sessions.id", "memberships.id"}

pytestmark = pytest.mark.both_databases


@pytest.fixture
def person(app):
    return make_user("Amal Khan")


@pytest.fixture
def rows(person):
    """A row of the person's in each table from which rights follow."""
    group, other, elsewhere = make_group(), make_group("Waste"), make_user("Bo")
    membership = add_member(group, person, Role.FACILITATOR)
    add_member(other, person)
    with unit_of_work():
        now = clock.now()
        live = LiveSession(title="Ask", starts_at=now, ends_at=now, starts_local="", ends_local="")
        live.group_id, live.audience, live.status = group.id, "signed-in", "closed"
        second = LiveSession(title="Again", starts_at=now, ends_at=now, starts_local="", ends_local="")
        second.group_id, second.audience = other.id, "signed-in"
        db.session.add_all([live, second])
        db.session.flush()
        opening = GroupOpening(user_id=person.id, group_id=group.id, reason="A complaint", closes_at=now)
        seat = Panellist(live_session_id=live.id, user_id=person.id)
        db.session.add_all([opening, seat])
    others = {"user_id": elsewhere.id, "group_id": make_group("Roads").id, "live_session_id": second.id, "role": 1}
    others |= {"organisation_id": make_organisation("Leeds").id, "status": "published", "state": "suspended"}
    others |= {"is_staff": True, "is_host": True, "ends_on": date(2026, 1, 1)}
    return [person, person.appointments[0], membership, live, seat, opening], others


def version_of(person):
    db.session.rollback()
    return db.session.scalar(select(User.permissions_version).where(User.id == person.id))


def bulk(statement):
    """A write that goes past every function of ours."""
    with unit_of_work():
        db.session.execute(statement.execution_options(synchronize_session=False))


@contextmanager
def raising_of(person):
    before = version_of(person)
    yield
    assert version_of(person) > before


def test_every_column_that_an_actor_is_made_from_is_watched(app, rows, person):
    with counted() as statements:
        for load in hub().actor_parts:
            load(person.id)
    read = set(re.findall(r"\b([a-z_]+\.[a-z_]+)\b", " ".join(statements)))
    read = {name for name in read if name.split(".")[0] in db.metadata.tables}
    watched = {f"{table}.{column}" for table, columns in WATCHED.items() for column in columns}
    assert {"memberships.role", "group_openings.closes_at", "panellists.is_host", "users.is_staff"} <= read
    assert not (left := read - watched - READ_WITH_EACH_REQUEST - STAND_STILL), (
        f"An actor is made from {left}: name the column in raised_by() beside its table, and in a migration."
    )


@pytest.mark.parametrize("number", range(6))
def test_a_bulk_change_of_any_watched_column_raises_the_version(app, rows, person, number):
    found, others = rows
    row = found[number]
    for column in sorted(WATCHED[row.__tablename__]):
        change, before = update(type(row)).where(type(row).id == row.id), getattr(row, column)
        with raising_of(person):
            bulk(change.values({column: others.get(column, clock.now())}))
        bulk(change.values({column: before}))


@pytest.mark.parametrize("number", [1, 2, 4, 5])
def test_a_row_put_in_or_deleted_in_bulk_raises_the_version(app, rows, person, number):
    row = rows[0][number]
    model, values = type(row), {column.name: getattr(row, column.key) for column in type(row).__table__.columns}
    with raising_of(person):
        bulk(delete(model).where(model.id == row.id))
    with raising_of(person):
        bulk(insert(model).values(values))


def test_a_session_raises_the_version_of_those_who_run_its_group_until_it_is_published(app, rows, person):
    live = rows[0][3]
    steps = [("closed", 0), ("published", 1), ("closed", 1), ("open", 0)]
    for status, raised in steps:
        before = version_of(person)
        bulk(update(LiveSession).where(LiveSession.id == live.id).values(status=status))
        assert version_of(person) == before + raised, status


def test_what_gives_no_right_leaves_the_version_as_it_is(app, rows, person):
    before = version_of(person)
    bulk(update(User).where(User.id == person.id).values(display_name="Amal K.", state="active"))
    bulk(update(Appointment).where(Appointment.user_id == person.id).values(job_title="Officer"))
    bulk(update(LiveSession).values(last_seq=LiveSession.last_seq + 1))
    assert version_of(person) == before


def test_nothing_but_the_rights_module_writes_the_version():
    """A number counted in Python may be one that stood before: two requests that read 5 both write 6."""
    wrong = [str(source) for source in sources() if "permissions_version +" in source.text]
    assert wrong == ["hub/accounts/rights.py"]


def test_a_second_page_asks_one_statement_for_the_person_and_their_rights(app, person):
    browser = Browser(app, person)
    browser.get("/help")
    with counted() as statements:
        browser.get("/help")
    about_people = [s for s in statements if any(table in s for table in WATCHED) and "live_sessions.status" not in s]
    assert len(about_people) == 1, "\n".join(about_people)


def test_what_a_page_keeps_is_what_would_be_loaded_afresh(app, rows, person):
    kept = actors.get_actor(person.id, version_of(person))
    assert actors.get_actor(person.id, version_of(person)) is kept
    assert kept == load_actor(person.id)
    bulk(update(Membership).values(ended_at=clock.now()))
    assert actors.get_actor(person.id, version_of(person)) == load_actor(person.id) != kept


def test_kept_rights_end_when_the_opening_does_and_at_midnight(app, rows, person):
    bulk(update(User).values(is_staff=True))
    bulk(update(GroupOpening).values(closes_at=clock.now() + timedelta(minutes=1)))
    bulk(update(Appointment).where(Appointment.user_id == person.id).values(ends_on=clock.today() + timedelta(days=1)))
    kept = actors.get_actor(person.id, version_of(person))
    assert kept.opened
    with time_machine.travel(clock.now() + timedelta(minutes=1, seconds=1)):
        assert not actors.get_actor(person.id, version_of(person)).opened
    with time_machine.travel(clock.midnight() + timedelta(seconds=1)):
        later = actors.get_actor(person.id, version_of(person))
        assert kept.organisations
        assert not later.organisations


def test_nothing_is_kept_of_what_a_unit_of_work_may_yet_undo(app, person):
    group, before = make_group("Parking"), version_of(person)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        db.session.add(Membership(user_id=person.id, group_id=group.id, role=1))
        db.session.flush()
        assert group.id in actors.get_actor(person.id, before + 1).roles
        raise ZeroDivisionError
    bulk(update(User).where(User.id == person.id).values(permissions_version=before + 1))
    assert not actors.get_actor(person.id, before + 1).roles


def test_only_so_many_are_kept_and_the_oldest_go_first(app, monkeypatch):
    monkeypatch.setattr(actors, "MOST", 2)
    people = [make_user(name) for name in ("Amal", "Bo", "Cai")]
    first = [actors.get_actor(one.id, version_of(one)) for one in people]
    again = [actors.get_actor(one.id, version_of(one)) for one in reversed(people)]
    assert [one is other for one, other in zip(first, reversed(again), strict=True)] == [False, True, True]
