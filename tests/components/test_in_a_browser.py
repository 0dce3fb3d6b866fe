"""What only a real browser shows of the components: axe, narrow screens, keys, and scripts at work."""

import pytest
from playwright.sync_api import expect

from hub.core import worker
from hub.core.events import ContentChanged, record
from hub.core.uow import unit_of_work
from tests.browser.chromium import faults_seen_by_axe
from tests.factories import make_group, make_user

WIDTHS = [320, 1280]


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_either_scheme_on_narrow_and_wide_screens(gallery, scheme, width):
    gallery.emulate_media(color_scheme=scheme)
    gallery.set_viewport_size({"width": width, "height": 800})
    assert faults_seen_by_axe(gallery) == []


def test_nothing_scrolls_sideways_at_four_hundred_per_cent(gallery):
    gallery.set_viewport_size({"width": 320, "height": 256})
    assert gallery.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_wide_table_scrolls_in_a_box_that_keys_can_reach(gallery):
    assert gallery.locator(".hub-scroll").first.get_attribute("tabindex") == "0"


def test_the_first_key_press_offers_to_skip_to_the_content(gallery):
    gallery.evaluate("document.activeElement.blur()")
    gallery.keyboard.press("Shift+Tab")
    gallery.goto("/")
    gallery.keyboard.press("Tab")
    assert gallery.locator(":focus").get_attribute("href") == "#main-content"


def test_the_summary_of_errors_takes_the_focus_when_the_page_opens(gallery):
    assert gallery.locator(":focus").get_attribute("class") == "govuk-error-summary"


def test_a_password_can_be_shown_while_it_is_typed(gallery):
    box = gallery.locator("#password")
    assert box.get_attribute("type") == "password"
    gallery.get_by_role("button", name="Show password").click()
    assert box.get_attribute("type") == "text"


def test_a_text_that_is_too_long_is_refused_before_it_leaves(gallery):
    form = gallery.locator("form[action='/groups/new']")
    form.locator("input[name=name]").fill("x" * 500_001)
    form.get_by_role("button", name="Save").click()
    assert gallery.url.endswith("/gallery")
    assert "too long to send" in form.locator("[role=alert]").inner_text()


def test_every_target_is_large_enough_to_hit(gallery):
    small = """() => [...document.querySelectorAll("button, summary, select, textarea, .hub-header a, .hub-footer a")]
      .filter((target) => target.offsetParent && !target.matches(".govuk-visually-hidden"))
      .filter((target) => Math.min(target.clientWidth, target.clientHeight) < 24 && target.clientHeight)
      .map((target) => target.outerHTML.slice(0, 80))"""
    assert gallery.evaluate(small) == []


def test_nothing_moves_for_those_who_asked_for_less(gallery):
    gallery.emulate_media(reduced_motion="reduce")
    duration = gallery.locator(".govuk-button").first.evaluate("(e) => getComputedStyle(e).transitionDuration")
    assert float(duration.split(",")[0].rstrip("s")) < 0.001


def make_findable_group():
    group = make_group("Parking and traffic", "public")
    with unit_of_work():
        record(ContentChanged(actor_id=None, kind="group", object_id=group.id))
    worker.drain_all()


def test_suggestions_come_while_one_types_and_open_by_keys(gallery):
    make_findable_group()
    gallery.goto("/")
    gallery.locator("#site-search").press_sequentially("park")
    expect(gallery.get_by_role("option", name="Parking and traffic")).to_be_visible()
    assert faults_seen_by_axe(gallery) == []
    gallery.keyboard.press("ArrowDown")
    gallery.keyboard.press("Enter")
    expect(gallery.get_by_role("heading", level=1)).to_have_text("Parking and traffic")


def test_escape_closes_the_suggestions_and_keeps_the_words(gallery):
    make_findable_group()
    gallery.goto("/")
    box = gallery.locator("#site-search")
    box.press_sequentially("park")
    expect(gallery.get_by_role("option", name="Parking and traffic")).to_be_visible()
    box.press("Escape")
    expect(gallery.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("park")


def test_names_without_spaces_never_widen_the_page(app, tab, sign_in):
    person = make_user("W" * 120)
    make_group("Llanfairpwllgwyngyll" * 6, "open", facilitator=person, slug="long", purpose="averylongpath" * 12)
    tab.set_viewport_size({"width": 320, "height": 640})
    sign_in(tab, person)
    for address in ("/", "/groups", "/groups/long", "/groups/long/people", f"/people/{person.id}"):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
