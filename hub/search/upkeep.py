"""Keeping the index right: is it the one this database knows, build it anew, compare it row by row."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import structlog

from hub.core import outbox
from hub.core.db import db
from hub.core.registry import SearchEntry
from hub.core.uow import unit_of_work
from hub.search.engines.base import Busy, Status
from hub.search.index import TOPIC, engine, every_batch, look_again, waiting_refs
from hub.search.models import IndexRecord

logger = structlog.get_logger(__name__)

Batches = Iterable[Iterable[SearchEntry]]
_THE_ROW = 1
# The promise to look at the index as a whole: no row has this ref.
_ITSELF = "index:0"


def state() -> Status:
    """The engine's status, and not ready where the index belongs to another day or another database."""
    status = engine().status()
    if not status.ready:
        return status
    record = db.session.get(IndexRecord, _THE_ROW, populate_existing=True)
    if record is None or record.build != status.build or status.batch - record.batch not in {0, 1}:
        return Status(status.engine, False, "older", status.entries, status.build, status.batch, status.built_at)
    return status


def next_batch() -> int:
    """The number of the next batch of changes."""
    record = db.session.get(IndexRecord, _THE_ROW)
    return (record.batch if record else 0) + 1


def note_batch(batch: int) -> None:
    """Remember that the index holds this batch, before its promises are forgotten."""
    with unit_of_work():
        record = db.session.get_one(IndexRecord, _THE_ROW)
        record.batch = max(record.batch, batch)


def rebuild(through: Callable[[Batches], Batches] = iter) -> Status:
    """Build a new index beside the one in use and swap. `through` may watch the batches pass, for a progress bar."""
    status = engine().rebuild(through(every_batch()), look_again)
    with unit_of_work():
        record = db.session.get(IndexRecord, _THE_ROW) or IndexRecord(id=_THE_ROW)
        record.build, record.batch = status.build, status.batch
        db.session.add(record)
    return status


def make_ready() -> None:
    """Rebuild where the index is missing, damaged, of an older form or of another day."""
    while not (status := state()).ready:
        try:
            logger.info("the search index is rebuilt", reason=status.reason)
            rebuild()
        except Busy:
            time.sleep(1)  # another process is at it; its index will be ours


def check() -> None:
    """Let the index's own thread find out that it must rebuild: people are served meanwhile."""
    if not state().ready and _ITSELF not in waiting_refs():
        with unit_of_work():
            outbox.enqueue(TOPIC, *_split_one(_ITSELF))


def verify() -> int:
    """Queue every ref whose row and index entry differ. Returns how many, those queued already left out.

    An index that cannot be compared, because it is missing or damaged, is rebuilt first.
    """
    make_ready()
    rows = {entry.ref: entry.version for batch in every_batch() for entry in batch}
    differing = _differing(rows)
    if differing:  # what changed while the rows were read is looked at once more
        now = {change.ref: change.entry.version for change in look_again(differing) if change.entry}
        differing = (_differing(now) & differing) - waiting_refs()
    with unit_of_work():
        for kind, object_id in _split(differing):
            outbox.enqueue(TOPIC, kind, object_id)
    return len(differing)


def _differing(rows: Mapping[str, int]) -> set[str]:
    indexed = dict(engine().versions())
    return {ref for ref in indexed.keys() | rows.keys() if indexed.get(ref) != rows.get(ref)}


def verify_nightly() -> None:
    if count := verify():
        logger.warning("the index differed from the rows and is being mended", count=count)


def _split(refs: Iterable[str]) -> Iterator[tuple[str, int]]:
    return (_split_one(ref) for ref in sorted(refs))


def _split_one(ref: str) -> tuple[str, int]:
    kind, _, object_id = ref.partition(":")
    return kind, int(object_id)
