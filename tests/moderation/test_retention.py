"""How long reported words are kept, and what of a live question a decision reaches."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from hub.core import clock
from hub.core.db import db
from hub.core.registry import hub, resolve
from hub.core.uow import unit_of_work
from hub.live import actions as live
from hub.live import queries as live_queries
from hub.live.models import Question, Record
from hub.moderation import actions, retention
from hub.moderation.models import Report
from hub.policy import NotFound
from tests.factories import actor_of
from tests.live.making import Room
from tests.moderation.making import Case


def test_a_year_after_the_decision_the_words_are_gone_and_the_decision_stays(app: Flask) -> None:
    with app.test_request_context():
        case = Case()
        report = case.report()
        case.decide(report, "removed")
        waiting = case.report(ref=f"person:{case.ann.id}")
        for days, copy in ((364, "About the team"), (366, "")):
            with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
                retention.blank_old_copies()
            db.session.expire_all()
            assert db.session.get_one(Report, report.id).copy == copy
        assert (report.state, report.reason) == ("removed", "Keep it civil")
        assert [voice.reason for voice in case.voices(report)] == [""]
        assert db.session.get_one(Report, waiting.id).copy


@pytest.fixture
def room(app: Flask) -> Room:
    with app.test_request_context():
        yield Room()


def ask(room: Room) -> Question:
    with unit_of_work():
        question = live.ask_question(actor_of(room.asker), room.session, text="What a fool?", client_key="k")
    with unit_of_work():
        live.answer_question(actor_of(room.panellist), question, text="A wise answer", client_key="k")
    return question


def report(room: Room, question: Question) -> Report:
    with unit_of_work():
        made = actions.report_thing(actor_of(room.member), f"live_question:{question.id}", reason="Rude")
    return db.session.get_one(Report, made.report_id)


def decide(room: Room, about: Report, outcome: str) -> None:
    with unit_of_work():
        actions.decide_report(actor_of(room.host), about, outcome=outcome, reason="So it is")


def reads(room: Room, ref: str) -> bool:
    try:
        return bool(resolve(actor_of(room.member), ref))
    except NotFound:
        return False


@pytest.mark.parametrize("outcome", ["held", "removed"])
def test_a_question_goes_with_its_answers_and_record_also_after_the_session(room: Room, outcome: str) -> None:
    question = ask(room)
    room.run("close")
    about = report(room, question)
    assert about.copy == "What a fool?"
    record = db.session.query(Record).one()
    decide(room, about, outcome)
    assert not reads(room, f"live_question:{question.id}")
    assert not reads(room, f"record:{record.id}")
    snapshot = live_queries.get_snapshot(actor_of(room.member), room.session)
    assert snapshot["questions"] == []
    decide(room, about, "released")
    assert reads(room, f"live_question:{question.id}")
    assert reads(room, f"record:{record.id}")
    snapshot = live_queries.get_snapshot(actor_of(room.member), room.session)
    assert [q["answers"][0]["html"] for q in snapshot["questions"]] == ["<p>A wise answer</p>"]


def test_a_question_held_while_the_session_runs_leaves_the_log(room: Room) -> None:
    question = ask(room)
    decide(room, report(room, question), "held")
    changes = live_queries.get_changes(actor_of(room.member), room.session, 0)
    assert "What a fool" not in str(changes)
    assert "A wise answer" not in str(changes)


def test_every_kind_that_people_write_can_be_reported(app: Flask) -> None:
    named = {name for name, kind in hub().kinds.items() if kind.moderation is not None}
    assert {"document", "live_question", "person", "post", "suggestion", "message"} <= named
