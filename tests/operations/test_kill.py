"""Killed at any moment, the hub loses nothing that it accepted, and index and database agree again."""

import random
import sqlite3
import threading
import time
from pathlib import Path

import pytest

from tests.servers import hub, running_server
from tests.visitors import Visitor

PASSWORD = "three-random-words-here"
KILLS = 3


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A hub with one person who facilitates one group."""
    folder = tmp_path / "state"
    assert hub(folder, "db", "upgrade").returncode == 0
    words = (
        "user",
        "create",
        "amal@example.gov.uk",
        "--name",
        "Amal",
        "--organisation",
        "Kirklees",
        "--password-stdin",
    )
    assert hub(folder, *words, standard_input=PASSWORD).returncode == 0
    made = hub(
        folder,
        "group",
        "create",
        "waste",
        "--name",
        "Waste",
        "--visibility",
        "open",
        "--facilitator",
        "amal@example.gov.uk",
    )
    assert made.returncode == 0, made.stderr
    return folder


class Uploader(threading.Thread):
    """Sends one small document after another and notes which were accepted, until the server is gone."""

    def __init__(self, visitor: Visitor, run: int) -> None:
        super().__init__()
        self.visitor, self.run_number, self.accepted = visitor, run, []

    def run(self) -> None:
        for number in range(1000):
            title = f"Accepted {self.run_number} number {number}"
            file = {"files": (f"{title}.md", f"# {title}\n\nbody about refuse lorries", "text/markdown")}
            try:
                answer = self.visitor.send("/groups/waste/library/upload", files=file, title=title)
            except OSError:
                return
            if answer.ok and answer.url.endswith("/library"):
                self.accepted.append(title)


def _titles(folder: Path) -> set[str]:
    with sqlite3.connect(folder / "hub.sqlite3") as database:
        return {title for (title,) in database.execute("SELECT title FROM documents")}


def _hashes(folder: Path) -> set[str]:
    """The bytes that documents name."""
    with sqlite3.connect(folder / "hub.sqlite3") as database:
        return {sha256 for (sha256,) in database.execute("SELECT sha256 FROM blobs")}


def _found(folder: Path) -> int:
    answer = hub(folder, "search", "refuse lorries", "--as", "amal@example.gov.uk", "--json")
    return int(answer.stdout.split('"total": ')[1].split(",")[0])


def _wait_until_nothing_waits(folder: Path) -> None:
    for _ in range(300):
        with sqlite3.connect(folder / "hub.sqlite3") as database:
            if database.execute("SELECT count(*) FROM outbox").fetchone() == (0,):
                return
        time.sleep(0.1)
    raise TimeoutError("the worker did not keep its promises after the restart")


def test_killed_at_any_moment_it_loses_nothing_that_was_accepted(folder: Path) -> None:
    chance, accepted = random.Random(3), []
    for run in range(KILLS):
        with running_server(folder) as server:
            visitor = Visitor(server)
            visitor.sign_in("amal@example.gov.uk", PASSWORD)
            uploader = Uploader(visitor, run)
            uploader.start()
            time.sleep(chance.uniform(0.3, 1.5))
            server.kill()
            uploader.join()
            accepted += uploader.accepted
    assert accepted, "nothing was accepted, so this test showed nothing"
    assert set(accepted) <= _titles(folder)
    with running_server(folder) as server:
        _wait_until_nothing_waits(folder)
        server.interrupt()
    assert _found(folder) == len(_titles(folder))
    assert _hashes(folder) <= {path.name for path in (folder / "files").rglob("*")}
    assert "0" in hub(folder, "index", "verify").stdout
    with sqlite3.connect(folder / "hub.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
