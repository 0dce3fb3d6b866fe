"""Two people meet, make a network and begin its library: on a telephone without JavaScript, and with axe looking on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from hub.accounts.models import User
from hub.core.uow import unit_of_work
from hub.networks import actions
from tests.browser.chromium import faults_seen_by_axe
from tests.factories import actor_of
from tests.networks.making import connected, make_network, pair_of
from tests.people.making import find_me


@pytest.fixture
def ann(app: Flask) -> User:
    return find_me("Ann Price", title="Tree warden", works_on="Veteran oaks")


@pytest.fixture
def bo(app: Flask) -> User:
    return find_me("Bo Lee", title="Route planner")


@pytest.fixture
def phone(chromium: object, address: str) -> Iterator[object]:
    """A function that gives a person a narrow browser that runs no script."""
    contexts = []

    def new() -> object:
        size = {"width": 320, "height": 800}
        contexts.append(chromium.new_context(base_url=address, viewport=size, java_script_enabled=False))
        return contexts[-1].new_page()

    yield new
    for context in contexts:
        context.close()


def enter(app: Flask, address: str, page: object, person: User) -> None:
    """As `sign_in`, which asks the page's script for the agent; this browser runs none."""
    from tests.browser.client import Browser

    agent = "Telephone"
    page.set_extra_http_headers({"User-Agent": agent})
    cookie = Browser(app, person, agent=agent).client.get_cookie("session")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])


def test_two_people_meet_and_begin_a_library_without_javascript(
    app: Flask, address: str, phone: object, ann: User, bo: User, tmp_path: Path
) -> None:
    mine, theirs = phone(), phone()
    enter(app, address, mine, ann)
    enter(app, address, theirs, bo)
    ask_by_finding(mine)
    theirs.goto("/networks")
    theirs.get_by_role("link", name="1 person would like to connect with you").click()
    theirs.get_by_role("button", name="Accept: Ann Price").click()
    expect(theirs.get_by_text("You are now connected.")).to_be_visible()
    make_and_invite(mine)
    theirs.goto("/networks")
    theirs.get_by_role("link", name="Oak circle").click()
    theirs.get_by_role("button", name="Accept").click()
    expect(theirs.get_by_role("heading", name="Oak circle", level=1)).to_be_visible()
    theirs.get_by_role("link", name="Library", exact=True).click()
    file = tmp_path / "oaks.txt"
    file.write_text("Where the oaks stand")
    theirs.locator("main").get_by_role("link", name="Upload").first.click()
    theirs.locator("input[type=file]").first.set_input_files(file)
    theirs.get_by_role("button", name="Upload").click()
    expect(theirs.get_by_role("link", name="oaks").first).to_be_visible()
    mine.goto("/networks")
    mine.get_by_role("link", name="Oak circle").click()
    expect(mine.get_by_text("oaks").first).to_be_visible()


def ask_by_finding(page: object) -> None:
    page.goto("/people")
    page.get_by_label("Name, council or subject").fill("route")
    page.get_by_role("button", name="Find people").click()
    page.get_by_role("link", name="Bo Lee").click()
    page.get_by_role("link", name="Connect", exact=True).click()
    page.get_by_label("A note to them").fill("We met at the tree day")
    page.get_by_role("button", name="Ask to connect").click()
    expect(page.get_by_role("link", name="You have asked to connect")).to_be_visible()


def make_and_invite(page: object) -> None:
    page.goto("/networks")
    page.get_by_role("link", name="Make a network").click()
    page.get_by_label("Name of the network").fill("Oak circle")
    page.get_by_role("button", name="Make this network").click()
    page.get_by_label("Bo Lee").check()
    page.get_by_role("button", name="Invite them").click()
    expect(page.get_by_text("We have asked 1 person.")).to_be_visible()


@pytest.fixture
def pages(ann: User, bo: User) -> list[str]:
    """Every page of the slice with something on it, as Ann sees them."""
    cy, dee, eve, gus = (find_me(name) for name in ("Cy Young", "Dee Dole", "Eve Asks", "Gus Gone"))
    group = make_network(ann, "Oak circle", [bo])
    connected(cy, ann, dee)
    with unit_of_work():
        asked = actions.ask_to_connect(actor_of(eve), ann.id, note="May I?").id
    with unit_of_work():
        actions.introduce_people(actor_of(cy), ann.id, dee.id, reason="Both count trees")
        actions.block_person(actor_of(ann), gus.id)
    slug = group.slug
    yours = ("/networks", "/networks/new", "/networks/connections", "/networks/blocked", "/networks/introductions/1")
    one = (f"/networks/connections/{asked}", f"/networks/connections/{pair_of(ann, bo).id}")
    theirs = (f"/people/{bo.id}", f"/networks/introduce/{bo.id}", f"/networks/connections/ask/{dee.id}")
    inside = (f"/groups/{slug}", f"/groups/{slug}/people", f"/groups/{slug}/leave", f"/networks/{slug}/invite")
    return ["/people", "/people?like=overall", *yours, *one, *theirs, *inside, f"/networks/people/{bo.id}/block"]


def test_axe_finds_nothing_and_nothing_runs_off_a_narrow_screen(
    pages: list[str], ann: User, tab: object, sign_in: object
) -> None:
    sign_in(tab, ann)
    for page in pages:
        assert tab.goto(page).status == 200, page
        assert not faults_seen_by_axe(tab), page
    tab.set_viewport_size({"width": 320, "height": 800})
    for page in pages:
        tab.goto(page)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, page
