"""A live discussion in Chromium: over a socket, by polling, and with the words of the page read by axe."""

import pytest
from flask import Flask

from tests.browser.chromium import faults_seen_by_axe
from tests.live.making import Room

CONNECTED = "[data-live-link][data-state=connected]"
POLLING = "[data-live-link][data-state=polling]"


@pytest.fixture
def room(app: Flask) -> Room:
    return Room()


@pytest.fixture
def audience(tab, sign_in, room):
    """The audience's page, as the asker sees it, with its socket open."""
    sign_in(tab, room.asker)
    tab.goto(room.address)
    tab.wait_for_selector(CONNECTED)
    return tab


def test_a_question_is_sent_over_the_socket_and_stands_on_the_page(audience, room) -> None:
    audience.fill("#text", "Does this need a reload?")
    audience.click("form[data-live-form=ask] button")
    audience.wait_for_selector(".hub-question >> text=Does this need a reload?")
    assert audience.input_value("#text") == ""


def test_what_others_ask_waits_until_the_reader_wants_it(audience, room) -> None:
    room.ask("First from elsewhere", by=room.member)
    room.ask("Second from elsewhere", by=room.member)
    audience.wait_for_selector("[data-live-show]:has-text('2 new, show')")
    assert audience.locator(".hub-question").count() == 0
    audience.click("[data-live-show]")
    assert audience.locator(".hub-question").count() == 2
    assert audience.locator("[data-live-show]").is_hidden()


def test_answers_support_and_counters_change_where_they_stand(audience, room) -> None:
    audience.fill("#text", "What did it cost?")
    audience.click("form[data-live-form=ask] button")
    question = audience.locator(".hub-question")
    question.wait_for()
    question.get_by_role("button", name="Support").click()
    audience.wait_for_selector(".hub-support--mine")
    room.answer(room.ask_of("What did it cost?"), "Forty thousand.")
    question.get_by_text("Forty thousand.").wait_for()
    assert audience.text_content("[data-total=answered]") == "1"
    assert audience.text_content("[data-fill=support]") == "1"


def test_news_is_said_politely_and_can_be_stopped(audience, room) -> None:
    room.ask("Listen", by=room.member)
    audience.locator("[role=log] >> text=New question.").wait_for(state="attached")
    audience.click("[data-live-pause]")
    assert audience.get_attribute("[role=log]", "aria-live") == "off"
    assert audience.get_attribute("[data-live-pause]", "aria-pressed") == "true"


def test_where_sockets_are_blocked_the_page_polls(tab, sign_in, room) -> None:
    tab.route("**/socket.io/**", lambda route: route.abort())
    tab.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked') } }")
    sign_in(tab, room.asker)
    tab.goto(room.address)
    tab.wait_for_selector(POLLING)
    tab.fill("#text", "By polling")
    tab.click("form[data-live-form=ask] button")
    tab.wait_for_selector(".hub-question >> text=By polling")
    room.ask("From elsewhere", by=room.member)
    tab.wait_for_selector("[data-live-show]:has-text('1 new, show')")


CUT = """
window.isCut = false;
const [reach, speak] = [window.fetch, WebSocket.prototype.send];
window.fetch = (...asked) => window.isCut ? Promise.reject(new TypeError("cut")) : reach(...asked);
WebSocket.prototype.send = function (words) { if (window.isCut) this.close(); else speak.call(this, words); };
"""


def test_a_question_asked_without_a_connection_is_sent_when_it_is_back_and_once(tab, sign_in, room) -> None:
    tab.add_init_script(CUT)
    sign_in(tab, room.asker)
    tab.goto(room.address)
    tab.wait_for_selector(CONNECTED)
    tab.evaluate("window.isCut = true")
    tab.fill("#text", "From the train")
    tab.click("form[data-live-form=ask] button")
    tab.wait_for_selector("text=Not sent yet", timeout=20_000)
    tab.evaluate("window.isCut = false")
    tab.wait_for_selector(".hub-question >> text=From the train", timeout=20_000)
    assert room.count_questions() == 1


def test_a_host_works_through_the_queue(app: Flask, tab, sign_in) -> None:
    room = Room(is_moderated=True)
    room.ask("Please list me")
    sign_in(tab, room.host)
    tab.goto(room.address + "/panel")
    tab.wait_for_selector(CONNECTED)
    tab.click("text=List it for everyone")
    tab.wait_for_selector(".hub-question[data-state=listed]")
    tab.click(".hub-question summary:has-text('Answer')")
    tab.fill(".hub-question textarea", "Listed and answered.")
    tab.click(".hub-question form[data-live-form=answer] button")
    tab.wait_for_selector(".hub-answer >> text=Listed and answered.")


def test_someone_who_leaves_the_group_sees_no_more(tab, sign_in, room) -> None:
    sign_in(tab, room.leaver)
    tab.goto(room.address)
    tab.wait_for_selector(CONNECTED)
    room.leave()
    tab.wait_for_selector("text=This discussion is no longer open to you.")


@pytest.mark.parametrize("page", ["", "/panel", "/panellists", "/edit"])
def test_the_pages_keep_to_the_rules_for_everyone(tab, sign_in, room, page: str) -> None:
    room.answer(room.ask())
    room.do("decline_question", room.host, room.ask("No"), reason="Asked before")
    sign_in(tab, room.host)
    tab.goto(room.address + page)
    assert faults_seen_by_axe(tab) == []


def test_the_page_fits_a_narrow_screen(audience, room) -> None:
    room.answer(room.ask("A" * 200))
    audience.set_viewport_size({"width": 320, "height": 800})
    audience.reload()
    assert audience.evaluate("document.documentElement.scrollWidth") <= 320
