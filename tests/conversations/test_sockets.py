"""New posts are offered to open pages by number, with the rights of the moment and no others."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.conversations import broadcast
from hub.conversations.models import Conversation
from hub.core.db import db
from hub.core.realtime import has_room, people
from hub.core.uow import unit_of_work
from hub.groups import actions as groups
from hub.groups import doors
from hub.groups.content import place
from hub.groups.models import Membership
from hub.groups.visibility import apply_visibility
from hub.policy import VISITOR
from tests.browser import Browser
from tests.conversations.listening import Listener
from tests.conversations.making import make_circle, reply, start
from tests.factories import actor_of, end_membership, make_user


@pytest.fixture
def circle(app: Flask):
    return make_circle("private")


@pytest.fixture
def conversation(circle):
    return start(circle)


def joined(app: Flask, conversation, person) -> Listener:
    wire = Listener(app, person)
    assert wire.join(conversation.id)["ok"]
    return wire


def test_an_open_page_hears_the_number_of_a_new_post_and_not_a_word(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ann)
    reply(circle, conversation, text="With a scanner")
    assert wire.heard() == [{"conversation": conversation.id, "last": 2}]


def test_a_post_written_by_plain_form_is_heard_too(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ann)
    browser = Browser(app, circle.ben)
    browser.get(f"/groups/{circle.group.slug}/conversations/{conversation.id}")
    browser.submit("Post your reply", text="By plain form")
    assert wire.numbers() == [2]


def test_what_another_process_wrote_is_told_within_a_second(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ann)
    with unit_of_work():
        db.session.get_one(Conversation, conversation.id).last_position = 7
    broadcast.look_again()
    assert wire.numbers() == [7]
    broadcast.look_again()
    assert wire.numbers() == []


@pytest.mark.parametrize("who", ["visitor", "outsider", "ex-member", "staff"])
def test_nobody_from_outside_joins_or_hears(app, circle, conversation, who) -> None:
    end_membership(circle.group, circle.ben)
    person = {"visitor": None, "ex-member": circle.ben}.get(who, make_user("Olu", is_staff=who == "staff"))
    wire = Listener(app, person)
    assert wire.join(conversation.id) == wire.join(98765)
    assert wire.join(conversation.id)["reason"] == "not_found"
    reply(circle, conversation, by="fay")
    assert wire.heard() == []


@pytest.mark.parametrize(
    "message", [None, [], "x", {}, {"conversation": "1"}, {"conversation": -1}, {"conversation": True}]
)
def test_a_message_of_no_page_of_ours_is_refused_in_a_sentence(app, circle, message) -> None:
    wire = Listener(app, circle.ann)
    answer = wire._apart(wire.client.emit, "join", message, namespace=wire.namespace, callback=True)
    assert answer["reason"] == "refused"


def test_a_socket_of_someone_who_left_is_ended_at_once(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ben)
    with unit_of_work():
        groups.leave_group(actor_of(circle.ben), circle.group)
    assert not wire.is_open
    reply(circle, conversation, by="fay")
    assert wire.numbers() == []


def test_rights_that_another_process_took_end_the_socket_within_a_second(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ben)
    with unit_of_work():
        theirs = select(Membership).where(Membership.user_id == circle.ben.id, Membership.ended_at.is_(None))
        db.session.scalars(theirs).one().ended_at = circle.ben.created_at
    doors.look_again()
    assert not wire.is_open


def test_a_group_that_closes_its_doors_ends_the_sockets_of_outsiders(app) -> None:
    circle = make_circle("open", "Streets")
    conversation, outsider = start(circle), make_user("Olu Outside")
    wire = joined(app, conversation, outsider)
    with unit_of_work():
        apply_visibility(circle.group, "private", circle.fay.id)
    assert not wire.is_open
    reply(circle, conversation)
    assert wire.numbers() == []


def test_what_is_held_is_not_told_to_those_who_joined_before(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ben)
    with unit_of_work():
        held = db.session.get_one(Conversation, conversation.id)
        place(held, held.group, "facilitators")
        held.last_position = 5
    broadcast.look_again()
    assert wire.numbers() == []


def test_conversations_that_nobody_has_open_are_not_looked_at(app, circle, conversation) -> None:
    wire = joined(app, conversation, circle.ann)
    wire.leave()
    broadcast.look_again()
    assert not broadcast.told().upto


def test_where_sockets_are_blocked_a_tiny_page_says_the_number(app, circle, conversation) -> None:
    url = f"/groups/{circle.group.slug}/conversations/{conversation.id}/news"
    reply(circle, conversation)
    answer = Browser(app, circle.ann).client.get(url)
    assert answer.json == {"last": 2, "socket": True}
    assert answer.headers["Cache-Control"] == "no-store"
    for person in (None, make_user("Olu Outside")):
        assert Browser(app, person).client.get(url).status_code == 404


def test_readers_of_conversations_leave_half_of_the_sockets_to_live_discussions(app, circle, conversation) -> None:
    url = f"/groups/{circle.group.slug}/conversations/{conversation.id}/news"
    most = app.extensions["settings"].most_sockets
    people().update({f"socket {number}": VISITOR for number in range(most // 2)})
    assert not Browser(app, circle.ann).client.get(url).json["socket"]
    assert has_room()
