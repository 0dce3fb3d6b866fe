"""What the pages of correspondence make of what none of their forms sends."""

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.messages.models import GroupMessage, Message, Sharing, Thread
from tests.browser import Browser
from tests.factories import add_member, make_group, make_user
from tests.messages.making import start
from tests.suggestions.making import ids_of


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price")


@pytest.fixture
def thread(app: Flask, ann: User) -> Thread:
    return start(ann, [make_user("Ben Okafor")]).thread


@pytest.mark.parametrize("to", ["", "x", "-1", "98765", "9" * 40, "0"])
def test_a_message_to_nobody_who_is_there_is_not_sent(app: Flask, ann: User, to: str) -> None:
    page = Browser(app, ann).post("/messages/new", {"to": to, "subject": "Rounds", "text": "Keep me"}, status=422)
    assert "Keep me" in page.html
    assert ids_of(Thread) == []


def test_an_empty_answer_is_refused_and_nothing_is_added(app: Flask, ann: User, thread: Thread) -> None:
    assert Browser(app, ann).post(f"/messages/{thread.id}", {"text": " \n"}, status=422).errors
    assert len(ids_of(Message)) == 1


@pytest.mark.parametrize("page", ["x", "0", "-3", "99999"])
def test_a_page_of_a_thread_that_there_is_not_shows_one_that_there_is(app: Flask, ann, thread, page: str) -> None:
    assert "What did it cost?" in Browser(app, ann).get(f"/messages/{thread.id}?page={page}")


@pytest.mark.parametrize("verb", ["mute", "unmute", "leave", "share", "share/agree", "share/refuse"])
def test_nobody_outside_does_anything_to_a_thread(app: Flask, thread: Thread, verb: str) -> None:
    Browser(app, make_user("Out")).post(f"/messages/{thread.id}/{verb}", status=404)


@pytest.mark.parametrize("verb", ["agree", "refuse"])
def test_what_nobody_asked_for_is_neither_agreed_to_nor_refused(app: Flask, ann, thread, verb: str) -> None:
    browser = Browser(app, ann)
    answer = browser.client.post(f"/messages/{thread.id}/share/{verb}", data={"csrf_token": browser.csrf_token()})
    assert 400 <= answer.status_code < 500


def test_a_thread_is_shared_with_none_but_a_group_of_ones_own(app: Flask, ann: User, thread: Thread) -> None:
    strange = make_group("Quartzite circle", "private")
    make_group("Parking", facilitator=ann)
    browser = Browser(app, ann)
    browser.post(f"/messages/{thread.id}/share", {"group": strange.id, "title": "How"}, status=404)
    browser.post(f"/messages/{thread.id}/share", {"group": "x", "title": "How"}, status=422)
    assert ids_of(Sharing) == []


@pytest.mark.parametrize("field", ["messages_from", "in_mail"])
def test_a_preference_that_is_not_offered_is_refused(app: Flask, ann: User, field: str) -> None:
    page = Browser(app, ann).post("/messages/preferences", {field: "martians"}, status=422)
    assert page.errors


@pytest.mark.parametrize("said", [{"subject": ""}, {"text": " "}, {"subject": "x" * 201}, {"is_sure": None}])
def test_a_message_to_all_needs_words_and_certainty(app: Flask, ann: User, said: dict[str, str | None]) -> None:
    group = make_group("Parking", facilitator=ann)
    add_member(group, make_user("Ben"))
    sent = {"subject": "Away day", "text": "On Friday", "is_sure": "y"} | said
    words = {name: value for name, value in sent.items() if value is not None}
    assert Browser(app, ann).post("/groups/parking/messages/new", words, status=422).errors
    assert ids_of(GroupMessage) == []
