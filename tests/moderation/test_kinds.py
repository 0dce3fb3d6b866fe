"""A decision reaches what people write of every kind, by facilitators and by staff who cannot read the group."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.conversations import actions as conversations
from hub.core.db import db
from hub.core.registry import hub, resolve
from hub.core.uow import unit_of_work
from hub.messages.to_group import send_group_message
from hub.moderation import queries
from hub.policy import NotFound
from hub.suggestions import actions as suggestions
from tests.factories import actor_of
from tests.messages.making import start
from tests.moderation.making import Case, overheard

WORDS = "Everyone there is a fool"


@pytest.fixture
def case(app: Flask) -> Case:
    with app.test_request_context():
        yield Case("private")


def conversation(case: Case, author: User) -> str:
    with unit_of_work():
        made = conversations.start_conversation(actor_of(author), case.group, title="Secret title", text=WORDS)
    return f"conversation:{made.id}"


def post(case: Case, author: User) -> str:
    with unit_of_work():
        begun = conversations.start_conversation(actor_of(case.mia), case.group, title="Secret title", text="Hello")
        made = conversations.reply(actor_of(author), begun, text=WORDS)
    return f"post:{made.id}"


def suggestion(case: Case, author: User) -> str:
    with unit_of_work():
        made = suggestions.make_suggestion(actor_of(author), case.group, title="A map", text=WORDS)
    return f"suggestion:{made.id}"


def comment(case: Case, author: User) -> str:
    with unit_of_work():
        on = suggestions.make_suggestion(actor_of(case.mia), case.group, title="Secret title", text="Hello")
        made = suggestions.add_comment(actor_of(author), on, text=WORDS)
    return f"suggestion_comment:{made.id}"


def message(case: Case, author: User) -> str:
    return f"message:{start(author, [case.rob, case.mia], subject='Secret title', text=WORDS).id}"


def group_message(case: Case, author: User) -> str:
    with unit_of_work():
        sent = send_group_message(actor_of(author), case.group, subject="A word", text=WORDS, is_sure=True)
    return f"group_message:{sent.id}"


MAKERS: dict[str, Callable[[Case, User], str]] = {
    "conversation": conversation,
    "post": post,
    "suggestion": suggestion,
    "suggestion_comment": comment,
    "message": message,
    "group_message": group_message,
}
STAFF_DECIDE = {"message", "group_message"}
"""Messages, and what only facilitators write."""


def reads(person: User, ref: str) -> bool:
    db.session.expire_all()
    try:
        return bool(resolve(actor_of(person), ref))
    except NotFound:
        return False


def test_no_kind_is_left_out(app: Flask) -> None:
    beside = {"document", "live_question", "person"}
    assert {name for name, kind in hub().kinds.items() if kind.moderation is not None} == set(MAKERS) | beside


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("by_facilitator", [False, True])
def test_it_is_hidden_and_shown_again_and_taken_down(case: Case, kind: str, *, by_facilitator: bool) -> None:
    author = case.fay if by_facilitator or kind == "group_message" else case.ann
    ref = MAKERS[kind](case, author)
    report = case.report(ref=ref)
    is_for_staff = by_facilitator or kind in STAFF_DECIDE
    assert report.is_for_staff == is_for_staff
    assert WORDS in report.copy
    judge = case.sam if is_for_staff else case.gus
    for outcome, is_read in (("held", False), ("released", True), ("removed", False)):
        case.decide(report, outcome, judge)
        assert reads(case.mia, ref) == is_read, outcome


@pytest.mark.parametrize("kind", MAKERS)
def test_staff_see_the_words_alone_and_everyone_hears_once(case: Case, kind: str) -> None:
    report = case.report(ref=MAKERS[kind](case, case.fay))
    line: Any = queries.get_line(actor_of(case.sam), report.id)
    assert line.item is None
    assert "Secret title" not in report.copy or kind == "conversation"
    heard = overheard()
    case.decide(report, "removed", case.sam)
    assert sorted(fact.people for fact in heard if fact.people) == sorted([(case.fay.id,), (case.rob.id,)])
    assert not any(fact.actor_id == case.rob.id for fact in heard)
