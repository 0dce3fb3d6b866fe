"""Every page with an address of its own in a real browser: axe, a narrow screen, the keyboard alone, no scripts."""

import pytest

from tests.browser.chromium import faults_seen_by_axe
from tests.factories import make_user
from tests.policy.world import make_world

NARROW, WIDE = {"width": 320, "height": 640}, {"width": 1280, "height": 900}
NOT_PAGES = {"/healthz", "/search/suggestions", "/drafts/token", "/messages/people"}
READERS = ["visitor", "member", "staff"]


@pytest.fixture(params=READERS)
def reader(app, request, tab, sign_in):
    """A tab in which a visitor, a member of a group with content, or staff reads."""
    world = make_world(app, "open")
    if request.param == "staff":
        sign_in(tab, make_user("Sam Staff", is_staff=True))
    elif request.param == "member":
        sign_in(tab, world.people["member"])
    return tab


@pytest.fixture
def pages(app):
    """Every address that takes no argument and answers GET: a new page is covered on the day it exists."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments]
    return [*sorted(set(rules) - NOT_PAGES), "/search?q=zebra", "/groups/nowhere"]


def test_every_page_passes_axe_and_fits_a_narrow_screen(reader, pages):
    """Also those that are not this reader's: the page that says so is a page."""
    found = {}
    for url in pages:
        reader.set_viewport_size(WIDE)
        answer = reader.goto(url)
        assert answer.status in {200, 403, 404}, f"{url} answered {answer.status}"
        found[url] = faults_seen_by_axe(reader) + running_off(reader)
    assert {url: faults for url, faults in found.items() if faults} == {}


def running_off(tab):
    tab.set_viewport_size(NARROW)
    width = tab.evaluate("document.documentElement.scrollWidth")
    return [f"is {width} pixels wide on a screen of {NARROW['width']}"] if width > NARROW["width"] else []


def test_the_first_stop_of_the_keyboard_leads_past_the_header(tab):
    tab.goto("/help")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main-content")


def test_every_stop_of_the_keyboard_can_be_seen(tab):
    tab.goto("/")
    for _ in range(12):
        tab.keyboard.press("Tab")
        box = tab.evaluate("(r => [r.width, r.height])(document.activeElement.getBoundingClientRect())")
        assert min(box) >= 1, tab.evaluate("document.activeElement.outerHTML")


@pytest.mark.parametrize("url", ["/", "/groups", "/search?q=zebra", "/organisations"])
def test_a_page_says_the_same_without_scripts(app, chromium, address, url):
    make_world(app, "public")
    said = []
    for scripts in (True, False):
        context = chromium.new_context(base_url=address, java_script_enabled=scripts)
        page = context.new_page()
        page.goto(url)
        said.append(page.locator("main").inner_text().split())
        context.close()
    assert said[0] == said[1]


def test_the_menu_under_ones_name_stays_on_a_narrow_screen_wherever_the_name_stands(tab, sign_in):
    for name in ("Bo", "Bartholomew Featherstonehaugh"):
        sign_in(tab, make_user(name))
        tab.set_viewport_size(NARROW)
        tab.goto("/")
        tab.click(".hub-menu__name")
        box = tab.locator(".hub-menu__list").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]
