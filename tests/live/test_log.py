"""The log is the truth: a snapshot with what came after it is a fresh snapshot, for every act and every reader."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.live import actions, queries
from hub.live.models import LiveEvent, Question
from hub.policy import Actor, NotFound
from tests.factories import actor_of
from tests.live.making import Room
from tests.live.replay import replay

pytestmark = pytest.mark.both_databases

ACTS: dict[str, Callable[[Room, Any, Any], Any]] = {
    "ask": lambda room, _q, _w: room.ask("And the cost?"),
    "support": lambda room, q, _w: room.do("support_question", room.member, q),
    "withdraw": lambda room, q, _w: room.do("withdraw_support", room.asker, q),
    "answer": lambda room, q, _w: room.answer(q),
    "hold": lambda room, q, _w: room.do("hold_question", room.host, q, reason="A name in it"),
    "list": lambda room, _q, w: room.do("list_question", room.host, w),
    "decline": lambda room, q, _w: room.do("decline_question", room.host, q, reason="Asked before"),
    "decline waiting": lambda room, _q, w: room.do("decline_question", room.host, w, reason="Off the subject"),
    "pause": lambda room, _q, _w: room.run("pause"),
    "close": lambda room, q, _w: (room.answer(q), room.run("close")),
    "panel": lambda room, _q, _w: room.do("add_panellist", room.host, room.session, person=room.member.email),
}


def _state(room: Room, user: Any) -> dict[str, Any]:
    return queries.get_snapshot(actor_of(user), room.session)


@pytest.mark.parametrize("act", ACTS)
def test_a_snapshot_with_the_changes_after_it_is_a_fresh_snapshot(app: Flask, act: str) -> None:
    room = Room(is_moderated=True)
    question, waiting = room.ask(), room.ask("Waiting for a host")
    room.do("list_question", room.host, question)
    room.do("support_question", room.asker, question)
    readers = [room.host, room.panellist, room.asker, room.member]
    before = [deepcopy(_state(room, reader)) for reader in readers]
    ACTS[act](room, question, waiting)
    for reader, state in zip(readers, before, strict=True):
        after = replay(state, queries.get_changes(actor_of(reader), room.session, state["seq"]))
        if not after.pop("is_outdated", False):
            assert after == _state(room, reader)


def test_numbers_run_without_a_hole(app: Flask) -> None:
    room = Room()
    room.do("support_question", room.member, room.ask())
    room.ask()
    numbers = list(db.session.scalars(select(LiveEvent.seq).where(LiveEvent.session_id == room.session.id)))
    db.session.refresh(room.session)
    assert sorted(numbers) == list(range(1, room.session.last_seq + 1))


def test_a_private_change_leaves_no_hole_that_others_see(app: Flask) -> None:
    room = Room(is_moderated=True)
    before = _state(room, room.member)["seq"]
    room.ask("Only for the panel as yet")
    frame = queries.get_changes(actor_of(room.member), room.session, before)
    assert frame == {"from": before + 1, "to": before + 1, "events": [], "totals": frame["totals"]}
    assert frame["totals"]["asked"] == 0


READS: tuple[Callable[[Any, Any], Any], ...] = (
    lambda actor, session: queries.get_live_session(actor, session.id),
    lambda actor, session: queries.get_changes(actor, session, 0),
    queries.get_snapshot,
    queries.count_totals,
    queries.list_panel,
)


def _told(room: Room, who: str, after: int = 0) -> str:
    """All that the log tells someone, with the snapshot they begin with where it tells that."""
    return str(queries.get_changes(actor_of(room.everyone[who]), room.session, after))


HIDING: dict[str, Callable[[Room, Any], Any]] = {
    "hold": lambda room, q: room.do("hold_question", room.host, q, reason="A name in it"),
    "decline": lambda room, q: room.do("decline_question", room.host, q, reason="Off the subject"),
}


@pytest.mark.parametrize("act", HIDING)
def test_what_was_told_of_a_question_is_told_no_more_once_it_is_hidden(app: Flask, act: str) -> None:
    room = Room()
    other = room.ask("Something else")
    question = room.ask("A libel about Zed")
    room.do("support_question", room.member, question)
    HIDING[act](room, question)
    for who in ("host", "panellist", "asker"):
        assert _told(room, who).count("A libel about Zed") == 2, who
    assert "libel" not in _told(room, "member")
    assert "'support'" not in str([event for event in _events(room, "member") if event.get("id") == question.id])
    assert [event["question"]["id"] for event in _events(room, "member") if event["kind"] == "question"] == [other.id]


def test_a_held_question_takes_its_answers_out_of_the_log_until_it_is_listed_again(app: Flask) -> None:
    room = Room()
    question = room.ask("A libel about Zed")
    room.answer(question, "Zed did not.")
    room.do("hold_question", room.host, question)
    assert "Zed" not in _told(room, "member")
    room.do("list_question", room.host, question)
    (event,) = [event for event in _events(room, "member") if event["kind"] in {"question", "answer"}]
    assert "libel" in event["question"]["html"]
    assert "Zed did not." in event["question"]["answers"][0]["html"]


def _events(room: Room, who: str) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = queries.get_changes(actor_of(room.everyone[who]), room.session, 0)["events"]
    return events


@pytest.mark.parametrize("is_held_before", [False, True])
def test_nobody_reads_the_words_that_an_answer_had_before_it_was_mended(app: Flask, is_held_before: bool) -> None:
    room = Room()
    question = room.ask()
    kept, mended = room.answer(question, "Kept as it is."), room.answer(question, "A secret slipped in.")
    if is_held_before:
        room.do("hold_question", room.host, question)
        room.do("list_question", room.host, question)
    room.do("edit_answer", room.panellist, mended, text="Better.")
    for who in ("host", "panellist", "asker", "member"):
        assert "secret" not in _told(room, who)
        assert "Kept as it is." in _told(room, who)
    said = [event["answer"]["html"] for event in _events(room, "host") if event["kind"] == "answer"]
    assert said == [kept.text_html, mended.text_html, mended.text_html]


@pytest.mark.parametrize("act", ["hold", "decline", "hold and list", "edit"])
def test_a_page_from_before_a_question_follows_to_what_a_fresh_page_shows(app: Flask, act: str) -> None:
    room = Room()
    readers = [room.host, room.panellist, room.asker, room.member]
    states = [[deepcopy(_state(room, reader)) for reader in readers]]
    question = room.ask()
    states.append([deepcopy(_state(room, reader)) for reader in readers])
    room.do("support_question", room.member, question)
    reply = room.answer(question) if act != "decline" else None
    states.append([deepcopy(_state(room, reader)) for reader in readers])
    if act != "edit":
        HIDING[act.partition(" ")[0]](room, question)
    states.append([deepcopy(_state(room, reader)) for reader in readers])
    if act == "hold and list":
        room.do("list_question", room.host, question)
    if act == "edit":
        room.do("edit_answer", room.panellist, reply, text="Better.")
    for before in states:
        for reader, state in zip(readers, before, strict=True):
            after = replay(state, queries.get_changes(actor_of(reader), room.session, state["seq"]))
            assert after == _state(room, reader)


def test_nobody_from_outside_learns_anything(app: Flask) -> None:
    room = Room()
    room.ask()
    room.leave()
    for who in ("visitor", "outsider", "leaver"):
        for read in READS:
            with pytest.raises(NotFound):
                read(actor_of(room.everyone[who]), room.session)


@pytest.mark.parametrize("after", [None, -1, 10_000])
def test_a_page_with_an_unknown_number_gets_a_snapshot(app: Flask, after: int | None) -> None:
    room = Room()
    changes = queries.get_changes(actor_of(room.member), room.session, after)
    assert changes["snapshot"]["seq"] == _state(room, room.member)["seq"]


def test_whoever_missed_very_much_gets_a_snapshot(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    room = Room()
    monkeypatch.setattr("hub.live.log.LONGEST_TAIL", 1)
    room.ask()
    room.ask()
    assert "snapshot" in queries.get_changes(actor_of(room.member), room.session, 1)


def test_a_group_that_opens_takes_its_log_and_answers_along(app: Flask) -> None:
    room = Room()
    room.answer(room.ask())
    before = queries.get_snapshot(actor_of(room.member), room.session)["seq"]
    room.open_to_everyone()
    frame = queries.get_changes(actor_of(room.outsider), room.session, 0)
    assert [event["kind"] for event in frame["events"] if event["seq"] <= before].count("answer") == 1


def test_people_who_support_at_once_are_all_counted_and_in_order(app: Flask) -> None:
    room = Room()
    question_id, people = room.ask().id, [room.host, room.panellist, room.asker, room.member, room.leaver]
    actors = [actor_of(person) for person in people]
    db.session.rollback()

    def support(actor: Actor) -> None:
        with app.app_context(), unit_of_work():
            actions.support_question(actor, db.session.get_one(Question, question_id))

    with ThreadPoolExecutor(len(actors)) as pool:
        list(pool.map(support, actors))
    counted = select(LiveEvent).where(LiveEvent.kind == "support").order_by(LiveEvent.seq)
    assert [event.payload["support"] for event in db.session.scalars(counted)] == [1, 2, 3, 4, 5]
