"""The pages of being told in a real browser: axe finds nothing, nothing runs off, and all works without scripts."""

import pytest
from playwright.sync_api import expect

from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.notifications.tokens import confirming, stopping
from tests.browser import Browser
from tests.browser.chromium import faults_seen_by_axe
from tests.factories import actor_of, add_member, make_group, make_user
from tests.notifications.making import NAMED, NEW, REPLIED, document_in, happen, park, send

NARROW, WIDE = {"width": 320, "height": 800}, {"width": 1280, "height": 900}


@pytest.fixture
def told(app):
    """A facilitator and a member who was told of several things, and to whom mail comes back."""
    ann, bill = make_user("Ann Price"), make_user("Bill Roe")
    group = make_group("Waste and recycling", "restricted", facilitator=ann)
    add_member(group, bill)
    document = document_in(group, ann, "Route planning after the merger of three depots")
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    for _time in range(3):
        happen(REPLIED, document, by=ann)
    happen(NAMED, document, by=ann, people=(bill.id,), reason="You know the depots")
    happen(NEW, document_in(group, ann, "Missed bins by round"), by=ann)
    send()
    park(bill)
    return ann, bill, group


def pages(bill):
    return {
        "notifications": "/notifications",
        "choose": "/account/notifications",
        "follows": "/follows",
        "stop": f"/unsubscribe/{stopping(bill.id, 'mail:direct')}",
        "confirm": f"/confirm-address/{confirming(bill.id, bill.email)}",
        "dead": "/unsubscribe/nonsense",
    }


def test_axe_finds_nothing_and_nothing_runs_off_a_narrow_screen(told, tab, sign_in):
    ann, bill, group = told
    sign_in(tab, bill)
    found = {name: look(tab, name, url) for name, url in pages(bill).items()}
    sign_in(tab, ann)
    found["told"] = look(tab, "told", f"/groups/{group.slug}/told")
    sign_in(tab, make_user("Sam Staff", is_staff=True))
    found["addresses"] = look(tab, "addresses", "/admin/addresses")
    assert {name: faults for name, faults in found.items() if faults} == {}


def look(tab, name, url):
    tab.set_default_timeout(15_000)
    tab.set_viewport_size(WIDE)
    tab.goto(url)
    faults = faults_seen_by_axe(tab)
    tab.set_viewport_size(NARROW)
    width = tab.evaluate("document.documentElement.scrollWidth")
    return faults + ([f"is {width} pixels wide"] if width > NARROW["width"] else [])


def test_somebody_reads_stops_and_chooses_without_any_script(app, told, chromium, address):
    _ann, bill, _group = told
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    tab = context.new_page()
    cookie = Browser(app, bill).client.get_cookie("session")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    tab.goto("/notifications")
    expect(tab.get_by_role("link", name="3 replies in Route planning")).to_be_visible()
    tab.get_by_text("Why am I told this?").first.click()
    tab.get_by_role("link", name="3 replies in Route planning").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Route planning")
    tab.goto("/notifications")
    tab.get_by_role("button", name="Mark all as read").click()
    expect(tab.get_by_text("All of it is marked as read.")).to_be_visible()
    tab.goto("/account/notifications")
    tab.get_by_role("group", name="Conversations you follow").get_by_label("By mail").select_option("daily")
    tab.get_by_role("button", name="Save").click()
    expect(tab.get_by_text("Kept. It counts from the next thing that happens.")).to_be_visible()
    chosen = tab.get_by_role("group", name="Conversations you follow").get_by_label("By mail")
    expect(chosen).to_have_value("daily")
    context.close()
