"""Correspondence in Chromium: people found while one types, drafts, narrow and wide, and all of it without a script."""

import os
from pathlib import Path

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.core.db import db
from hub.messages.models import Message
from hub.people.words import write_missing
from tests.browser.chromium import faults_seen_by_axe
from tests.browser.test_pages import NARROW, WIDE, running_off
from tests.factories import add_member, make_group, make_user
from tests.messages.making import answer, file_of, start

PICTURES = os.environ.get("HUB_PICTURES")


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price")


@pytest.fixture
def ben(app: Flask) -> User:
    ben = make_user("Ben Okafor")
    write_missing()
    return ben


@pytest.fixture
def plain(chromium, address):
    """A tab that runs no script, 320 pixels wide."""
    context = chromium.new_context(base_url=address, viewport=NARROW, java_script_enabled=False)
    yield context.new_page()
    context.close()


def keep_picture(tab, name: str) -> None:
    if PICTURES:
        tab.screenshot(path=Path(PICTURES) / f"{name}.png", full_page=True)


def test_people_are_found_and_chosen_by_the_keyboard_alone(tab, sign_in, ann, ben):
    sign_in(tab, ann)
    tab.goto("/messages/new")
    tab.focus("#words")
    tab.keyboard.type("okaf")
    tab.locator("[role=option] >> text=Ben Okafor").wait_for()
    assert tab.get_attribute("#words", "aria-expanded") == "true"
    keep_picture(tab, "choosing-wide")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Enter")
    assert tab.is_checked(f"#to-{ben.id}")
    assert "Ben Okafor" in tab.locator("[role=status]").first.text_content()
    tab.fill("#subject", "Rounds after the merger")
    tab.fill("#text", "How did you begin?")
    assert faults_seen_by_axe(tab) == []
    tab.click("button:has-text('Send')")
    tab.wait_for_url("**/messages/*")
    db.session.rollback()
    assert db.session.query(Message).count() == 1
    assert tab.locator(".hub-message").count() == 1


def test_a_name_that_finds_nobody_is_said_and_sends_nothing(tab, sign_in, ann):
    sign_in(tab, ann)
    tab.goto("/messages/new")
    tab.focus("#words")
    tab.keyboard.type("zzzz")
    tab.locator("text=Nobody found whom you can write to.").wait_for()
    tab.keyboard.press("Enter")
    assert tab.url.endswith("/messages/new")


def test_what_is_typed_and_not_sent_is_there_again(tab, sign_in, ann, ben):
    thread_id = start(ben, [ann]).thread_id
    sign_in(tab, ann)
    tab.goto(f"/messages/{thread_id}")
    with tab.expect_response("**/drafts"):
        tab.fill("#text", "Half a thought")
    tab.goto("/messages")
    tab.goto(f"/messages/{thread_id}")
    assert tab.input_value("#text") == "Half a thought"
    tab.click("button:has-text('Send')")
    tab.locator(".hub-message >> text=Half a thought").wait_for()
    tab.goto(f"/messages/{thread_id}")
    assert tab.input_value("#text") == ""


def test_every_page_of_messages_passes_axe_and_fits_a_narrow_screen(tab, sign_in, ann, ben):
    group = make_group("Parking", facilitator=ann)
    add_member(group, ben)
    word = "Extraordinarilylongwordthatnobodywouldbreak" * 3
    message = start(ben, [ann, make_user("Cat Lloyd")], subject=word, contents=[file_of(word, f"{word}.txt")])
    answer(ann, message.thread, f"{word}\n\n| a | b |\n|---|---|\n| {word} | 2 |")
    answer(ben, message.thread, "Thank you. That is what **we** had hoped for.")
    sign_in(tab, ann)
    found = {}
    at = f"/messages/{message.thread_id}"
    pages = ["/messages", f"{at}?page=1", f"{at}/leave", "/messages/new", "/messages/preferences"]
    pages += [f"/library/{message.documents[0].id}", "/groups/parking/messages", "/groups/parking/messages/new"]
    for number, url in enumerate(pages):
        tab.set_viewport_size(WIDE)
        tab.goto(url)
        keep_picture(tab, f"page-{number}-wide")
        found[url] = faults_seen_by_axe(tab) + running_off(tab)
        keep_picture(tab, f"page-{number}-narrow")
    assert {url: faults for url, faults in found.items() if faults} == {}


def test_without_a_script_two_people_write_to_each_other_on_a_narrow_screen(
    plain, chromium, address, sign_in, ann, ben
):
    enter(plain, sign_in, ann)
    plain.goto("/messages")
    plain.click("text=Write the first one")
    plain.fill("#words", "Ben")
    plain.click("button:has-text('Find')")
    plain.check(f"#to-{ben.id}")
    plain.fill("#subject", "Rounds")
    plain.fill("#text", "How did you begin?")
    keep_picture(plain, "new-plain-narrow")
    plain.click("button:has-text('Send')")
    assert "Your message is sent." in plain.text_content("main")
    other = chromium.new_context(base_url=address, viewport=NARROW, java_script_enabled=False).new_page()
    enter(other, sign_in, ben)
    other.goto("/messages")
    assert "1 new" in other.text_content("main")
    other.click("h2 >> text=Rounds")
    other.fill("#text", "With the crews.")
    other.click("button:has-text('Send')")
    plain.goto("/messages")
    plain.click("h2 >> text=Rounds")
    assert "With the crews." in plain.text_content("main")
    other.context.close()


def enter(page, sign_in, user) -> None:
    page.goto("/help")
    sign_in(page, user)
