"""Who may do what in a session, and when; what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.activity.models import AuditEntry
from hub.core import markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.outbox import OutboxEntry
from hub.core.uow import unit_of_work
from hub.groups import actions as groups
from hub.live import actions as live
from hub.live import log, queries
from hub.live.models import Answer, Panellist, Question, Record
from hub.policy import Forbidden, NotFound, Verb, can
from tests.factories import actor_of, make_group
from tests.live.making import Room, make_session

NOON = datetime.fromisoformat("2027-07-01T12:00")


def test_only_facilitators_schedule_a_session(app: Flask) -> None:
    room = Room()
    for who, refusal in (("member", Forbidden), ("outsider", Forbidden)):
        with pytest.raises(refusal):
            make_session(room.group, room.everyone[who])


def test_a_session_keeps_its_moment_and_its_wall_time(app: Flask) -> None:
    room = Room(status="scheduled", starts_local=NOON + timedelta(minutes=30), ends_local=NOON + timedelta(hours=2))
    session = room.session
    assert session.starts_at.isoformat() == "2027-07-01T11:30:00+00:00"
    assert (session.starts_local, session.zone) == ("2027-07-01T12:30", "Europe/London")


def test_a_question_is_taken_for_a_session_that_was_loaded_with_its_group_as_pages_do(app: Flask) -> None:
    room = Room()
    with unit_of_work():
        asker = actor_of(room.everyone["member"])
        session = queries.get_live_session(asker, room.session.id)
        live.ask_question(asker, session, text="What about bank holidays?", client_key="key-of-a-question")
    assert db.session.scalars(select(Question.text)).all() == ["What about bank holidays?"]


@pytest.mark.parametrize(("title", "ends"), [("", 14), ("x" * 201, 14), ("Backwards", 11), ("No length", 12)])
def test_a_session_without_a_title_or_an_end_after_its_start_is_refused(app: Flask, title: str, ends: int) -> None:
    room = Room()
    times = {"starts_local": NOON, "ends_local": NOON.replace(hour=ends)}
    with pytest.raises(Refused):
        make_session(room.group, room.host, title, **times)


def test_whoever_schedules_hosts_and_answers(app: Flask) -> None:
    room = Room()
    host = actor_of(room.host)
    assert room.session.id in host.panels & host.hosted & host.watched


def test_only_hosts_and_facilitators_run_a_session(app: Flask) -> None:
    room = Room(status="scheduled")
    for who, refusal in (
        ("member", Forbidden),
        ("panellist", Forbidden),
        ("outsider", NotFound),
        ("visitor", NotFound),
    ):
        for verb in ("open", "close"):
            with pytest.raises(refusal):
                room.do(f"{verb}_session", room.everyone[who], room.session)


def test_a_step_that_does_not_follow_is_refused_and_one_taken_already_is_done(app: Flask) -> None:
    room = Room(status="scheduled")
    with pytest.raises(Refused):
        room.run("pause")
    room.run("open")
    seq = room.session.last_seq
    room.run("open")
    assert room.session.last_seq == seq


@pytest.mark.parametrize("status", ["scheduled", "open"])
def test_questions_are_taken_before_and_during(app: Flask, status: str) -> None:
    assert Room(status=status).ask().state == "listed"


@pytest.mark.parametrize(("status", "refusal"), [("paused", Refused), ("closed", Forbidden)])
def test_questions_are_not_taken_in_a_pause_or_after_the_end(app: Flask, status: str, refusal: type) -> None:
    room = Room(status=status)
    with pytest.raises(refusal):
        room.ask()


def test_a_question_notes_the_office_its_asker_wrote_it_in(app: Flask) -> None:
    room = Room()
    assert room.ask().author_appointment_id == room.asker.appointments[0].id


@pytest.mark.parametrize("text", ["", "   \n", "x" * 20_001])
def test_a_question_without_words_or_with_too_many_is_refused(app: Flask, text: str) -> None:
    room = Room()
    with pytest.raises(Refused):
        room.ask(text)


def test_words_are_rendered_before_the_session_is_locked(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    reply = room.answer(room.ask())
    done: list[str] = []
    for name, call in (("hub.live.log.lock", log.lock), ("hub.core.markup.render", markup.render)):
        monkeypatch.setattr(name, _noting(done, name.rpartition(".")[2], call))
    room.answer(room.ask())
    room.do("edit_answer", room.panellist, reply, text="Better.")
    assert done == ["render", "lock"] * 3


def _noting(done: list[str], name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def noted(*args: Any, **kwargs: Any) -> Any:
        done.append(name)
        return call(*args, **kwargs)

    return noted


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_a_submit_without_a_proper_key_is_refused(app: Flask, key: str) -> None:
    room = Room()
    with pytest.raises(Refused):
        room.do("ask_question", room.asker, room.session, text="Hello?", client_key=key)


def test_the_same_key_is_the_same_question_but_only_of_the_same_person(app: Flask) -> None:
    room = Room()
    assert room.ask(key="one").id == room.ask(key="one").id
    assert room.ask(key="one").id != room.ask(key="one", by=room.member).id


def test_the_same_key_is_the_same_answer(app: Flask) -> None:
    room = Room()
    question = room.ask()
    assert room.answer(question, key="one").id == room.answer(question, key="one").id


def test_support_counts_each_person_once_and_can_be_withdrawn(app: Flask) -> None:
    room = Room()
    question = room.ask()
    for who in (room.member, room.member, room.asker):
        room.do("support_question", who, question)
    assert question.support_count == 2
    for _ in range(2):
        room.do("withdraw_support", room.member, question)
    assert question.support_count == 1


def test_support_for_a_held_question_is_refused(app: Flask) -> None:
    room = Room()
    question = room.ask()
    room.do("hold_question", room.host, question)
    with pytest.raises(Refused):
        room.do("support_question", room.asker, question)
    with pytest.raises(NotFound):
        room.do("support_question", room.member, question)


def test_only_the_panel_answers(app: Flask) -> None:
    room = Room()
    question = room.ask()
    for who, refusal in (("member", Forbidden), ("outsider", NotFound)):
        with pytest.raises(refusal):
            room.do("answer_question", room.everyone[who], question, text="Me!", client_key="k")


@pytest.mark.parametrize("status", ["scheduled", "closed"])
def test_nothing_is_answered_before_the_start_or_after_the_end(app: Flask, status: str) -> None:
    room = Room(status="scheduled")
    question = room.ask()
    if status == "closed":
        room.run("close")
    with pytest.raises(Refused):
        room.answer(question)


def test_a_waiting_question_is_listed_before_it_is_answered(app: Flask) -> None:
    room = Room(is_moderated=True)
    with pytest.raises(Refused):
        room.answer(room.ask())


def test_an_answer_is_mended_by_its_writer_alone(app: Flask) -> None:
    room = Room()
    reply = room.answer(room.ask())
    room.do("edit_answer", room.panellist, reply, text="Better.")
    assert (reply.text, reply.edited_at is not None) == ("Better.", True)
    with pytest.raises(Forbidden):
        room.do("edit_answer", room.host, reply, text="Mine.")


def test_holding_takes_the_answers_along_and_listing_brings_them_back(app: Flask) -> None:
    room = Room()
    question = room.ask()
    reply = room.answer(question)
    room.do("hold_question", room.host, question, reason="A name in it")
    assert not can(actor_of(room.member), Verb.VIEW, question)
    assert not can(actor_of(room.member), Verb.VIEW, reply)
    assert can(actor_of(room.asker), Verb.VIEW, question)
    room.do("list_question", room.host, question)
    assert (question.state, question.reason) == ("answered", "")
    assert can(actor_of(room.member), Verb.VIEW, reply)


def test_declining_needs_a_reason_and_an_unanswered_question(app: Flask) -> None:
    room = Room()
    question = room.ask()
    with pytest.raises(Refused):
        room.do("decline_question", room.host, question, reason=" ")
    room.answer(question)
    with pytest.raises(Refused):
        room.do("decline_question", room.host, question, reason="Too late")


def test_what_hosts_do_is_in_the_trail_with_the_reason(app: Flask) -> None:
    room = Room()
    question = room.ask()
    room.do("hold_question", room.host, question, reason="A name in it")
    entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert (entry.verb, entry.ref, entry.reason) == ("QuestionHeld", f"live_question:{question.id}", "A name in it")


def test_closing_makes_a_record_of_each_answered_question(app: Flask) -> None:
    room = Room()
    answered, left = room.ask("What did it cost?"), room.ask("And the rest?")
    room.answer(answered, "£42k.")
    room.run("close")
    record = db.session.scalars(select(Record)).one()
    assert record.reference.startswith("KH-20")
    assert record.question_id == answered.id
    assert "£42k." in record.text
    assert "Answer from Pia Panellist" in record.text_html
    assert left.state == "unanswered"
    promised = db.session.execute(select(OutboxEntry.kind, OutboxEntry.object_id)).all()
    assert ("record", record.id) in [tuple(row) for row in promised]


def test_a_question_that_waited_to_the_end_is_unanswered_and_stays_between_panel_and_asker(app: Flask) -> None:
    room = Room(is_moderated=True)
    question = room.ask()
    room.run("close")
    assert (question.state, question.reach) == ("unanswered", "panel")
    assert queries.count_totals(actor_of(room.member), room.session)["asked"] == 0


def test_references_are_never_given_twice(app: Flask) -> None:
    room = Room()
    for _ in range(3):
        room.answer(room.ask())
    room.run("close")
    other = Room(name="Housing")
    other.answer(other.ask())
    other.run("close")
    references = sorted(db.session.scalars(select(Record.reference)))
    assert [int(reference[-6:]) for reference in references] == [1, 2, 3, 4]


def test_closing_twice_makes_no_second_record(app: Flask) -> None:
    room = Room()
    room.answer(room.ask())
    room.run("close")
    room.run("close")
    assert len(list(db.session.scalars(select(Record)))) == 1


def test_a_held_question_makes_no_record(app: Flask) -> None:
    room = Room()
    question = room.ask()
    room.answer(question)
    room.do("hold_question", room.host, question)
    room.run("close")
    assert db.session.scalar(select(Record)) is None


def test_an_archived_group_takes_no_questions(app: Flask) -> None:
    room = Room()
    with unit_of_work():
        groups.archive_group(actor_of(room.host), room.group)
    with pytest.raises(Forbidden):
        room.ask()


def test_whoever_leaves_the_group_leaves_its_panels(app: Flask) -> None:
    room = Room()
    room.leave(room.panellist)
    seat = db.session.scalars(select(Panellist).where(Panellist.user_id == room.panellist.id)).one()
    assert seat.ended_at is not None
    assert actor_of(room.panellist).panels == frozenset()
    with pytest.raises(NotFound):
        queries.get_live_session(actor_of(room.panellist), room.session.id)


def test_two_members_of_one_name_are_told_apart_by_address(app: Flask) -> None:
    room = Room()
    room._member("Mo Member")
    with pytest.raises(Refused, match="Several members"):
        room.do("add_panellist", room.host, room.session, person="Mo Member")
    room.do("add_panellist", room.host, room.session, person=room.member.email.upper())
    assert room.session.id in actor_of(room.member).panels


def test_someone_of_another_group_can_do_nothing_here(app: Flask) -> None:
    room = Room()
    question = room.ask()
    make_group("Housing", facilitator=room.outsider)
    for verb, target, facts in (
        ("hold_question", question, {}),
        ("decline_question", question, {"reason": "No"}),
        ("close_session", room.session, {}),
        ("ask_question", room.session, {"text": "Hi", "client_key": "k"}),
    ):
        with pytest.raises(NotFound):
            room.do(verb, room.outsider, target, **facts)
    assert db.session.scalar(select(Answer)) is None
    assert db.session.scalar(select(Question.state)) == "listed"
