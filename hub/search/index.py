"""The index of this hub: its engine, and what the rows say that it should hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.outbox import OutboxEntry
from hub.core.registry import ContentKind, SearchEntry, hub
from hub.core.web import settings
from hub.search.engines.base import Change, Engine
from hub.search.engines.whoosh.engine import WhooshEngine

TOPIC = "index"
_BATCH = 50


def engine() -> Engine:
    """The engine that HUB_SEARCH names, opened once a process."""
    found: Engine | None = current_app.extensions.get("search")
    if found is None:
        found = current_app.extensions["search"] = WhooshEngine(settings().data_dir / "index")
    return found


def look_again(refs: Collection[str]) -> list[Change]:
    """What the index should hold of these refs, from the rows as they are at this moment."""
    db.session.rollback()  # a read under way would show the rows of an earlier moment
    changes = dict.fromkeys(refs, None) | {entry.ref: entry for entry in _entries_of(refs)}
    return [Change(ref, entry) for ref, entry in changes.items()]


def _entries_of(refs: Collection[str]) -> Iterator[SearchEntry]:
    by_kind: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        name, _, object_id = ref.partition(":")
        by_kind[name].append(int(object_id))
    for name, ids in by_kind.items():
        if kind := hub().kinds.get(name):
            yield from kind.entries(ids)


def every_batch() -> Iterator[Sequence[SearchEntry]]:
    """Every entry of every kind, some rows at a time, each lot as it is when it is asked for."""
    db.session.rollback()
    for kind in hub().kinds.values():
        for ids in _id_batches(kind):
            yield kind.entries(ids)
            db.session.rollback()  # a long read would hold the database to one old moment


def count_batches() -> int:
    """How many batches `every_batch` will give, for a progress bar."""
    counts = [db.session.scalar(select(func.count()).select_from(kind.model)) or 0 for kind in hub().kinds.values()]
    return sum(-(-count // _BATCH) for count in counts)


def _id_batches(kind: ContentKind) -> Iterator[Sequence[int]]:
    model: Any = kind.model
    last = 0
    while ids := list(db.session.scalars(select(model.id).where(model.id > last).order_by(model.id).limit(_BATCH))):
        yield ids
        last = ids[-1]


def waiting_refs() -> frozenset[str]:
    """Refs that changed and that the index does not show as they are yet: they are left out of every answer."""
    waiting = select(OutboxEntry.kind, OutboxEntry.object_id).where(OutboxEntry.topic == TOPIC).distinct()
    return frozenset(f"{kind}:{object_id}" for kind, object_id in db.session.execute(waiting))
