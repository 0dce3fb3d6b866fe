"""Conversations in a real browser: written, quoted, named in and followed while open; nothing typed is lost."""

import re

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from hub.accounts.models import SignIn
from hub.accounts.passwords import hash_password
from hub.conversations.models import Post
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.drafts.models import Draft
from tests.browser.chromium import faults_seen_by_axe
from tests.conversations.making import make_circle, reply, start

PASSWORD = "three crews and nine rounds"
NEW = "/groups/parking/conversations/new"
BOX = "textarea[name=text]"
SAVED = re.compile(r"Draft saved \d\d:\d\d")


@pytest.fixture
def circle(app):
    circle = make_circle("restricted")
    with unit_of_work():
        for person in (circle.ann, circle.ben):
            person.password_hash = hash_password(PASSWORD)
    return circle


@pytest.fixture
def ann(tab, sign_in, circle):
    """Ann's tab."""
    sign_in(tab, circle.ann)
    return tab


def enter(page, person) -> None:
    """Sign in by the form of the page that is open."""
    page.fill("#email", person.email)
    page.fill("#password", PASSWORD)
    page.click("main button[type=submit]")


def end_sign_ins(person) -> None:
    """As when a session runs out: the cookie is still there, and opens nothing."""
    with unit_of_work():
        db.session.execute(update(SignIn).where(SignIn.user_id == person.id).values(ended_at=person.created_at))


def texts() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Post.text).order_by(Post.id)))


def address_of(conversation) -> str:
    return f"/groups/parking/conversations/{conversation.id}"


def test_a_conversation_works_from_first_word_to_last_without_any_script(circle, chromium, address):
    context = chromium.new_context(base_url=address, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"/sign-in?next={NEW}")
    enter(page, circle.ann)
    page.fill("#title", "Checking permits")
    page.fill(BOX, "How do **you** check permits? @Ben Okri may know.")
    page.click("button:has-text('Preview')")
    expect(page.locator(".hub-preview strong")).to_have_text("you")
    page.click("button:has-text('See what is here already')")
    page.click("button:has-text('Carry on writing')")
    page.click("button:has-text('Start the conversation')")
    expect(page.locator("h1")).to_have_text("Checking permits")
    expect(page.locator(f"a[href='/people/{circle.ben.id}']")).to_have_text("@Ben Okri")
    there = page.url
    context.clear_cookies()
    page.goto(there)
    page.goto(f"/sign-in?next={there.removeprefix(address)}")
    enter(page, circle.ben)
    page.click("a:text-is('Quote')")
    assert page.input_value(BOX).startswith("> **Ann Price wrote in post 1:**")
    page.fill(BOX, page.input_value(BOX) + "With a scanner.")
    page.click("button:has-text('Post your reply')")
    expect(page.locator("#post-2 blockquote")).to_contain_text("How do you check permits?")
    page.click("a:text-is('Conversations')")
    expect(page.locator(".hub-item__title")).to_have_text(["Checking permits"])
    page.goto("/catch-up")
    expect(page.locator("h1")).to_have_text("Catch up")
    context.close()


def test_a_draft_is_kept_while_one_types_and_goes_when_it_is_sent(ann, circle):
    ann.goto(NEW)
    ann.fill("#title", "Checking permits")
    ann.fill(BOX, "How do you check")
    expect(ann.locator("[role=status]", has_text=SAVED)).to_be_visible()
    ann.goto("/drafts")
    ann.click("main a:has-text('Start a conversation')")
    assert ann.input_value(BOX) == "How do you check"
    assert ann.input_value("#title") == "Checking permits"
    ann.click("button:has-text('Start the conversation')")
    expect(ann.locator("h1")).to_have_text("Checking permits")
    db.session.rollback()
    assert db.session.scalar(select(Draft)) is None


def test_what_was_typed_after_the_session_ran_out_comes_back_after_signing_in(ann, circle):
    ann.goto(NEW)
    ann.fill(BOX, "Typed while signed in.")
    expect(ann.locator("[role=status]", has_text=SAVED)).to_be_visible()
    end_sign_ins(circle.ann)
    ann.locator(BOX).press_sequentially(" And after.")
    expect(ann.locator("[role=status]", has_text="you are signed out")).to_be_visible()
    ann.goto(f"/sign-in?next={NEW}")
    enter(ann, circle.ann)
    ann.wait_for_url(f"**{NEW}")
    expect(ann.locator(BOX)).to_have_value("Typed while signed in. And after.")
    expect(ann.locator("[role=status]", has_text=SAVED)).to_be_visible()


def test_signing_in_again_in_another_tab_is_all_it_takes_to_go_on(ann, circle):
    ann.goto(NEW)
    ann.fill("#title", "Checking permits")
    end_sign_ins(circle.ann)
    ann.fill(BOX, "Typed after the session ran out.")
    link = ann.get_by_role("link", name="Sign in (opens a new tab)")
    with ann.context.expect_page() as opened:
        link.click()
    enter(opened.value, circle.ann)
    opened.value.wait_for_url("**/")
    opened.value.close()
    ann.click("button:has-text('Start the conversation')")
    expect(ann.locator("h1")).to_have_text("Checking permits")
    assert texts() == ["Typed after the session ran out."]


def test_what_was_typed_in_the_last_second_is_there_after_leaving_in_a_hurry(ann, circle):
    ann.goto(NEW)
    ann.fill(BOX, "In a hurry")
    ann.reload()
    expect(ann.locator(BOX)).to_have_value("In a hurry")


