"""Whole posting lists as numpy arrays. This module alone reads Whoosh's inside; contract tests hold it in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.matching import ListMatcher

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]
Positions = NDArray[np.uint32]
Postings = tuple[Ids, Weights]

EMPTY: Postings = (np.zeros(0, np.int32), np.zeros(0, np.float32))


class WholeMatcher(W3LeafMatcher):
    """One term's postings in one segment, read block by block instead of one by one."""

    def everything(self) -> Postings:
        """Every posting, those of deleted documents included."""
        blocks = list(self._blocks())
        return np.concatenate([ids for ids, _ in blocks]), np.concatenate([weights for _, weights in blocks])

    def _blocks(self) -> Iterator[Postings]:
        while self.is_active():
            self._read_data()
            ids = self._block_ids()
            yield ids, _weights(self._data[1], len(ids))
            self._next_block()

    def _block_ids(self) -> Ids:
        return np.cumsum(np.asarray(self._data[0], np.int64)).astype(np.int32)

    def positions(self, wanted: Ids) -> Iterator[tuple[int, Positions]]:
        """Where the term stands in each wanted document. `wanted` is sorted; blocks without one are skipped."""
        start = 0
        while self.is_active() and start < len(wanted):
            stop = int(np.searchsorted(wanted, self.block_max_id(), side="right"))
            if stop > start:
                yield from self._positions_in_block(wanted[start:stop])
                start = stop
            self._next_block()

    def _positions_in_block(self, wanted: Ids) -> Iterator[tuple[int, Positions]]:
        self._read_data()
        ids, values = self._block_ids(), self._data[2]
        places = np.searchsorted(ids, wanted)
        for document, place in zip(wanted.tolist(), places.tolist(), strict=True):
            if ids[place] == document:
                yield document, np.frombuffer(values[place], np.uint32)


class InlinedMatcher(ListMatcher):
    """A term with a single posting stands in the dictionary of terms itself."""

    def everything(self) -> Postings:
        return np.array(self._ids, np.int32), np.array(self._weights, np.float32)

    def positions(self, wanted: Ids) -> Iterator[tuple[int, Positions]]:
        for document, value in zip(self._ids, self._values, strict=True):
            if document in wanted:
                yield document, np.frombuffer(value, np.uint32)


class WholeCodec(W3Codec):
    """Whoosh's own format of files, read with the matchers above."""

    def postings_reader(
        self, dbfile: Any, terminfo: Any, format_: Any, term: Any = None, scorer: Any = None
    ) -> WholeMatcher | InlinedMatcher:
        if terminfo.is_inlined():
            ids, weights, values = terminfo.inlined_postings()
            return InlinedMatcher(ids, weights, values, format_, scorer=scorer, term=term, terminfo=terminfo)
        offset, length = terminfo.extent()
        return WholeMatcher(dbfile, offset, length, format_, term=term, scorer=scorer)


def _weights(stored: object, count: int) -> Weights:
    """Whoosh stores nothing where every weight is one, and one number where all are equal."""
    if stored is None:
        return np.ones(count, np.float32)
    if isinstance(stored, float):
        return np.full(count, stored, np.float32)
    return np.asarray(stored, np.float32)


class PostingsCache:
    """The posting lists used last, up to a number of bytes. Segments never change, so an entry is never stale."""

    def __init__(self, most_bytes: int = 64 << 20) -> None:
        self._most = most_bytes
        self._held: OrderedDict[tuple[str, str, bytes], Postings] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: tuple[str, str, bytes]) -> Postings | None:
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def put(self, key: tuple[str, str, bytes], postings: Postings) -> None:
        with self._lock:
            if key not in self._held:
                self._bytes += _size(postings)
            self._held[key] = postings
            while self._bytes > self._most and len(self._held) > 1:
                self._bytes -= _size(self._held.popitem(last=False)[1])

    def forget(self, segments: Collection[str]) -> None:
        """Drop what belongs to segments that are no more."""
        with self._lock:
            for key in [key for key in self._held if key[0] in segments]:
                self._bytes -= _size(self._held.pop(key))


def _size(postings: Postings) -> int:
    return postings[0].nbytes + postings[1].nbytes + 200
