"""A worker in a process of its own, as `hub worker` is, at a time that the test gives: python -m … <seconds after>."""

import sys
import threading
from datetime import UTC, datetime, timedelta

import time_machine

MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
FEW = 10
"""Promises taken at once, so that four workers share some dozens."""


def work(later: float) -> None:
    from hub.app import create_app
    from hub.config import load
    from hub.core import worker
    from hub.notifications import digests
    from tests.notifications.making import know_the_notices

    worker.BATCH, digests.LOOK_EVERY = FEW, 0.5
    settings = load()
    app = create_app(settings)
    with app.app_context():
        know_the_notices()
    ours = app.extensions["hub"]  # the index and other work would only make the test slow
    ours.starters.clear()
    ours.consumers = {topic: ours.consumers[topic] for topic in ("mail", "tell")}
    ours.periodic = [(seconds, action) for seconds, action in ours.periodic if action is digests.send_due_digests]
    with worker.running(app, settings.data_dir):
        threading.Event().wait(later + 600)


if __name__ == "__main__":
    after = float(sys.argv[1])
    with time_machine.travel(MONDAY + timedelta(seconds=after), tick=True):
        work(after)
