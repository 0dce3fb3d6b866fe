"""A private exchange becomes a conversation of a group when everyone in it agrees, and not before."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.messages import actions, queries, sharing
from hub.messages.models import Message, Thread
from hub.policy import NotFound
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_user
from tests.messages.making import answer, start

pytestmark = pytest.mark.both_databases


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    return {name: make_user(name) for name in ("Ann", "Ben", "Cat")}


@pytest.fixture
def group(people: dict[str, User]) -> Group:
    group = make_group("Parking", "private", facilitator=people["Ann"])
    add_member(group, people["Ben"])
    add_member(group, people["Cat"])
    return group


@pytest.fixture
def thread(people: dict[str, User]) -> Thread:
    message = start(people["Ann"], [people["Ben"], people["Cat"]], text="How did **you** begin?")
    answer(people["Ben"], message.thread, "With the crews.\nThen the maps.")
    return message.thread


def ask(by: User, thread: Thread, group: Group) -> None:
    with unit_of_work():
        sharing.ask_to_share(actor_of(by), thread, group, title="How to begin")


def agree(by: User, thread: Thread) -> str | None:
    with unit_of_work():
        return sharing.agree_to_share(actor_of(by), thread)


def made() -> int:
    return db.session.scalar(select(func.count(Conversation.id))) or 0


def test_all_have_to_agree_and_then_each_is_quoted_by_name(people, group, thread):
    ask(people["Ann"], thread, group)
    answer(people["Cat"], thread, "Written after it was asked")
    assert agree(people["Ben"], thread) is None
    assert made() == 0
    assert agree(people["Cat"], thread) is not None
    post = db.session.scalars(select(Post)).one()
    assert "<blockquote>" in post.html
    assert "With the crews." in post.html
    assert "<strong>Ben</strong>" in post.html
    assert "Written after it was asked" not in post.html
    assert post.author_id == people["Ann"].id


def test_agreeing_twice_is_one_voice_and_one_no_is_enough(people, group, thread):
    ask(people["Ann"], thread, group)
    agree(people["Ben"], thread)
    assert agree(people["Ben"], thread) is None
    with unit_of_work():
        sharing.refuse_to_share(actor_of(people["Cat"]), thread)
    with pytest.raises(Refused, match="decided in the meantime"):
        agree(people["Cat"], thread)
    assert made() == 0


def test_a_group_that_somebody_cannot_read_is_not_named_to_them(people, thread):
    secret = make_group("Quartzite circle", "private", facilitator=people["Ann"])
    add_member(secret, people["Ben"])
    with pytest.raises(Refused, match="Not everyone"):
        ask(people["Ann"], thread, secret)


def test_nobody_outside_asks_or_agrees(people, group, thread):
    outsider = make_user("Out")
    add_member(group, outsider)
    with pytest.raises(NotFound):
        ask(outsider, thread, group)
    ask(people["Ann"], thread, group)
    with pytest.raises(NotFound):
        agree(outsider, thread)
    assert queries.find_sharing(actor_of(outsider), thread) is None


def test_when_somebody_leaves_it_has_to_be_asked_anew_without_their_words(people, group, thread):
    ask(people["Ann"], thread, group)
    with unit_of_work():
        actions.leave_thread(actor_of(people["Ben"]), thread)
    with pytest.raises(Refused):
        agree(people["Cat"], thread)
    ask(people["Ann"], thread, group)
    agree(people["Cat"], thread)
    assert "With the crews" not in db.session.scalars(select(Post.text)).one()


def test_whoever_asked_needs_the_right_to_write_there_when_it_happens(people, group, thread):
    from tests.factories import end_membership

    ask(people["Ben"], thread, group)
    agree(people["Ann"], thread)
    end_membership(group, people["Ben"])
    with pytest.raises(Refused):
        agree(people["Cat"], thread)
    assert made() == 0


def test_a_held_message_is_not_shared_whoever_agreed(people, group, thread):
    from hub.messages.holding import hold_message

    second, staff = (
        db.session.scalars(select(Message).where(Message.position == 2)).one(),
        make_user("S", is_staff=True),
    )
    with unit_of_work():
        hold_message(actor_of(staff), second.id, "Reported")
    ask(people["Ann"], thread, group)
    agree(people["Ben"], thread)
    agree(people["Cat"], thread)
    assert "With the crews" not in db.session.scalars(select(Post.text)).one()


def test_it_is_asked_and_agreed_to_by_plain_forms(app, people, group, thread):
    ann = Browser(app, people["Ann"])
    ann.get(f"/messages/{thread.id}")
    ann.click("Share it with a group")
    ann.submit("Ask the others", title="How to begin")
    assert "You have agreed." in ann.page
    for name in ("Ben", "Cat"):
        browser = Browser(app, people[name])
        browser.get(f"/messages/{thread.id}")
        browser.submit("Agree")
    assert browser.page.h1 == "How to begin"
    assert "With the crews." in browser.page
