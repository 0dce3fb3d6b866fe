"""Promises: claimed once, kept or postponed, given up after eight tries."""

from datetime import timedelta

import time_machine
from flask import Flask
from sqlalchemy import select

from hub.core import clock, outbox
from hub.core.db import db
from hub.core.outbox import OutboxEntry, Promise
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation
from tests.factories import make_organisation


def _promise(count: int = 1, topic: str = "index") -> None:
    with unit_of_work():
        for number in range(count):
            outbox.enqueue(topic, "document", number + 1)


def _claim(worker: str = "one", limit: int = 10) -> list[Promise]:
    with unit_of_work():
        return outbox.claim("index", worker, limit)


def test_promises_are_claimed_oldest_first_and_only_once(app: Flask) -> None:
    _promise(3)
    assert [promise.object_id for promise in _claim("one", 2)] == [1, 2]
    assert [promise.object_id for promise in _claim("two")] == [3]
    assert _claim("three") == []


def test_a_claim_lapses_so_that_a_killed_worker_costs_minutes_not_the_promise(app: Flask) -> None:
    _promise()
    _claim("killed")
    with time_machine.travel(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert len(_claim("another")) == 1


def test_releasing_gives_back_only_what_that_worker_held(app: Flask) -> None:
    _promise(2)
    _claim("one", 1)
    _claim("two", 1)
    with unit_of_work():
        outbox.release("one")
    assert [promise.object_id for promise in _claim("three")] == [1]


def test_an_acknowledged_promise_is_gone(app: Flask) -> None:
    _promise()
    promises = _claim()
    with unit_of_work():
        outbox.acknowledge(promises)
    assert outbox.count_waiting() == 0


def test_a_postponed_promise_waits_longer_each_time(app: Flask) -> None:
    _promise()
    promises = _claim()
    with unit_of_work():
        outbox.postpone(promises, "the index was away")
    assert not outbox.has_due("index")
    with time_machine.travel(clock.now() + timedelta(seconds=3)):
        assert outbox.has_due("index")


def test_after_eight_tries_a_promise_stops_and_keeps_its_error_for_staff(app: Flask) -> None:
    _promise()
    promises = _claim()
    for _ in range(outbox.TRIES):
        with unit_of_work():
            outbox.postpone(promises, "the index was away")
    entry = db.session.scalars(select(OutboxEntry)).one()
    assert entry.failed_at is not None
    assert entry.error == "the index was away"
    with time_machine.travel(clock.now() + timedelta(days=2)):
        assert _claim() == []


def test_promises_for_a_whole_query_are_made_in_one_statement(app: Flask) -> None:
    made = [make_organisation(name).id for name in ("Kirklees", "Calderdale", "Leeds")]
    with unit_of_work():
        outbox.enqueue_all("index", "organisation", select(Organisation.id))
    assert sorted(promise.object_id for promise in _claim()) == sorted(made)


def test_only_the_topic_asked_for_is_counted(app: Flask) -> None:
    _promise(2)
    _promise(1, "mail")
    assert (outbox.count_waiting("index"), outbox.count_waiting()) == (2, 3)
