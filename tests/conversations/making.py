"""Groups with people and conversations in them, for the tests of conversations."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hub.accounts.models import User
from hub.conversations import actions, queries
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.policy import Actor
from tests.factories import actor_of, add_member, make_group, make_user


@dataclass
class Circle:
    """A group with a facilitator and two members, as people and as actors."""

    group: Group
    fay: User
    ann: User
    ben: User

    def actor(self, name: str) -> Actor:
        return actor_of(getattr(self, name))


def make_circle(visibility: str = "restricted", name: str = "Parking") -> Circle:
    fay = make_user("Fay Field")
    group = make_group(name, visibility, facilitator=fay)
    circle = Circle(group, fay, make_user("Ann Price"), make_user("Ben Okri"))
    add_member(group, circle.ann)
    add_member(group, circle.ben)
    return circle


def start(circle: Circle, by: str = "ann", title: str = "Parking permits", **facts: Any) -> Conversation:
    with unit_of_work():
        group = db.session.get_one(Group, circle.group.id)
        text = facts.pop("text", "How do you check permits?")
        return actions.start_conversation(circle.actor(by), group, title=title, text=text, **facts)


def reply(
    circle: Circle, conversation: Conversation, by: str = "ben", text: str = "With a scanner.", **facts: Any
) -> Post:
    with unit_of_work():
        there = db.session.get_one(Conversation, conversation.id)
        return actions.reply(circle.actor(by), there, text=text, **facts)


def numbers(actor: Actor, conversation: Conversation) -> list[int]:
    """The numbers of the posts that this person is shown, of the first page."""
    from hub.conversations import page

    view = page.get_view(actor, conversation.group.slug, conversation.id)
    return [line.number for line in page.list_posts(actor, view, 1)]


def found(actor: Actor, conversation: Conversation) -> Conversation:
    return queries.get_conversation(actor, conversation.group.slug, conversation.id)


def again(conversation: Conversation) -> Conversation:
    """The row as the database has it now."""
    db.session.expire_all()
    return db.session.get_one(Conversation, conversation.id)


def post(written: Post) -> Post:
    db.session.expire_all()
    return db.session.get_one(Post, written.id)


@contextmanager
def noted() -> Iterator[list[Noteworthy]]:
    """What is told to people while the block runs."""
    facts: list[Noteworthy] = []
    handlers = hub()._inside[Noteworthy]
    handlers.append(facts.append)
    try:
        yield facts
    finally:
        handlers.remove(facts.append)
