"""What a page's script sends and is told, and the page of what is unfinished."""

import json

import pytest
from flask import Flask

from hub.core.uow import unit_of_work
from hub.drafts import actions
from hub.drafts.queries import find_draft
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.hostile import HOSTILE, breaches
from tests.statements import counted


@pytest.fixture
def person(app: Flask):
    return make_user("Amal Khan")


@pytest.fixture
def browser(app: Flask, person) -> Browser:
    return Browser(app, person)


def send(browser: Browser, message: object, *, token: str | None = None):
    headers = {"X-CSRFToken": browser.csrf_token() if token is None else token, "Accept": "application/json"}
    return browser.client.post("/drafts", data=json.dumps(message), content_type="application/json", headers=headers)


def a_draft(**more: object) -> dict[str, object]:
    return {"place": "group:1:conversation", "page": "/groups/waste", "fields": {"body": "Two crews"}, **more}


def test_a_page_keeps_a_draft_and_is_told_when(browser: Browser, person) -> None:
    answer = send(browser, a_draft(person=person.id))
    assert answer.status_code == 200
    assert answer.json["said"].startswith("Draft saved ")
    assert find_draft(actor_of(person), "group:1:conversation") == {"body": "Two crews"}


def test_a_visitor_is_told_to_sign_in_and_nothing_is_kept(app: Flask, person) -> None:
    answer = send(Browser(app), a_draft())
    assert answer.status_code == 401
    assert find_draft(actor_of(person), "group:1:conversation") is None


def test_a_save_without_the_token_of_a_form_is_refused(browser: Browser, person) -> None:
    assert send(browser, a_draft(), token="nonsense").status_code == 400
    assert find_draft(actor_of(person), "group:1:conversation") is None


def test_a_page_made_for_somebody_else_keeps_nothing_under_my_name(browser: Browser, person) -> None:
    answer = send(browser, a_draft(person=person.id + 1))
    assert answer.status_code == 409
    assert "Somebody else is signed in" in answer.json["error"]
    assert find_draft(actor_of(person), "group:1:conversation") is None


@pytest.mark.parametrize(
    "message",
    [None, [], "text", {}, {"place": 7}, {"place": "a:1", "fields": ["x"]}, {"place": "a:1", "heading": []}],
)
def test_a_message_of_no_page_of_ours_is_refused_in_a_sentence(browser: Browser, message) -> None:
    answer = send(browser, message)
    assert answer.status_code in {200, 422}
    assert "error" in answer.json or answer.json["said"] == ""


def test_a_request_larger_than_any_form_is_not_read(browser: Browser) -> None:
    assert send(browser, a_draft(fields={"body": "x" * 2_000_000})).status_code == 413


def test_the_token_says_who_is_signed_in_by_now(app: Flask, browser: Browser, person) -> None:
    assert browser.client.get("/drafts/token").json["person"] == person.id
    told = Browser(app).client.get("/drafts/token")
    assert told.json["person"] is None
    assert told.headers["Cache-Control"] == "no-store"


def test_a_token_fetched_anew_is_good_for_a_save(browser: Browser) -> None:
    fresh = browser.client.get("/drafts/token").json["csrf_token"]
    assert send(browser, a_draft(), token=fresh).status_code == 200


def test_what_is_unfinished_is_listed_with_a_way_back(app: Flask, browser: Browser, person) -> None:
    group = make_group("Waste")
    add_member(group, person)
    send(browser, a_draft(place=f"group:{group.id}:conversation", heading="Start a conversation"))
    page = browser.get("/drafts")
    assert page.link("Start a conversation") == "/groups/waste#unsent"
    assert "Group · Waste" in page
    assert "Two crews" in page
    browser.submit("Delete")
    assert "Nothing is unfinished" in browser.page


def test_a_draft_of_a_group_one_has_lost_stays_as_text_to_copy_without_its_name(app: Flask, person) -> None:
    group = make_group("Quartzite", "private")
    add_member(group, person)
    with unit_of_work():
        actions.keep_draft(
            actor_of(person), f"group:{group.id}:conversation", {"body": "My words"}, "/groups/quartzite"
        )
    end_membership(group, person)
    page = Browser(app, person).get("/drafts")
    assert "My words" in page
    assert "uartzite" not in page.html


def test_a_message_without_a_reader_yet_is_not_taken_for_lost(browser: Browser) -> None:
    send(browser, a_draft(place="message:new", page="/messages/new", heading="Write a message"))
    page = browser.get("/drafts")
    assert page.link("Write a message") == "/messages/new#unsent"
    assert "is gone" not in page


def test_nobody_sees_the_drafts_of_another_or_deletes_them(app: Flask, browser: Browser) -> None:
    send(browser, a_draft())
    other = Browser(app, make_user("Olu Outside", is_staff=True))
    assert "Two crews" not in other.get("/drafts")
    other.post("/drafts/1/delete", csrf_token=other.client.get("/drafts/token").json["csrf_token"], status=404)
    assert "Two crews" in browser.get("/drafts")


def test_a_visitor_who_asks_for_drafts_is_asked_to_sign_in(app: Flask) -> None:
    assert Browser(app).get("/drafts").h1 == "Sign in"


def test_a_full_page_of_drafts_costs_few_statements_however_many_places(app: Flask, browser: Browser, person) -> None:
    groups = [make_group(f"Group {number}") for number in range(25)]
    with unit_of_work():
        for group in groups:
            actions.keep_draft(actor_of(person), f"group:{group.id}:conversation", {"body": "x"})
    browser.get("/drafts")
    with counted() as statements:
        page = browser.get("/drafts")
    assert len(page.all(".hub-item")) == 20
    assert len(statements) <= 12


def test_hostile_text_is_shown_as_text(browser: Browser) -> None:
    send(browser, a_draft(fields={"body": "<script>alert(1)</script></pre><img src=x onerror=alert(1)>"}))
    page = browser.get("/drafts")
    assert "<script>alert(1)" not in page.html
    assert "<script>alert(1)</script>" in page


def preview(browser: Browser, place: str, text: str):
    return browser.client.post(
        "/drafts/preview", data={"csrf_token": browser.csrf_token(), "place": place, "text": text}
    )


def test_a_preview_looks_as_the_text_will_and_says_who_is_not_told(browser: Browser, person) -> None:
    group = make_group("Waste", "private")
    add_member(group, person)
    shown = preview(browser, f"group:{group.id}", "**Bins**, @Bob Smith <script>alert(1)</script>")
    assert "<strong>Bins</strong>" in shown.text
    assert "Bob Smith is not told" in shown.text
    assert "<script" not in shown.text


def test_nobody_previews_in_a_place_they_may_not_read(app: Flask, browser: Browser) -> None:
    group = make_group("Closed", "private")
    for place in (f"group:{group.id}", "group:98765", "nonsense"):
        assert preview(browser, place, "text").status_code == 404
    visitor = Browser(app).client.post("/drafts/preview", data={"place": f"group:{group.id}", "text": "text"})
    assert visitor.status_code == 401


@pytest.mark.parametrize("start", range(0, len(HOSTILE), 40))
def test_nothing_hostile_acts_in_a_preview_or_on_the_page_of_drafts(browser: Browser, person, start: int) -> None:
    group = make_group("Waste")
    add_member(group, person)
    text = "\n\n".join(f"@[{words}](person:{person.id}) @{words}" for words in HOSTILE[start : start + 40])
    place = f"group:{group.id}"
    send(browser, a_draft(place=f"{place}:conversation", fields={"text": text}, heading=text[:300]))
    assert not breaches(preview(browser, place, text).text)
    assert not breaches(browser.client.get("/drafts").text)
