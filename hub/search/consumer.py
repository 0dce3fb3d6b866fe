"""Keeps the promises of the topic "index": makes the index agree with the rows as they are now."""

from __future__ import annotations

from collections.abc import Sequence

from hub.core.outbox import Promise
from hub.search import upkeep
from hub.search.index import engine, look_again

# So many rows at a time: each may bring a million characters.
_AT_ONCE = 50


def keep(promises: Sequence[Promise]) -> None:
    """When this returns the index is on disk, so the promises may be forgotten. Keeping them twice changes nothing."""
    upkeep.make_ready()
    batch = upkeep.next_batch()
    refs = list(dict.fromkeys(f"{promise.kind}:{promise.object_id}" for promise in promises))
    for start in range(0, len(refs), _AT_ONCE):
        engine().apply(look_again(refs[start : start + _AT_ONCE]), batch=batch)
    upkeep.note_batch(batch)
