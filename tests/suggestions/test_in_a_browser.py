"""A board in Chromium: an idea with what is like it, support, a decision and a merge, by mouse and by keyboard."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.chromium import faults_seen_by_axe
from tests.suggestions.making import Board

PAGES = ("", "/edit", "/versions", "/decide", "/merge", "/remove")


@pytest.fixture
def board(app: Flask) -> Board:
    board = Board()
    board.comment("With the opening hours, please")
    board.do("write_note", board.facilitator, board.suggestion, text="Ask the GIS team")
    return board


def pages(board: Board) -> list[str]:
    base, call = f"/groups/{board.group.slug}/suggestions", board.call()
    own = [f"{base}{page}" for page in ("", "/new", "/new?title=Maps+of+recycling", "/calls", "/calls/new")]
    calls = [f"{base}/calls/{call.id}{page}" for page in ("", "/edit", "/outcome")]
    return [*own, *calls, *(board.address + page for page in PAGES if page != "/edit"), "/suggestions"]


def test_an_idea_its_support_its_refusal_and_a_merge(board: Board, tab, sign_in) -> None:
    sign_in(tab, board.member)
    tab.goto(f"/groups/{board.group.slug}/suggestions")
    tab.get_by_role("link", name="Make a suggestion").click()
    tab.get_by_label("What is your idea?").fill("Maps of the recycling centres")
    tab.get_by_role("button", name="Go on").click()
    expect(tab.get_by_role("link", name="A map of recycling centres")).to_be_visible()
    tab.get_by_label("Tell us more").fill("For phones")
    tab.get_by_role("button", name="Put it on the board").click()
    made = tab.url
    tab.get_by_role("button", name="Support this").dblclick()
    expect(tab.get_by_role("button", name="1 You support this")).to_be_visible()
    sign_in(tab, board.facilitator)
    tab.goto(f"{board.address}/decide")
    tab.get_by_label("Declined").check()
    tab.get_by_role("button", name="Move it and tell everyone").click()
    expect(tab.get_by_role("alert")).to_contain_text("Say why")
    tab.get_by_label("Declined").check()
    tab.get_by_label("Why").fill("The site was sold")
    tab.get_by_role("button", name="Move it and tell everyone").click()
    expect(tab.get_by_text("The site was sold")).to_be_visible()
    tab.goto(f"{made}/merge")
    tab.get_by_label("A map of recycling centres").check()
    tab.get_by_role("button", name="Merge them").click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("A map of recycling centres")
    assert tab.locator(".hub-support__count").inner_text() == "1"
    tab.goto(made)
    expect(tab.get_by_role("heading", level=1)).to_have_text("A map of recycling centres")


def test_support_and_a_comment_with_the_keyboard_alone(board: Board, tab, sign_in) -> None:
    sign_in(tab, board.other)
    tab.goto(board.address)
    tab.get_by_role("button", name="Support this").press("Enter")
    expect(tab.get_by_role("button", name="You support this")).to_be_visible()
    tab.get_by_label("Your comment").press_sequentially("Ours has a car park")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    expect(tab.get_by_text("Ours has a car park")).to_be_visible()


def test_axe_finds_nothing_and_nothing_runs_off_a_narrow_screen(board: Board, tab, sign_in) -> None:
    sign_in(tab, board.facilitator)
    board.do("edit_suggestion", board.author, board.suggestion, title="A map of all centres", text="With hours")
    board.move("planned", "In spring")
    addresses = pages(board)
    for address in addresses:
        answer = tab.goto(address)
        assert answer.status in {200, 403}, address
        assert not faults_seen_by_axe(tab), address
    tab.set_viewport_size({"width": 320, "height": 800})
    for address in addresses:
        tab.goto(address)
        assert tab.evaluate("document.querySelector('main').getBoundingClientRect().right") <= 320, address


def test_what_is_typed_is_kept_as_a_draft(board: Board, tab, sign_in) -> None:
    sign_in(tab, board.member)
    tab.goto(board.address)
    tab.get_by_label("Your comment").fill("Half a thought")
    tab.wait_for_selector("[data-draft-told]:has-text('saved'), form[data-draft] p:has-text('aved')", timeout=10_000)
    tab.goto(f"/groups/{board.group.slug}")
    tab.goto(board.address)
    assert tab.get_by_label("Your comment").input_value() == "Half a thought"
