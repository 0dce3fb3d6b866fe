"""The pages of groups in a real browser: axe finds nothing, and nothing runs off a narrow screen."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from hub.core.uow import unit_of_work
from hub.groups import actions
from tests.browser.chromium import faults_seen_by_axe
from tests.policy.world import World, make_world

PAGES = ("", "/people", "/requests", "/invite", "/settings", "/visibility", "/widen?to=public", "/archive", "/leave")


@pytest.fixture
def world(app: Flask) -> World:
    """A restricted group with content, members and somebody who asks to be let in."""
    world = make_world(app, "restricted")
    world.all_rows()
    with unit_of_work():
        actions.ask_to_join(world.actors()["outsider"], world.group, reason="I run parking in Leeds")
    return world


def test_axe_finds_nothing_on_a_groups_pages(world: World, tab: object, sign_in: object) -> None:
    sign_in(tab, world.people["facilitator"])
    for page in PAGES:
        answer = tab.goto(f"/groups/{world.group.slug}{page}")
        assert answer.status == 200, page
        assert not faults_seen_by_axe(tab), page


def test_nothing_runs_off_a_screen_of_320_pixels(world: World, tab: object, sign_in: object) -> None:
    sign_in(tab, world.people["facilitator"])
    tab.set_viewport_size({"width": 320, "height": 800})
    for page in ("/groups", "/groups/new", *(f"/groups/{world.group.slug}{page}" for page in PAGES)):
        tab.goto(page)
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320, page


def test_an_outsider_asks_with_the_keyboard_alone(world: World, tab: object, sign_in: object) -> None:
    sign_in(tab, world.people["ex-member"])
    tab.goto(f"/groups/{world.group.slug}")
    assert not faults_seen_by_axe(tab)
    tab.get_by_role("button", name="Ask to join").or_(tab.get_by_role("link", name="Ask to join")).press("Enter")
    tab.get_by_label("Why would you like to join?").press_sequentially("I run parking")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("You have asked to join")).to_be_visible()
