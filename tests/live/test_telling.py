"""Who is told of a live discussion: its group once, those who follow it, and whoever asked, of their question alone."""

import pytest

from hub.core.db import db
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.follows.queries import find_follow
from hub.live import actions, telling
from tests.conversations.making import noted
from tests.factories import actor_of
from tests.live.making import Room, make_session


@pytest.fixture
def room(app):
    return Room()


def told(facts, notice):
    return [fact for fact in facts if fact.notice == notice]


def test_an_announcement_is_about_the_discussion_and_its_group(app, room):
    with noted() as facts:
        session = make_session(room.group, room.host, title="Salt for the winter")
    (fact,) = told(facts, "live.scheduled")
    assert fact.actor_id == room.host.id
    assert fact.about == (f"live_session:{session.id}", f"group:{room.group.id}")
    assert fact.people == ()


def test_opening_and_closing_tell_followers_and_pausing_nobody(app):
    room = Room(status="scheduled")
    for verb, notices in (("open", ["live.opened"]), ("pause", []), ("resume", []), ("close", ["live.closed"])):
        with noted() as facts:
            room.run(verb)
        assert [fact.notice for fact in facts] == notices, verb
        assert all(fact.about == (f"live_session:{room.session.id}",) for fact in facts)


def test_whoever_asks_follows_the_discussion_from_then_on(room):
    ref = f"live_session:{room.session.id}"
    assert find_follow(actor_of(room.asker), ref) is None
    room.ask()
    assert find_follow(actor_of(room.asker), ref) is not None
    assert find_follow(actor_of(room.member), ref) is None


def test_an_answer_is_told_to_the_asker_alone_and_says_who_answered(room):
    question = room.ask()
    with noted() as facts:
        room.answer(question)
    (fact,) = told(facts, "live.answered")
    assert fact.people == (room.asker.id,)
    assert fact.about == ()
    assert (fact.ref, fact.actor_id) == (f"live_question:{question.id}", room.panellist.id)


def test_every_answer_to_a_question_is_told_and_a_repeated_form_is_not(room):
    question = room.ask()
    with noted() as facts:
        room.answer(question, key="same")
        room.answer(question, key="same")
    assert len(told(facts, "live.answered")) == 1


def test_a_refusal_says_why_and_not_who_refused(room):
    question = room.ask()
    with noted() as facts, unit_of_work():
        actions.decline_question(actor_of(room.host), question, reason="It names a household.")
    (fact,) = told(facts, "live.declined")
    assert fact.actor_id is None
    assert (fact.people, fact.reason) == ((room.asker.id,), "It names a household.")


def test_a_question_whose_author_is_gone_is_answered_without_telling_anyone(room):
    question = room.ask()
    with unit_of_work():
        question.author_id = None
    db.session.expire_all()
    with noted() as facts:
        room.answer(question)
    assert told(facts, "live.answered") == []


def test_what_was_refused_and_rolled_back_tells_nobody(app, room):
    with noted() as facts, pytest.raises(RuntimeError), unit_of_work():
        actions.close_session(actor_of(room.host), room.session)
        raise RuntimeError("the request ends here")
    db.session.rollback()
    assert db.session.get_one(type(room.session), room.session.id).status == "open"
    room.run("pause")
    assert told(facts, "live.closed") in ([], facts)


def test_every_notice_of_live_discussions_can_be_said_for_one_and_for_many(app):
    with app.test_request_context():
        for notice in telling.NOTICES:
            assert hub().notices[notice.name] is notice
            facts = {"who": "Pia", "title": "Bins", "count": 3}
            assert "%" not in str(notice.one) % facts
            assert "3" in str(notice.many) % facts
            assert notice.why
