"""The pages of a discussion, without a script: everything works by plain forms and a refresh link."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from hub.core.db import db
from tests.browser import Browser
from tests.live.making import Room


def _hidden(browser: Browser, address: str) -> None:
    browser.get(address, status=404)


def test_a_discussion_from_the_diary_to_the_record(app: Flask) -> None:
    room = Room(status="scheduled")
    asker, host = Browser(app, room.asker), Browser(app, room.host)
    asker.get(room.address)
    assert "Ask beforehand" in asker.page
    asker.submit("Ask", action="/ask", text="What did the software cost?")
    assert "What did the software cost?" in asker.page
    host.get(room.address + "/panel")
    host.submit("Open the discussion")
    host.submit("Answer", action="/answer", text="£42k in year one.")
    assert "£42k in year one." in asker.get(room.address)
    host.get(room.address + "/panel")
    host.submit("Close the discussion")
    record = asker.get(room.address).link("KH-")
    assert "£42k in year one." in asker.get(record)
    assert "Cite this" in asker.page.html
    assert "What did the software cost?" in asker.get(f"/groups/{room.group.slug}/library/records")


@pytest.mark.parametrize("page", ["", "/panel"])
def test_a_discussion_that_ended_promises_no_news(app: Flask, page: str) -> None:
    room = Room()
    host = Browser(app, room.host)
    assert "data-live-link" in host.get(room.address + page).html
    host.get(room.address + "/panel")
    host.submit("Close the discussion")
    assert "data-live-link" not in host.get(room.address + page).html


def test_a_discussion_says_what_it_is_about_in_so_many_characters(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.host)
    browser.get(f"/groups/{room.group.slug}/live")
    browser.click("Schedule a discussion")
    when = {"starts_on": "2027-07-01", "starts": "12:30", "ends_on": "2027-07-01", "ends": "13:30"}
    page = browser.submit("Put it in the diary", title="Summer hours", brief="x" * 20_001, status=422, **when)
    assert "Use 20,000 characters or fewer." in page
    page = browser.submit("Put it in the diary", brief="x" * 20_000)
    assert page.h1 == "The panel"


def test_a_facilitator_schedules_a_discussion_in_british_time(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.host)
    browser.get(f"/groups/{room.group.slug}/live")
    browser.click("Schedule a discussion")
    when = {"starts_on": "2027-07-01", "starts": "12:30", "ends_on": "2027-07-01", "ends": "13:30"}
    page = browser.submit("Put it in the diary", title="Summer hours", **when)
    assert page.h1 == "The panel"
    assert "Hanna Host" in page
    assert "1 July 2027" in browser.get(f"/groups/{room.group.slug}/live")


def test_an_hour_that_clocks_skip_is_refused_beside_its_field(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.host)
    browser.get(f"/groups/{room.group.slug}/live/new")
    when = {"starts_on": "2027-03-28", "starts": "01:30", "ends_on": "2027-03-28", "ends": "02:30"}
    page = browser.submit("Put it in the diary", title="Lost hour", **when, status=422)
    assert "Clocks go forward" in page.errors[0]
    assert 'value="Lost hour"' in page.html


def test_what_was_announced_can_be_changed(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.host)
    browser.get(room.address + "/edit")
    browser.submit("Save", title="Fewer missed bins")
    assert browser.page.h1 == "Fewer missed bins"


def test_a_panellist_is_a_member_of_the_group(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.host)
    browser.get(room.address + "/panellists")
    browser.submit("Add to the panel", person="Olu Outsider", status=422)
    assert "No member of this group" in browser.page.errors[0]
    browser.submit("Add to the panel", person="mo member", biography="Drives a lorry.")
    assert "Drives a lorry." in browser.page
    browser.submit("Take off the panel", action=browser.page.form("Take", "remove").action)


def test_a_question_that_is_refused_stays_in_its_box(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.asker)
    browser.get(room.address)
    long = "x" * 20_001
    page = browser.submit("Ask", action="/ask", text=long, status=422)
    assert long in page.html
    assert "20001 characters" in page.errors[0]


def test_more_than_half_a_megabyte_is_refused_on_a_page_of_its_own(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.asker)
    too_much = {"text": "x" * 600_000, "key": "k", "csrf_token": browser.csrf_token()}
    answer = browser.client.post(room.address + "/ask", data=too_much)
    assert answer.status_code == 413
    assert room.count_questions() == 0


def test_a_form_sent_twice_is_one_question(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.asker)
    form = browser.get(room.address).form("Ask", "/ask").values("Ask") | {"text": ["Once only?"]}
    for _ in range(2):
        browser.post(room.address + "/ask", form)
    assert browser.page.text.count("Once only?") == 1


def test_support_is_given_and_taken_back_by_a_button(app: Flask) -> None:
    room = Room()
    room.ask()
    browser = Browser(app, room.member)
    browser.get(room.address)
    assert browser.submit("Support", action="/support").all("[data-fill=support]") == ["1"]
    assert browser.submit("Supported", action="/withdraw").all("[data-fill=support]") == ["0"]


def test_questions_are_shown_in_the_order_one_asks_for(app: Flask) -> None:
    room = Room()
    first, second = room.ask("First"), room.ask("Second")
    room.do("support_question", room.member, first)
    room.answer(second)
    browser = Browser(app, room.member)

    def order(sort: str) -> list[str]:
        return browser.get(f"{room.address}?sort={sort}").all(".hub-question > div > div[data-fill=html]")

    assert order("newest") == ["Second", "First"]
    assert order("supported") == ["First", "Second"]
    assert order("unanswered") == ["First", "Second"]
    assert order("nonsense") == ["Second", "First"]


def test_a_moderated_question_is_seen_by_the_panel_and_its_asker_alone(app: Flask) -> None:
    room = Room(is_moderated=True)
    asker = Browser(app, room.asker)
    asker.get(room.address)
    assert "Your question is with the hosts" in asker.submit("Ask", action="/ask", text="Is this on?")
    assert "Is this on?" not in Browser(app, room.member).get(room.address)
    host = Browser(app, room.host)
    assert "Is this on?" in host.get(room.address + "/panel")
    host.submit("List it for everyone")
    assert "Is this on?" in Browser(app, room.member).get(room.address)


def test_everyone_sees_why_a_question_was_declined_and_only_the_asker_which(app: Flask) -> None:
    room = Room()
    room.ask("A rude question")
    host = Browser(app, room.host)
    host.get(room.address + "/panel")
    host.submit("Decline it", reason="It names a colleague.")
    member = Browser(app, room.member).get(room.address)
    assert "It names a colleague." in member
    assert "A rude question" not in member
    assert "A rude question" in Browser(app, room.asker).get(room.address)


def test_hosts_hold_a_question(app: Flask) -> None:
    room = Room()
    room.ask("Hold me")
    host = Browser(app, room.host)
    host.get(room.address + "/panel")
    host.submit("Hold it", reason="To be checked")
    assert "Hold me" not in Browser(app, room.member).get(room.address)


def test_a_panellist_mends_an_answer_and_nobody_elses(app: Flask) -> None:
    room = Room()
    reply = room.answer(room.ask())
    browser = Browser(app, room.panellist)
    browser.get(room.address + "/panel")
    browser.click("Change this answer")
    assert "Well, after all." in browser.submit("Save the answer", text="Well, after all.")
    Browser(app, room.host).post(f"{room.address}/answers/{reply.id}/edit", text="Mine now", status=403)


def test_a_paused_discussion_says_so(app: Flask) -> None:
    room = Room(status="paused")
    assert "paused questions" in Browser(app, room.member).get(room.address)
    Browser(app, room.member).post(room.address + "/ask", text="Now?", key="k1", status=422)


def test_only_the_panel_opens_its_page(app: Flask) -> None:
    room = Room()
    Browser(app, room.member).get(room.address + "/panel", status=403)
    _hidden(Browser(app, room.outsider), room.address + "/panel")
    Browser(app, room.member).post(room.address + "/close", status=403)


@pytest.mark.parametrize("page", ["", "/events", "/panel", "/edit", "/panellists"])
def test_a_hidden_discussion_and_an_absent_one_look_the_same(app: Flask, page: str) -> None:
    room = Room("private")
    browser = Browser(app, room.outsider)
    hidden = browser.get(room.address + page, status=404)
    absent = browser.get(room.address.replace(str(room.session.id), "9999") + page, status=404)
    assert hidden.text == absent.text


def test_a_visitor_reads_a_public_discussion_and_is_asked_to_sign_in(app: Flask) -> None:
    room = Room("public")
    room.ask()
    visitor = Browser(app)
    assert "Sign in to ask a question" in visitor.get(room.address)
    visitor.post(room.address + "/ask", text="Me?", key="k", status=401)


def test_whoever_may_read_may_ask_where_the_hosts_say_so(app: Flask) -> None:
    room = Room("open", is_open_to_all=True)
    browser = Browser(app, room.outsider)
    browser.get(room.address)
    assert "From outside" in browser.submit("Ask", action="/ask", text="From outside")


def test_a_record_keeps_its_address_whatever_the_group_is_called(app: Flask) -> None:
    room = Room()
    room.answer(room.ask())
    room.run("close")
    browser = Browser(app, room.member)
    address = browser.get(room.address).link("KH-")
    room.group.slug = "refuse"
    db.session.commit()
    assert browser.get(address).status == 200
    _hidden(Browser(app, room.outsider), address)


def test_words_of_people_are_never_code(app: Flask) -> None:
    room = Room()
    room.ask("<script>alert(1)</script> <img src=x onerror=alert(1)>")
    html = Browser(app, room.member).get(room.address).html
    assert "<script>alert" not in html
    assert "onerror" not in html


def test_a_page_asks_the_database_no_more_for_many_questions_than_for_one(app: Flask) -> None:
    room = Room()
    browser = Browser(app, room.member)
    counts, address = [], room.address
    for number in (1, 6):
        for _ in range(number):
            room.answer(room.ask())
        browser.get(address)
        with counted_statements() as seen:
            browser.get(address)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 20


@contextmanager
def counted_statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)
