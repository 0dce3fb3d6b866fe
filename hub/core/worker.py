"""Keeps the outbox's promises: one thread a topic, so that a slow document never delays a mail."""

from __future__ import annotations

import fcntl
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import structlog
from flask import Flask

from hub.core import outbox
from hub.core.db import db
from hub.core.outbox import Promise
from hub.core.registry import Hub, hub
from hub.core.uow import unit_of_work

logger = structlog.get_logger(__name__)

BATCH = 200
QUIET_SECONDS = 1.0


class Busy(Exception):
    """Another worker holds this data folder."""


def drain(topic: str, worker: str, limit: int = BATCH) -> int:
    """Keep up to `limit` promises of the topic. Returns how many were taken."""
    if not outbox.has_due(topic):
        db.session.rollback()
        return 0
    with unit_of_work():
        promises = outbox.claim(topic, worker, limit)
    if promises:
        _keep(topic, promises)
    return len(promises)


def _keep(topic: str, promises: Sequence[Promise]) -> None:
    try:
        hub().consumers[topic](promises)
    except outbox.Later as later:
        db.session.rollback()
        with unit_of_work():
            outbox.acknowledge([promise for promise in promises if promise not in later.promises])
            outbox.postpone(later.promises, str(later), seconds=later.seconds)
    except Exception as error:
        db.session.rollback()
        logger.exception("a promise could not be kept", topic=topic, count=len(promises))
        _keep_singly(topic, promises, repr(error))
    else:
        with unit_of_work():
            outbox.acknowledge(promises)


def _keep_singly(topic: str, promises: Sequence[Promise], error: str) -> None:
    """One bad promise costs itself alone."""
    if len(promises) == 1:
        with unit_of_work():
            outbox.postpone(promises, error)
        return
    for promise in promises:
        _keep(topic, [promise])


def drain_all(limit: int = BATCH) -> int:
    """Keep every promise that is due, in this thread, until none is left. Returns how many were taken."""
    name, taken = uuid4().hex, 0
    while batch := sum(drain(topic, name, limit) for topic in list(hub().consumers)):
        taken += batch
    return taken


class Worker:
    """The threads of one process. `start` returns at once; `stop` lets each thread finish what it holds."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.hub: Hub = app.extensions["hub"]
        self.name = uuid4().hex
        self._stopping = threading.Event()
        self._bells = {topic: threading.Event() for topic in self.hub.consumers}
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        with self.app.app_context():
            for action in self.hub.starters:
                action()
        self.hub.wakers.append(self.wake)
        for topic in self.hub.consumers:
            self._spawn(f"worker-{topic}", self._run, topic)
        for seconds, action in self.hub.periodic:
            self._spawn(f"every-{seconds:.0f}s", self._repeat, seconds, action)

    def _spawn(self, name: str, target: object, *args: object) -> None:
        thread = threading.Thread(name=name, target=target, args=args, daemon=True)  # type: ignore[arg-type]
        thread.start()
        self._threads.append(thread)

    def wake(self) -> None:
        for bell in self._bells.values():
            bell.set()

    def stop(self, seconds: float = 20.0) -> None:
        """Ask the threads to end, wait for them, and give back what this worker still holds."""
        self._stopping.set()
        self.wake()
        if self.wake in self.hub.wakers:
            self.hub.wakers.remove(self.wake)
        deadline = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self.app.app_context(), unit_of_work():
            outbox.release(self.name)

    def _run(self, topic: str) -> None:
        while not self._stopping.is_set():
            self._bells[topic].clear()
            if not self._drain_safely(topic):
                self._bells[topic].wait(QUIET_SECONDS)

    def _drain_safely(self, topic: str) -> int:
        """The database may be away for a while; a worker waits for it rather than dying."""
        try:
            with self.app.app_context():
                return drain(topic, self.name, 1 if topic == "extract" else BATCH)
        except Exception:
            logger.exception("the worker could not reach its work", topic=topic)
            return 0

    def _repeat(self, seconds: float, action: object) -> None:
        while not self._stopping.wait(seconds):
            try:
                with self.app.app_context():
                    action()  # type: ignore[operator]
            except Exception:
                logger.exception("a periodic action failed", action=repr(action))


@contextmanager
def running(app: Flask, lock_folder: Path) -> Iterator[Worker]:
    """Start a worker that holds the data folder's lock while it runs. Raises Busy where another holds it."""
    with (lock_folder / "worker.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        with app.app_context(), unit_of_work():
            outbox.release()  # claims of a worker that was killed
        worker = Worker(app)
        worker.start()
        try:
            yield worker
        finally:
            worker.stop()


def is_running(lock_folder: Path) -> bool:
    """Whether some process runs a worker on this data folder."""
    with (lock_folder / "worker.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(handle, fcntl.LOCK_UN)
        return False
