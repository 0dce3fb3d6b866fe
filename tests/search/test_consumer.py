"""The index agrees with the rows, whatever was interrupted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import current_app

from hub.core import outbox, worker
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.search import consumer, queries, upkeep
from hub.search.index import TOPIC, engine
from hub.search.models import IndexRecord
from hub.search.suggest import suggest
from tests.factories import actor_of, make_group, make_user
from tests.search.notes import change_note, forget_promises, index_now, make_note, make_private, titles

pytestmark = pytest.mark.usefixtures("noted")


def indexed():
    return sorted(ref for ref, _ in engine().versions() if ref.startswith("note:"))


def test_a_crash_between_commit_and_acknowledgement_replays_to_one_entry():
    make_note(make_group("Waste"), "Bins")
    with unit_of_work():
        promises = outbox.claim(TOPIC, "killed", 10)
    consumer.keep(promises)
    with unit_of_work():
        outbox.release()
    index_now()
    assert indexed() == ["note:1"]
    assert outbox.count_waiting(TOPIC) == 0


def test_promises_are_kept_from_the_rows_as_they_are_now():
    note = make_note(make_group("Waste"), "First title")
    change_note(note, title="Last title")
    index_now()
    reader = make_user("R")
    assert (titles(reader, "first"), titles(reader, "last")) == ([], ["Last title"])


def test_a_change_made_during_a_rebuild_is_there_after_the_next_drain():
    group, reader = make_group("Waste"), make_user("R")
    note = make_note(group, "Before")
    index_now()

    def while_it_is_read(batches):
        yield from batches
        change_note(note, title="Meanwhile")
        make_note(group, "Newcomer")
        index_now()

    upkeep.rebuild(while_it_is_read)
    index_now()
    assert titles(reader, "before") == []
    assert sorted(titles(reader, "meanwhile newcomer")) == ["Meanwhile", "Newcomer"]
    assert upkeep.verify() == 0


def test_a_removed_row_leaves_the_index():
    note = make_note(make_group("Waste"), "Bins")
    index_now()
    change_note(note, removed_at=note.created_at)
    index_now()
    assert indexed() == []


def test_every_row_of_a_group_that_became_private_is_indexed_anew():
    group = make_group("Waste")
    for n in range(3):
        make_note(group, f"Bins {n}")
    index_now()
    make_private(group)
    index_now()
    assert upkeep.verify() == 0
    assert not titles(make_user("R"), "bins")


def test_a_promise_of_a_kind_nobody_knows_is_kept():
    with unit_of_work():
        outbox.enqueue(TOPIC, "vanished", 7)
    index_now()
    assert outbox.count_waiting(TOPIC) == 0


def test_a_lost_index_is_rebuilt_before_the_next_promise_is_kept():
    group = make_group("Waste")
    make_note(group, "Old")
    index_now()
    shutil.rmtree(engine()._store.root)
    engine()._store.root.mkdir()
    upkeep.check()
    index_now()
    assert titles(make_user("R"), "old") == ["Old"]


def test_an_index_of_another_day_is_noticed_and_rebuilt(tmp_path):
    group = make_group("Waste")
    make_note(group, "Old")
    index_now()
    store = engine()._store.root
    shutil.copytree(store, tmp_path / "copy")
    for title in ("Newer", "Newest"):
        make_note(group, title)
        index_now()
    shutil.rmtree(store)
    shutil.copytree(tmp_path / "copy", store)
    assert upkeep.state().reason == "older"
    upkeep.check()
    index_now()
    assert upkeep.state().ready
    assert indexed() == ["note:1", "note:2", "note:3"]


def test_an_index_of_another_database_is_not_trusted():
    make_note(make_group("Waste"), "Bins")
    index_now()
    with unit_of_work():
        IndexRecord.query.delete()
    assert upkeep.state().reason == "older"


def test_verify_counts_what_differs_and_queues_it():
    group = make_group("Waste")
    first, second = make_note(group, "One"), make_note(group, "Two")
    index_now()
    assert upkeep.verify() == 0
    change_note(first, title="Changed")
    forget_promises()
    assert upkeep.verify() == 1
    index_now()
    assert upkeep.verify() == 0
    assert titles(make_user("R"), "changed") == ["Changed"]
    assert second.title == "Two"


def test_what_is_queued_already_is_no_difference():
    upkeep.make_ready()
    make_note(make_group("Waste"), "One")
    assert upkeep.verify() == 1  # the group was made by hand, without an event
    assert upkeep.verify() == 0


def damage():
    for path in engine()._store.current().iterdir():
        path.write_bytes(b"damage")
    del current_app.extensions["search"]


def test_a_damaged_index_says_so_and_is_rebuilt_by_the_worker(app):
    reader = make_user("R")
    make_note(make_group("Waste"), "Bins")
    index_now()
    damage()
    found = queries.search(actor_of(reader), "bins")
    assert (found.total, found.is_ready) == (0, False)
    assert suggest(actor_of(reader), "bins").items == ()
    upkeep.check()
    index_now()
    assert titles(reader, "bins") == ["Bins"]


def test_a_damaged_index_is_mended_before_it_is_compared():
    make_note(make_group("Waste"), "Bins")
    index_now()
    damage()
    assert upkeep.verify() == 0
    assert "note:1" in indexed()


def test_a_failure_to_index_keeps_the_promise(monkeypatch):
    note = make_note(make_group("Waste"), "Bins")
    index_now()
    change_note(note, title="Lorries")
    with monkeypatch.context() as broken:
        broken.setattr(type(engine()), "apply", lambda *_args, **_more: 1 / 0)
        index_now()
    assert outbox.count_waiting(TOPIC) == 1
    assert titles(make_user("R"), "bins lorries") == []


def test_new_content_is_found_within_five_seconds_of_a_running_worker(app, tmp_path):
    group, reader = make_group("Waste"), make_user("R")
    with worker.running(app, tmp_path):
        make_note(group, "Bins")
        until = time.monotonic() + 5
        while not titles(reader, "bins") and time.monotonic() < until:
            time.sleep(0.05)
            db.session.rollback()
        assert titles(reader, "bins") == ["Bins"]


def test_a_worker_killed_while_it_indexes_loses_nothing(app, tmp_path):
    state = app.extensions["settings"]
    with unit_of_work():
        for number in range(400):
            outbox.enqueue(TOPIC, "group", number)
    for name in "abc":
        make_group(f"Waste {name}")
    environ = os.environ | {"HUB_DATA_DIR": str(state.data_dir), "HUB_DATABASE_URL": state.database_url}
    hub = Path(sys.executable).with_name("hub")
    process = subprocess.Popen([hub, "worker"], env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 30
    while not (state.data_dir / "index" / "CURRENT").exists() and time.monotonic() < until:
        time.sleep(0.01)
    process.kill()
    process.wait()
    with unit_of_work():
        outbox.release()
    index_now()
    assert upkeep.verify() == 0
    assert sorted(ref for ref, _ in engine().versions() if ref.startswith("group:")) == [
        "group:1",
        "group:2",
        "group:3",
    ]
