"""Commits to one generation. Old entries go and new ones come in a single commit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from whoosh.index import FileIndex
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from hub.core.registry import SearchEntry
from hub.search.engines.base import Change
from hub.search.engines.whoosh.mapped import MappedStorage
from hub.search.engines.whoosh.schema import SCHEMA, document
from hub.search.engines.whoosh.view import View

# A tier holds segments of like size; when it is full they become one of the next tier.
_TIER = 8
# What Whoosh holds before it writes a run to disk, by its own count; the real size is about twice as much.
_POOL_MEGABYTES = 64


def create(folder: Path) -> None:
    """Lay an empty index into a folder."""
    FileIndex.create(MappedStorage(folder), SCHEMA)


def apply(folder: Path, view: View, changes: Iterable[Change]) -> None:
    """Replace what the index holds of each changed ref. `view` is the generation as it stands now."""
    last = {change.ref: change.entry for change in changes}
    writer = _writer(folder)
    try:
        for number in view.refs_mask(last).nonzero()[0].tolist():
            writer.delete_document(number)
        for entry in last.values():
            if entry is not None:
                writer.add_document(**document(entry))
        writer.commit(mergetype=merge_full_tiers)
    except BaseException:
        _cancel(writer)
        raise


def fill(folder: Path, batches: Iterable[Iterable[SearchEntry]]) -> int:
    """Write entries to a generation that is still empty. Returns how many."""
    writer = _writer(folder)
    try:
        for batch in batches:
            for entry in batch:
                writer.add_document(**document(entry))
        count: int = writer.doc_count()
        writer.commit(merge=False)
    except BaseException:
        _cancel(writer)
        raise
    return count


def _writer(folder: Path) -> SegmentWriter:
    """Separate files, not a compound one: a compound file would be copied once more at each commit."""
    return SegmentWriter(FileIndex(MappedStorage(folder), SCHEMA), compound=False, limitmb=_POOL_MEGABYTES)


def _cancel(writer: SegmentWriter) -> None:
    if not writer.is_closed:
        writer.cancel()


def merge_full_tiers(writer: SegmentWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy hook: join the segments of a full tier, and those that are mostly deleted."""
    tiers: dict[int, list[Any]] = defaultdict(list)
    merged: list[Any] = []
    for segment in segments:
        if segment.deleted_count() * 2 > segment.doc_count_all():
            merged.append(segment)
        else:
            tiers[_tier(segment.doc_count_all())].append(segment)
    merged += [segment for tier in tiers.values() if len(tier) >= _TIER for segment in tier]
    for segment in merged:
        if segment.doc_count():
            reader = SegmentReader(writer.storage, writer.schema, segment)
            writer.add_reader(reader)
            reader.close()
    return [segment for segment in segments if segment not in merged]


def _tier(size: int) -> int:
    """0 for up to 64 documents, 1 for up to 512, and so on."""
    tier, edge = 0, _TIER**2
    while size > edge:
        tier, edge = tier + 1, edge * _TIER
    return tier
