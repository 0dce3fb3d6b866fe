"""Reports in a real browser: axe finds nothing, nothing runs off a narrow screen, with the script and without."""

import os
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import expect

from hub.core.db import db
from hub.moderation.models import Decision
from tests.browser.chromium import faults_seen_by_axe
from tests.moderation.making import Case

PICTURES = os.environ.get("HUB_PICTURES")


@pytest.fixture
def case(app: Flask) -> Case:
    case = Case()
    case.report(reason="It insults people by name, and everyone on the team reads it on Monday morning.")
    case.report(case.mia, reason="Unkind")
    return case


def picture(tab: object, name: str) -> None:
    """Where somebody wants to look at the pages, keep them."""
    if PICTURES:
        tab.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def pages(case: Case) -> dict[str, tuple[object, str]]:
    decision = case.decide(case.report(case.gus, ref=f"person:{case.rob.id}"), "noted", case.sam)
    return {
        "queue": (case.fay, f"/groups/{case.group.slug}/reports"),
        "decided": (case.sam, "/reports?show=decided"),
        "report": (case.fay, "/reports/1"),
        "new": (case.mia, f"/reports/new?ref=person:{case.ann.id}"),
        "mine": (case.mia, "/reports/mine"),
        "decision": (case.rob, f"/reports/decisions/{decision.id}"),
    }


def test_axe_finds_nothing_and_nothing_runs_off_the_screen(case: Case, tab: object, sign_in: object) -> None:
    for name, (person, address) in pages(case).items():
        sign_in(tab, person)
        for width in (1280, 320):
            tab.set_viewport_size({"width": width, "height": 900})
            assert tab.goto(address).status == 200, name
            assert tab.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert not faults_seen_by_axe(tab), (name, width)
            picture(tab, f"{name}-{width}")


def test_a_facilitator_decides_with_the_keyboard_alone(case: Case, tab: object, sign_in: object) -> None:
    sign_in(tab, case.fay)
    tab.goto(f"/groups/{case.group.slug}/reports")
    tab.get_by_role("checkbox").first.press("Space")
    tab.get_by_role("radio", name="Remove").press("Space")
    tab.get_by_label("Why?").press_sequentially("Keep it civil")
    tab.get_by_role("button", name="Decide").press("Enter")
    expect(tab.get_by_text("The people concerned are told")).to_be_visible()
    expect(tab.get_by_text("Nothing waits for you")).to_be_visible()


def test_the_same_without_a_script(case: Case, chromium: object, address: str, sign_in: object) -> None:
    context = chromium.new_context(base_url=address, java_script_enabled=False, viewport={"width": 320, "height": 800})
    tab = context.new_page()
    enter = chromium.new_context(base_url=address).new_page()  # a page with a script tells what browser it is
    for person, steps in ((case.fay, remove), (case.ann, appeal)):
        sign_in(enter, person)
        context.clear_cookies()
        context.add_cookies(enter.context.cookies())
        steps(tab, case)
    context.close()
    enter.context.close()


def remove(tab: object, case: Case) -> None:
    tab.goto(f"/groups/{case.group.slug}/reports")
    tab.get_by_role("checkbox").first.check()
    tab.get_by_role("radio", name="Remove").check()
    tab.get_by_label("Why?").fill("Keep it civil")
    tab.get_by_role("button", name="Decide").click()
    expect(tab.get_by_text("Nothing waits for you")).to_be_visible()


def appeal(tab: object, case: Case) -> None:
    db.session.rollback()
    tab.goto(f"/reports/decisions/{db.session.query(Decision).one().id}")
    tab.get_by_label("Why should it be looked at again?").fill("It was a joke")
    tab.get_by_role("button", name="Ask for a second look").click()
    expect(tab.get_by_text("You asked for a second look")).to_be_visible()
