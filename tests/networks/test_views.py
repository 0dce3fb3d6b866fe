"""The pages: what is refused comes back with what was typed, and hostile words are words."""

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.networks import actions
from hub.networks.models import Connection
from tests.browser import Browser
from tests.factories import make_user
from tests.networks.making import connected, make_network, pair_of
from tests.statements import counted

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price")


@pytest.fixture
def bo(app: Flask) -> User:
    return make_user("Bo Lee")


def test_a_visitor_is_asked_to_sign_in_everywhere(app, ann):
    browser = Browser(app)
    for path in ("/networks", "/networks/new", "/networks/connections", "/networks/blocked", "/people"):
        assert browser.get(path).h1 == "Sign in"
    for path in ("/networks/connections/1/accept", f"/networks/people/{ann.id}/block"):
        browser.post(path, status=401)


def test_hostile_words_are_shown_as_words(app, ann, bo):
    browser, other = Browser(app, ann), Browser(app, bo)
    browser.get(f"/networks/connections/ask/{bo.id}")
    browser.submit("Ask to connect", note=HOSTILE)
    for path in ("/networks/connections", f"/networks/connections/{pair_of(ann, bo).id}"):
        page = other.get(path)
        assert "<script>alert" not in page.html
        assert HOSTILE in page.text
    other.get("/networks/connections")
    other.submit("Accept")
    browser.get("/networks/new")
    browser.submit("Make this network", name=HOSTILE, purpose=HOSTILE)
    browser.submit("Invite them", people=[str(bo.id)], note=HOSTILE)
    for path in ("/networks", "/networks/invitations/1"):
        page = other.get(path)
        assert "<script>alert" not in page.html
        assert HOSTILE in page.text


@pytest.mark.parametrize(
    ("name", "sentence"), [("", "Give the network a name."), ("N" * 121, "Give a name of 120 characters or fewer.")]
)
def test_a_network_without_a_fit_name_is_refused_and_what_was_typed_stays(app, ann, name, sentence):
    browser = Browser(app, ann)
    browser.get("/networks/new")
    browser.submit("Make this network", name=name, purpose="For us three", status=422)
    assert browser.page.errors == [sentence]
    assert "For us three" in browser.page.html


def test_a_note_that_is_too_long_comes_back_whole(app, ann, bo):
    browser = Browser(app, ann)
    browser.get(f"/networks/connections/ask/{bo.id}")
    browser.submit("Ask to connect", note="w" * 501, status=422)
    assert browser.page.errors == ["Say it in 500 characters or fewer."]
    assert "w" * 501 in browser.page.html


def test_the_cap_of_a_new_account_is_said_beside_the_note(app, ann, bo, monkeypatch):
    monkeypatch.setattr(actions, "A_DAY_WHEN_NEW", 0)
    browser = Browser(app, ann)
    browser.get(f"/networks/connections/ask/{bo.id}")
    browser.submit("Ask to connect", note="We met in Leeds", status=422)
    assert browser.page.errors == ["Your account is new, so you can ask 0 people a day. Go on tomorrow."]
    assert "We met in Leeds" in browser.page.html


def test_nobody_is_asked_or_introduced_or_blocked_who_is_oneself_or_gone(app, ann):
    gone = make_user("Sue Spent", state="suspended")
    browser = Browser(app, ann)
    for person_id in (ann.id, gone.id, 98765):
        for path in ("connections/ask", "introduce"):
            browser.get(f"/networks/{path}/{person_id}", status=404)
        browser.get(f"/networks/people/{person_id}/block", status=404)


def test_introducing_offers_ones_other_connections_and_asks_for_a_reason(app, ann, bo):
    cy = make_user("Cy Young")
    connected(ann, bo, cy)
    browser = Browser(app, ann)
    browser.get(f"/people/{bo.id}")
    browser.click("Introduce")
    assert "Cy Young" in browser.page
    browser.submit("Introduce them", person=str(cy.id), reason="", status=422)
    assert browser.page.errors == ["Say why they should know each other. Both will read it."]
    browser.submit("Introduce them", person=str(cy.id), reason="Both count trees")
    other = Browser(app, cy)
    other.get("/networks/connections")
    other.click("Ann Price introduces you to Bo Lee")
    other.submit("Accept")
    assert "You will be connected when they accept too." in other.page


def test_a_network_has_no_page_that_would_open_it(app, ann):
    group = make_network(ann)
    browser = Browser(app, ann)
    page = browser.get(f"/groups/{group.slug}")
    assert "Change who can read it" not in page
    for path in ("visibility", "widen?to=public", "invite"):
        browser.get(f"/groups/{group.slug}/{path}", status=404)
    browser.get(f"/groups/{group.slug}/leave")
    browser.submit("Leave")
    assert browser.page.h1 == "Networks"


def test_pages_between_two_people_stay_out_of_caches(app, ann, bo):
    connected(ann, bo)
    browser = Browser(app, ann)
    paths = ("/networks", "/networks/connections", f"/networks/connections/{pair_of(ann, bo).id}", f"/people/{bo.id}")
    for path in paths:
        assert "no-store" in browser.client.get(path).headers["Cache-Control"], path


def test_many_connections_and_requests_cost_few_statements(app, ann):
    now = clock.now()
    others = [make_user(f"Person {number:03}") for number in range(45)]
    with unit_of_work():
        for other in others:
            tokens = {"audience": f"user:{ann.id}", "audience_also": f"user:{other.id}"}
            state = "waiting" if other.id % 2 else "accepted"
            pair = {"low_id": ann.id, "high_id": other.id, "asker_id": other.id, "asked_at": now, "state": state}
            db.session.add(Connection(**pair, **tokens))
    browser = Browser(app, ann)
    browser.get("/networks/connections")
    with counted() as statements:
        page = browser.get("/networks/connections")
    assert len(statements) <= 12, "\n".join(statements)
    assert page.text.count("Accept") >= 20
    browser.click("Next page")
    assert "Waiting for your answer" not in browser.page
