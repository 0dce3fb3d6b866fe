"""Calls: they open and close by their hour, take suggestions in between, and are done when the outcome is out."""

from datetime import timedelta

import pytest
from flask import Flask

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.policy import Forbidden
from hub.suggestions import calling, queries
from tests.factories import actor_of
from tests.suggestions.making import Board, in_london, listen

pytestmark = pytest.mark.both_databases
HOUR = timedelta(hours=1)


def set_times(call: object, **moments: object) -> None:
    with unit_of_work():
        for name, moment in moments.items():
            setattr(call, name, moment)


def test_a_call_opens_and_closes_by_its_hour_and_says_so_once(app: Flask) -> None:
    board = Board()
    heard = listen()
    call = board.call(opens=HOUR)
    calling.turn_calls()
    assert call.status == "scheduled"
    set_times(call, opens_at=clock.now() - HOUR)
    for _ in range(2):
        calling.turn_calls()
    assert call.status == "open"
    set_times(call, closes_at=clock.now() - timedelta(seconds=1))
    for _ in range(2):
        calling.turn_calls()
    assert call.status == "closed"
    assert [one.notice for one in heard] == ["call.open", "call.closed"]
    assert heard[-1].people == (board.facilitator.id,)


def test_a_call_is_over_at_its_hour_however_late_the_worker_is(app: Flask) -> None:
    board = Board()
    call = board.call()
    set_times(call, closes_at=clock.now() - timedelta(seconds=1))
    assert (call.status, call.is_taking) == ("open", False)
    with pytest.raises(Refused, match="no suggestions now"):
        board.suggest("Late", call=call)
    assert queries.list_open_calls(actor_of(board.member), board.group) == []


def test_a_call_lists_what_it_brought_most_supported_first(app: Flask) -> None:
    board = Board()
    call = board.call()
    board.suggest("First", call=call)
    second = board.suggest("Second", call=call)
    board.support(board.member, suggestion=second)
    with app.test_request_context():
        page = queries.list_suggestions(actor_of(board.member), board.group, sort="supported", call=call)
    assert [item.title for item in page.items] == ["Second", "First"]


def test_a_call_of_another_group_takes_nothing_of_this_one(app: Flask) -> None:
    board, elsewhere = Board(), Board(name="Elsewhere")
    with pytest.raises(Refused):
        board.suggest("Astray", call=elsewhere.call())


def test_it_is_done_only_with_an_outcome_and_only_after_it_closed(app: Flask) -> None:
    board = Board()
    call = board.call()
    made = board.suggest("Brought", call=call)
    with pytest.raises(Refused, match="still open"):
        board.do("publish_outcome", board.facilitator, call, outcome="We do it")
    board.do("close_call", board.facilitator, call)
    with pytest.raises(Refused):
        board.do("publish_outcome", board.facilitator, call, outcome="  ")
    assert call.status == "closed"
    heard = listen()
    board.do("publish_outcome", board.facilitator, call, outcome="We **do** it")
    assert call.status == "done"
    assert "<strong>do</strong>" in call.outcome_html
    assert heard[-1].notice == "call.done"
    assert {f"call:{call.id}", f"suggestion:{made.id}", f"group:{board.group.id}"} == set(heard[-1].about)


def test_an_outcome_said_anew_tells_nobody_again(app: Flask) -> None:
    board = Board()
    call = board.call()
    board.do("close_call", board.facilitator, call)
    board.do("publish_outcome", board.facilitator, call, outcome="We do it")
    heard = listen()
    board.do("publish_outcome", board.facilitator, call, outcome="We do it in May")
    assert (heard, call.outcome) == ([], "We do it in May")


def test_times_are_what_the_clock_in_britain_says(app: Flask) -> None:
    board = Board()
    facts = {"title": "Summer", "question": "What?"}
    times = {
        "opens_local": in_london(HOUR).replace(year=2027, month=7, day=1, hour=9, minute=0),
        "closes_local": in_london(HOUR).replace(year=2027, month=7, day=2, hour=17, minute=0),
    }
    call = board.do("make_call", board.facilitator, board.group, **times, **facts)
    assert call.opens_at.isoformat() == "2027-07-01T08:00:00+00:00"
    skipped = {**times, "opens_local": times["opens_local"].replace(month=3, day=28, hour=1, minute=30)}
    with pytest.raises(Refused, match="Clocks go forward"):
        board.do("make_call", board.facilitator, board.group, **skipped, **facts)


@pytest.mark.parametrize(("opens", "closes"), [(HOUR, HOUR), (2 * HOUR, HOUR), (-2 * HOUR, -HOUR)])
def test_a_call_that_never_is_open_is_refused(app: Flask, opens: timedelta, closes: timedelta) -> None:
    with pytest.raises(Refused):
        Board().call(opens=opens, closes=closes)


def test_only_those_who_run_the_group_call_and_close(app: Flask) -> None:
    board = Board()
    call = board.call()
    times = {"opens_local": in_london(-HOUR), "closes_local": in_london(HOUR)}
    with pytest.raises(Forbidden):
        board.do("make_call", board.member, board.group, title="Mine", question="What?", **times)
    for verb, facts in (("close_call", {}), ("publish_outcome", {"outcome": "x"})):
        with pytest.raises(Forbidden):
            board.do(verb, board.member, call, **facts)


def test_a_call_that_closed_is_not_changed_any_more(app: Flask) -> None:
    board = Board()
    call = board.call()
    times = {"opens_local": in_london(HOUR), "closes_local": in_london(2 * HOUR)}
    board.do("edit_call", board.facilitator, call, title="Later", question="What?", **times)
    assert (call.title, call.status) == ("Later", "scheduled")
    board.do("close_call", board.facilitator, call)
    with pytest.raises(Refused):
        board.do("edit_call", board.facilitator, call, title="Again", question="What?", **times)
    db.session.refresh(call)
    assert call.title == "Later"
