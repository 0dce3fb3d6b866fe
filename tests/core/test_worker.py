"""The worker: acknowledges after the work, retries, and lets one bad promise cost itself alone."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask

from hub.core import outbox, worker
from hub.core.db import db
from hub.core.outbox import Promise
from hub.core.registry import hub
from hub.core.uow import unit_of_work

TOPIC = "errand"


def _promise(*ids: int) -> None:
    with unit_of_work():
        for object_id in ids:
            outbox.enqueue(TOPIC, "thing", object_id)


def _wait_until_empty() -> None:
    for _ in range(200):
        if not outbox.count_waiting(TOPIC):
            return
        db.session.rollback()  # look again, not at the same snapshot
        time.sleep(0.02)
    raise TimeoutError("the worker did not keep its promises")


def test_a_promise_is_acknowledged_only_after_it_was_kept(app: Flask) -> None:
    waiting: list[int] = []
    hub().consume(TOPIC, lambda _promises: waiting.append(outbox.count_waiting(TOPIC)))
    _promise(1)
    worker.drain_all()
    assert waiting == [1]
    assert outbox.count_waiting(TOPIC) == 0


def test_one_bad_promise_costs_itself_alone(app: Flask) -> None:
    kept: list[int] = []

    def keep(promises: Sequence[Promise]) -> None:
        if any(promise.object_id == 2 for promise in promises):
            raise ValueError("this one cannot be kept")
        kept.extend(promise.object_id for promise in promises)

    hub().consume(TOPIC, keep)
    _promise(1, 2, 3)
    worker.drain_all()
    assert kept == [1, 3]
    assert outbox.count_waiting(TOPIC) == 1


def test_a_crash_between_the_work_and_the_acknowledgement_repeats_the_work(app: Flask) -> None:
    kept: list[int] = []

    def keep_and_die(promises: Sequence[Promise]) -> None:
        kept.extend(promise.object_id for promise in promises)
        raise SystemExit("killed")

    hub().consume(TOPIC, keep_and_die)
    _promise(1)
    with pytest.raises(SystemExit):
        worker.drain_all()
    with unit_of_work():
        outbox.release()
    hub().consume(TOPIC, lambda promises: kept.extend(promise.object_id for promise in promises))
    worker.drain_all()
    assert kept == [1, 1]


def test_a_running_worker_keeps_promises_as_soon_as_they_are_made(app: Flask, tmp_path: Path) -> None:
    kept: list[int] = []
    hub().consume(TOPIC, lambda promises: kept.extend(promise.object_id for promise in promises))
    with worker.running(app, tmp_path):
        _promise(1, 2)
        _wait_until_empty()
    assert kept == [1, 2]


def test_a_worker_that_is_stopped_finishes_what_it_holds(app: Flask, tmp_path: Path) -> None:
    kept: list[int] = []

    def keep_slowly(promises: Sequence[Promise]) -> None:
        time.sleep(0.3)
        kept.extend(promise.object_id for promise in promises)

    hub().consume(TOPIC, keep_slowly)
    with worker.running(app, tmp_path):
        _promise(1)
        time.sleep(0.1)
    assert kept == [1]
    assert outbox.count_waiting(TOPIC) == 0


def test_a_data_folder_has_one_worker(app: Flask, tmp_path: Path) -> None:
    assert not worker.is_running(tmp_path)
    with worker.running(app, tmp_path):
        assert worker.is_running(tmp_path)
        with pytest.raises(worker.Busy), worker.running(app, tmp_path):
            pass
    assert not worker.is_running(tmp_path)


def test_a_worker_takes_over_what_a_killed_one_had_claimed(app: Flask, tmp_path: Path) -> None:
    kept: list[int] = []
    hub().consume(TOPIC, lambda promises: kept.extend(promise.object_id for promise in promises))
    _promise(1)
    with unit_of_work():
        outbox.claim(TOPIC, "killed", 10)
    with worker.running(app, tmp_path):
        _wait_until_empty()
    assert kept == [1]


def test_periodic_actions_run_and_a_failing_one_is_tried_again(app: Flask, tmp_path: Path) -> None:
    times: list[float] = []

    def fail() -> None:
        times.append(time.monotonic())
        raise ValueError("not this time")

    hub().every(0.05, fail)
    with worker.running(app, tmp_path):
        time.sleep(0.3)
    assert len(times) >= 2
