"""The weekly digest by four worker processes on one database, one of them killed midway: nobody is told twice."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.web import settings
from hub.notifications.models import Digest, Notification
from tests.factories import make_group, make_user
from tests.notifications.crowd import fill_group
from tests.notifications.making import NEW, document_in, happen, tell
from tests.servers import ROOT, environment, free_port

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MEMBERS, WORKERS = 120, 4
IN_FLIGHT = 1
"""A worker hands over one mail at a time."""


class PostOffice:
    """Takes every mail, not very fast, and remembers for whom it was and what stood in it."""

    def __init__(self):
        self.taken = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802
        await asyncio.sleep(0.01)
        self.taken.append((envelope.rcpt_tos[0], envelope.content.count(b"published")))
        return "250 OK"


@pytest.fixture
def office():
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    office.url = f"smtp://127.0.0.1:{controller.port}"
    yield office
    controller.stop()


@pytest.fixture
def start(tmp_path, office):
    """A function that starts a worker at a time so many seconds after the digests are due."""
    running = []

    def begin(name, after=0.0):
        facts = {"HUB_DATABASE_URL": settings().database_url, "HUB_MAIL_URL": office.url, "HUB_SECRET_KEY": "k" * 40}
        environ = environment(tmp_path / name, facts)
        command = [sys.executable, "-m", "tests.notifications.working", str(after)]
        with (tmp_path / f"{name}.log").open("w") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def people(app):
    """Many members, each of whom has one thing waiting for the weekly digest."""
    ann = make_user("Ann Price")
    group = make_group("Waste", "private", facilitator=ann)
    ids = fill_group(group, MEMBERS)
    with time_machine.travel(SUNDAY, tick=False):
        happen(NEW, document_in(group, ann), by=ann)
        tell()
    assert db.session.scalar(select(func.count(Notification.id))) == MEMBERS
    return ids


def states():
    db.session.rollback()
    rows = db.session.execute(select(Delivery.state, func.count()).where(Delivery.writer == "digest").group_by("state"))
    return Counter({row.state: row[1] for row in rows})


def wait_until(holds, seconds=300):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"it never came to pass; the mails are {states()}"
        time.sleep(0.05)


def settled(seconds=3.0):
    """Nothing moves any more."""
    before, since = states(), time.monotonic()
    while time.monotonic() - since < seconds:
        time.sleep(0.2)
        if states() != before:
            before, since = states(), time.monotonic()
    return before


@pytest.mark.both_databases
def test_four_workers_send_each_digest_once_although_one_is_killed_midway(people, office, start):
    workers = [start(f"worker-{number}") for number in range(WORKERS)]
    wait_until(lambda: states()["accepted"] >= MEMBERS // 4)
    os.kill(workers[0].pid, signal.SIGKILL)
    left = settled()
    assert sum(left.values()) == MEMBERS, "each person has one digest and one mail, however many workers looked"
    start("afterwards", after=900.0)
    wait_until(lambda: set(states()) <= {"accepted", "unknown"})
    ended = states()
    assert ended["accepted"] + ended["unknown"] == MEMBERS
    assert ended["unknown"] <= IN_FLIGHT
    told = Counter(address for address, _items in office.taken)
    assert max(told.values()) == 1, "nobody is told twice"
    assert len(told) >= MEMBERS - ended["unknown"], "whoever is not counted as unknown has the mail"
    assert {items for _address, items in office.taken} == {2}, "the one item stands once in the text, once in the HTML"
    assert db.session.scalar(select(func.count(Digest.id))) == MEMBERS
    assert db.session.scalar(select(func.count(Notification.id)).where(Notification.digest_id.is_(None))) == 0
