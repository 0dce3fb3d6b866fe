"""A group of 20,000 opens as one of 20 does, and belonging to forty costs no more than to one."""

import re
import time

import pytest
from flask import Flask
from sqlalchemy import insert, text

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.belonging import recount
from hub.groups.models import Group, Membership
from tests.browser import Browser
from tests.factories import add_member, make_group, make_organisation, make_user
from tests.policy.world import make_world
from tests.statements import counted

MOST_QUERIES = 12


def fill(group: Group, size: int) -> None:
    """Give the group so many members, each with an office, in three statements."""
    council, now = make_organisation("Leeds"), clock.now()
    people = [{"email": f"{group.slug}{n}@leeds.gov.uk", "display_name": f"Person {n}"} for n in range(size)]
    with unit_of_work():
        same = {"state": "active", "audience": "signed-in"}
        ids = list(db.session.scalars(insert(User).returning(User.id), [{**person, **same} for person in people]))
        db.session.execute(insert(Membership), [{"user_id": i, "group_id": group.id, "joined_at": now} for i in ids])
        office = {"organisation_id": council.id, "kind": "officer"}
        db.session.execute(insert(Appointment), [{"user_id": user_id, **office} for user_id in ids])
        db.session.execute(text("ANALYZE"))  # as both databases do by themselves, a little later
    recount()


@pytest.fixture
def person(app: Flask) -> User:
    """Somebody in forty groups."""
    person = make_user("Fay")
    for number in range(40):
        add_member(make_group(f"Group {number}"), person)
    return person


@pytest.mark.parametrize("path", ["", "/people", "/leave"])
def test_a_groups_page_costs_few_queries_however_many_groups_one_is_in(app: Flask, person: User, path: str) -> None:
    browser = Browser(app, person)
    browser.get(f"/groups/group-7{path}")
    with counted() as statements:
        browser.get(f"/groups/group-7{path}")
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_a_group_with_content_of_every_kind_costs_few_queries(app: Flask) -> None:
    world = make_world(app, "private")
    world.all_rows()
    browser, url = Browser(app, world.people["member"]), f"/groups/{world.group.slug}"
    browser.get(url)
    with counted() as statements:
        browser.get(url)
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_the_directory_costs_few_queries(app: Flask, person: User) -> None:
    browser = Browser(app, person)
    with counted() as statements:
        browser.get("/groups")
    assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def seconds_for(browser: Browser, url: str) -> float:
    browser.get(url)
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert browser.client.get(url).status_code == 200
        times.append(time.perf_counter() - started)
    return min(times)


@pytest.mark.both_databases
def test_a_group_of_twenty_thousand_opens_as_one_of_twenty(app: Flask) -> None:
    runs = make_user("Fay")
    small, large = make_group("Small", facilitator=runs), make_group("Large", facilitator=runs)
    fill(small, 20)
    fill(large, 20_000)
    browser = Browser(app, runs)
    for path in ("", "/people"):
        few, many = (seconds_for(browser, f"/groups/{slug}{path}") for slug in ("small", "large"))
        assert many < 2 * few + 0.02, f"{path or 'the front page'}: {many:.3f} s against {few:.3f} s"
    assert re.search(r"20,?001 people", browser.get("/groups/large").text)


def test_the_last_page_of_the_members_costs_what_the_first_does(app: Flask) -> None:
    group = make_group("Large", facilitator=make_user("Fay"))
    fill(group, 300)
    browser, seen = Browser(app, make_user()), 1
    browser.get("/groups/large/people")
    with counted() as first:
        browser.get("/groups/large/people")
    while "Next page" in browser.page.links:
        browser.click("Next page")
        seen += 1
    with counted() as last:
        browser.get(browser.page.url)
    assert seen == 16
    assert len(last) <= len(first)
