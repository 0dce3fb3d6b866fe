"""The follow button and the page of everything one follows."""

import pytest

from hub.core.uow import unit_of_work
from hub.follows import actions, queries
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.library.making import publish


@pytest.fixture
def ann(app):
    return make_user("Ann Price")


@pytest.fixture
def bill(app):
    return make_user("Bill Roe")


@pytest.fixture
def document(ann, bill):
    group = make_group("Waste", "private", facilitator=ann)
    add_member(group, bill)
    return publish(ann, group, title="Route planning")


def frequency_of(person, ref):
    found = queries.find_follow(actor_of(person), ref)
    return found.frequency if found else None


def test_somebody_changes_how_often_mutes_and_stops_in_one_place(app, document, bill):
    ref = f"document:{document.id}"
    with unit_of_work():
        actions.follow(actor_of(bill), ref)
    browser = Browser(app, bill)
    for choice, kept in (("weekly", "weekly"), ("off", "off"), ("none", None)):
        browser.get("/follows")
        assert "Route planning" in browser.page
        browser.post("/follows", ref=ref, frequency=choice, next="/follows")
        assert frequency_of(bill, ref) == kept
    assert "Route planning" not in browser.get("/follows")


def test_the_groups_one_belongs_to_stand_there_without_having_been_chosen(app, document, bill):
    browser = Browser(app, bill)
    browser.get("/follows")
    assert "Your groups" in browser.page
    assert "As my settings say" in browser.page


def test_what_one_can_no_longer_see_is_not_named_and_can_still_be_stopped(app, document, bill):
    ref = f"document:{document.id}"
    with unit_of_work():
        actions.follow(actor_of(bill), ref)
    end_membership(document.group, bill)
    browser = Browser(app, bill)
    browser.get("/follows")
    assert "Something you can no longer see" in browser.page
    assert "Route planning" not in browser.page
    browser.post("/follows", ref=ref, frequency="none")
    assert frequency_of(bill, ref) is None


def test_an_outsider_who_guesses_a_ref_gets_the_page_of_what_is_absent(app, document):
    browser = Browser(app, make_user("Out Sider"))
    browser.post("/follows", ref=f"document:{document.id}", frequency="each", status=404)
    browser.post("/follows", ref="document:987654", frequency="each", status=404)


@pytest.mark.parametrize("ref", ["nonsense", "document:", "document:x", "document:99999999999999999999", "sheep:1"])
def test_a_ref_that_names_nothing_is_no_error_of_ours(app, bill, ref):
    Browser(app, bill).post("/follows", ref=ref, frequency="each", status=404)


def test_after_following_one_is_back_where_one_was_and_never_elsewhere(app, document, bill):
    browser = Browser(app, bill)
    ref = f"document:{document.id}"
    assert browser.post("/follows", ref=ref, frequency="each", next="/groups").url == "/groups"
    assert browser.post("/follows", ref=ref, frequency="each", next="https://evil.example/").url == "/follows"


def test_a_visitor_is_asked_to_sign_in_and_follows_nothing(app, document):
    answer = app.test_client().get("/follows")
    assert answer.status_code == 302
