"""What a form for a post does for its writer: names people, shows itself, says what is here already, loses nothing."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.conversations import actions
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.events import Noteworthy
from hub.core.uow import unit_of_work
from hub.drafts.actions import keep_draft
from hub.drafts.queries import find_draft
from hub.follows.queries import find_follow
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user


@pytest.fixture
def group(app: Flask):
    return make_group("Waste", "private")


@pytest.fixture
def wil(group):
    return member_of(group, "Wil Writer")


@pytest.fixture
def ann(group):
    return member_of(group, "Ann Price")


def member_of(group, name: str):
    person = make_user(name)
    add_member(group, person)
    return person


def begin(app: Flask, group, writer, text: str) -> Conversation:
    with app.test_request_context(), unit_of_work():
        return actions.start_conversation(actor_of(writer), group, title="Missed bins", text=text)


def test_a_person_named_in_a_post_follows_it_and_the_post_leads_to_them(app, group, wil, ann) -> None:
    conversation = begin(app, group, wil, "What does @Ann Price think?")
    post = db.session.scalar(select(Post))
    assert f'<a href="/people/{ann.id}"' in post.html
    assert find_follow(actor_of(ann), f"conversation:{conversation.id}") is not None


def test_the_writer_is_told_who_will_not_hear_and_nobody_outside_is_named(app, group, wil, ann) -> None:
    bob = make_user("Bob Smith")
    browser = Browser(app, wil)
    browser.get("/groups/waste/conversations/new")
    page = browser.submit("Start the conversation", title="Missed bins", text="Ask @Bob Smith or @Ann Price")
    assert "Bob Smith is not told: we found nobody of that name who may read this." in page
    assert f"/people/{ann.id}" in page.html
    assert f"/people/{bob.id}" not in page.html
    assert find_follow(actor_of(bob), "conversation:1") is None


def test_a_preview_sends_nothing_and_keeps_what_was_typed(app, group, wil) -> None:
    browser = Browser(app, wil)
    browser.get("/groups/waste/conversations/new")
    page = browser.submit("Preview", title="Missed bins", text="**Three** rounds, says @Bob Smith")
    assert page.all(".hub-preview strong") == ["Three"]
    assert "Bob Smith is not told" in page
    assert page.form("Preview").values()["text"] == ["**Three** rounds, says @Bob Smith"]
    assert db.session.scalar(select(Post)) is None
    browser.submit("Start the conversation")
    assert db.session.scalar(select(Post)).text == "**Three** rounds, says @Bob Smith"


def test_a_reply_can_be_looked_at_before_it_is_sent(app, group, wil) -> None:
    conversation = begin(app, group, wil, "What do you do?")
    browser = Browser(app, wil)
    browser.get(f"/groups/waste/conversations/{conversation.id}")
    page = browser.submit("Preview", text="> quoted\n\nmine")
    assert page.all(".hub-preview blockquote") == ["quoted"]
    assert "mine" in page.form("Preview").values()["text"][0]


def test_what_is_here_already_leads_back_to_the_form_with_every_word(app, group, wil) -> None:
    browser = Browser(app, wil)
    browser.get("/groups/waste/conversations/new")
    form = browser.page.form("See what is here already")
    values = {name: value[0] for name, value in form.values("See what is here already").items()}
    browser.post("/search/similar", values | {"title": "Missed bins", "text": "Line one\n\nLine two"})
    page = browser.submit("Carry on writing")
    assert page.h1 == "Start a conversation"
    assert page.form("Preview").values()["text"] == ["Line one\n\nLine two"]
    assert page.form("Preview").values()["title"] == ["Missed bins"]


def test_a_draft_fills_the_form_it_was_typed_in_and_goes_when_it_is_sent(app, group, wil) -> None:
    with unit_of_work():
        keep_draft(actor_of(wil), f"group:{group.id}:conversation", {"title": "Missed bins", "text": "Three rounds"})
    browser = Browser(app, wil)
    page = browser.get("/groups/waste/conversations/new")
    assert page.form("Preview").values()["text"] == ["Three rounds"]
    browser.submit("Start the conversation")
    assert find_draft(actor_of(wil), f"group:{group.id}:conversation") is None


def test_naming_somebody_by_an_edit_tells_the_newly_named_alone(app, group, wil, ann) -> None:
    cat = member_of(group, "Cat Mason")
    conversation = begin(app, group, wil, "Ask @Ann Price")
    told = []
    app.extensions["hub"].on(Noteworthy, told.append)
    with app.test_request_context(), unit_of_work():
        post = db.session.scalar(select(Post).where(Post.conversation_id == conversation.id))
        actions.edit_post(actor_of(wil), post, text="Ask @Ann Price and @Cat Mason")
    assert [fact.people for fact in told if fact.notice == "conversation.mentioned"] == [(cat.id,)]


def test_an_edit_says_too_who_is_not_told(app, group, wil) -> None:
    conversation = begin(app, group, wil, "Ask somebody")
    browser = Browser(app, wil)
    browser.get(f"/groups/waste/conversations/{conversation.id}/posts/1/edit")
    page = browser.submit("Save", text="Ask @Bob Smith")
    assert "Bob Smith is not told" in page
    assert "Ask @Bob Smith" in page


def test_a_reply_names_by_the_rights_of_the_moment_it_is_sent(app, group, wil, ann) -> None:
    """Between typing and sending, Ann has left."""
    conversation = begin(app, group, wil, "What do you do?")
    browser = Browser(app, wil)
    browser.get(f"/groups/waste/conversations/{conversation.id}")
    end_membership(group, ann)
    page = browser.submit("Post your reply", text=f"Ask @[Ann Price](person:{ann.id})")
    assert "Ann Price is not told" in page
    assert f"/people/{ann.id}" not in page.html
    assert find_follow(actor_of(ann), f"conversation:{conversation.id}") is None