def test_somebody_else_at_the_same_computer_finds_nothing_of_it(ann, circle, sign_in):
    ann.goto(NEW)
    end_sign_ins(circle.ann)
    ann.fill(BOX, "Mine alone")
    expect(ann.locator("[role=status]", has_text="you are signed out")).to_be_visible()
    sign_in(ann, circle.ben)
    ann.goto(NEW)
    expect(ann.locator(BOX)).to_have_value("")


def test_a_name_is_chosen_by_the_keyboard_alone(ann, circle):
    ann.goto(NEW)
    ann.locator(BOX).press_sequentially("Ask @ben")
    choice = ann.get_by_role("option", name=re.compile("Ben Okri"))
    expect(choice).to_be_visible()
    assert faults_seen_by_axe(ann) == []
    ann.keyboard.press("ArrowDown")
    expect(choice).to_have_attribute("aria-selected", "true")
    ann.keyboard.press("Enter")
    expect(ann.locator(BOX)).to_have_value(f"Ask @[Ben Okri](person:{circle.ben.id}) ")
    ann.locator(BOX).press_sequentially("or @zz")
    ann.keyboard.press("Escape")
    expect(ann.get_by_role("option")).to_have_count(0)


def test_a_preview_shows_in_place_and_the_text_stays(ann, circle):
    ann.goto(NEW)
    ann.fill(BOX, "A **bold** plan, says @Nobody Known")
    ann.click("button:has-text('Preview')")
    expect(ann.locator(".hub-preview strong")).to_have_text("bold")
    expect(ann.locator(".hub-preview")).to_contain_text("Nobody Known is not told")
    expect(ann.locator(".hub-preview")).to_be_focused()
    assert ann.input_value(BOX) == "A **bold** plan, says @Nobody Known"


def test_similar_conversations_show_below_the_title_and_the_field_stays(app, ann, circle):
    start(circle, title="Parking permits for carers")
    while drain("index", "test"):
        pass
    ann.goto(NEW)
    before = ann.locator("#title").bounding_box()
    ann.locator("#title").press_sequentially("Permits for carers")
    expect(ann.locator(".hub-similar a")).to_contain_text("Parking permits for carers")
    assert ann.locator("#title").bounding_box() == before
    assert faults_seen_by_axe(ann) == []


def test_selected_words_are_quoted_into_the_box_by_the_keyboard(ann, circle):
    conversation = start(circle, text="First sentence.\n\nSecond sentence, which matters.")
    ann.goto(address_of(conversation))
    ann.fill(BOX, "I agree.")
    ann.evaluate("getSelection().selectAllChildren(document.querySelectorAll('#post-1 .hub-prose p')[1])")
    ann.locator("#post-1 a[data-quote]").focus()
    ann.evaluate("getSelection().selectAllChildren(document.querySelectorAll('#post-1 .hub-prose p')[1])")
    ann.keyboard.press("Enter")
    quotation = "> **Ann Price wrote in post 1:**\n>\n> Second sentence, which matters."
    expect(ann.locator(BOX)).to_have_value(f"I agree.\n\n{quotation}\n\n")
    expect(ann.locator(BOX)).to_be_focused()


def test_new_posts_are_offered_and_the_reader_stays_where_they_are(ann, circle):
    conversation = start(circle, text="Line\n\n" * 60)
    ann.goto(address_of(conversation))
    ann.locator("[data-state=listening]").wait_for(state="attached")
    ann.evaluate("scrollTo(0, 300)")
    for words in ("One", "Two", "Three"):
        reply(circle, conversation, text=words)
    offer = ann.get_by_role("button", name="3 new posts, show")
    expect(offer).to_be_visible()
    assert ann.evaluate("scrollY") == 300
    assert ann.locator("#post-2").count() == 0
    assert faults_seen_by_axe(ann) == []
    offer.click()
    expect(ann.locator("#post-2")).to_be_focused()
    expect(ann.locator("#post-4")).to_contain_text("Three")
    expect(offer).to_have_count(0)


def test_where_sockets_are_blocked_the_page_asks_by_itself(ann, circle):
    conversation = start(circle)
    ann.route("**/socket.io/**", lambda route: route.abort())
    ann.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked') } }")
    ann.clock.install()
    ann.goto(address_of(conversation))
    ann.clock.run_for(2000)
    reply(circle, conversation)
    ann.clock.run_for(70_000)
    expect(ann.get_by_role("button", name="1 new post, show")).to_be_visible()


def test_whoever_looked_at_a_page_has_read_it(ann, circle):
    conversation = start(circle, by="ben", title="Read me")
    ann.goto("/catch-up")
    expect(ann.locator(".hub-item__title").first).to_have_text("Read me")
    with ann.expect_response(f"**{address_of(conversation)}/read"):
        ann.goto(address_of(conversation))
    ann.goto("/catch-up")
    expect(ann.locator("main")).to_contain_text("You are up to date")


def test_every_page_of_conversations_passes_axe_and_fits_a_narrow_screen(ann, circle):
    conversation = start(circle, by="ann", title="Permits" * 12, text="W" * 300 + "\n\n> quoted\n\n```\ncode\n```")
    reply(circle, conversation)
    at = address_of(conversation)
    ann.goto(NEW)
    ann.fill(BOX, "Unfinished")
    expect(ann.locator("[role=status]", has_text=SAVED)).to_be_visible()
    found = {}
    for url in ("/groups/parking/conversations", NEW, at, f"{at}/look-after", "/catch-up", "/drafts"):
        ann.set_viewport_size({"width": 1280, "height": 900})
        assert ann.goto(url).status == 200, url
        found[url] = faults_seen_by_axe(ann)
        ann.set_viewport_size({"width": 320, "height": 640})
        width = ann.evaluate("document.documentElement.scrollWidth")
        found[url] += [f"{width} pixels wide"] if width > 320 else []
    assert {url: faults for url, faults in found.items() if faults} == {}
