"""The page that is read most: few statements, little HTML, and 304 while nothing changed."""

import pytest

from hub.conversations import actions, hiding, keeping
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.library.intake import Content
from tests.browser import Browser
from tests.conversations.making import again, make_circle, post, reply, start
from tests.factories import make_user
from tests.statements import counted

WORDS = "We check permits with a scanner, and the crew writes down what it finds. " * 4


def full(circle, posts=20):
    conversation = start(circle, text=WORDS)
    for _number in range(posts - 1):
        reply(circle, conversation, text=WORDS)
    return conversation


def opened(browser, conversation, tag="", query=""):
    headers = {"If-None-Match": tag} if tag else {}
    return browser.client.get(f"/groups/parking/conversations/{conversation.id}{query}", headers=headers)


@pytest.mark.both_databases
def test_a_full_page_takes_four_statements_at_most_beside_the_persons_own(app):
    circle = make_circle("open")
    conversation = full(circle)
    with unit_of_work():
        content = Content.of_text("Notes", "Notes.txt")
        actions.reply(circle.actor("ben"), again(conversation), text="See", files=[content], named=[])
    browser, address = Browser(app, circle.ben), f"/groups/parking/conversations/{conversation.id}?page=2"
    browser.client.get(address)
    with counted() as other:
        browser.client.get("/help")
    with counted() as seen:
        answer = browser.client.get(address)
    assert b"Notes" in answer.data
    assert len(seen) - len(other) <= 4, seen


def test_a_full_page_is_small(app):
    circle = make_circle("open")
    conversation = full(circle)
    answer = opened(Browser(app, circle.ben), conversation)
    words = 20 * len(f"<p>{WORDS}</p>")
    assert len(answer.data) - words <= 16_500


def test_an_unchanged_page_is_not_sent_again_and_any_change_is(app):
    circle = make_circle("open")
    conversation = full(circle, posts=2)
    browser = Browser(app, circle.ben)
    tag = opened(browser, conversation).headers["ETag"]
    same = opened(browser, conversation, tag)
    assert (same.status_code, same.data) == (304, b"")
    reply(circle, conversation, by="ann")
    changed = opened(browser, conversation, tag)
    assert changed.status_code == 200


@pytest.mark.parametrize("change", ["mark", "summary", "edit", "hide", "role"])
def test_whatever_the_page_shows_changes_its_tag(app, change):
    circle = make_circle("open")
    conversation = start(circle)
    written = reply(circle, conversation)
    browser = Browser(app, circle.ann)
    tag = opened(browser, conversation).headers["ETag"]
    with unit_of_work():
        make_change(circle, again(conversation), post(written), change)
    assert opened(browser, conversation, tag).status_code == 200


def make_change(circle, conversation, written, change):
    from hub.groups.belonging import find_current

    if change == "mark":
        actions.mark_read(circle.actor("ann"), conversation, 2)
    elif change == "summary":
        keeping.write_summary(circle.actor("fay"), conversation, text="Scanners help.")
    elif change == "edit":
        actions.edit_post(circle.actor("ben"), written, text="With two scanners.")
    elif change == "hide":
        hiding.hold_post(circle.actor("fay"), written, "Look at it")
    else:
        find_current(circle.group.id, circle.ann.id).role = 2


def test_one_persons_tag_is_nobody_elses(app):
    circle = make_circle("open")
    conversation = start(circle)
    tag = opened(Browser(app, circle.ben), conversation).headers["ETag"]
    assert opened(Browser(app, circle.ann), conversation, tag).status_code == 200
    assert opened(Browser(app), conversation, tag).status_code in {302, 404}


def test_pages_of_a_private_group_stay_out_of_caches(app):
    circle = make_circle("private", "Parking")
    conversation = start(circle)
    answer = Browser(app, circle.ben).client.get(f"/groups/parking/conversations/{conversation.id}")
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_last_page_shows_the_last_posts_and_none_is_beyond(app):
    circle = make_circle("open")
    conversation = full(circle, posts=22)
    page = Browser(app, circle.ben).get(f"/groups/parking/conversations/{conversation.id}?page=99")
    assert "#21" in page.text
    assert "#22" in page.text
    assert "#20" not in page.text


def test_an_attached_document_is_named_to_those_who_may_read_it_only(app):
    circle = make_circle("open")
    private = make_circle("private", "Closed circle")
    from hub.groups.models import Membership

    with unit_of_work():
        db.session.add(Membership(user_id=circle.ben.id, group_id=private.group.id, role=1))
    with unit_of_work():
        group = db.session.get_one(Group, private.group.id)
        content = Content.of_text("Plans of ours", "Plans.txt")
        there = actions.start_conversation(circle.actor("ben"), group, title="x", text="y", files=[content])
        assert there.id
    conversation = start(circle)
    reply(circle, conversation, text="See this", named=["document:1"])
    assert "Plans" in Browser(app, circle.ben).get(f"/groups/parking/conversations/{conversation.id}").text
    for reader in (circle.ann, make_user("Out Sider")):
        page = Browser(app, reader).get(f"/groups/parking/conversations/{conversation.id}")
        assert "Plans" not in page.html
