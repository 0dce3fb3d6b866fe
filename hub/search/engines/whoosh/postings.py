"""Whole posting lists as numpy arrays. This module alone reads Whoosh's inside; contract tests hold it in place."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import Matcher

Ids = NDArray[np.int32]
Weights = NDArray[np.float32]
Postings = tuple[Ids, Weights]

EMPTY: Postings = (np.zeros(0, np.int32), np.zeros(0, np.float32))


def decode(matcher: Matcher) -> Postings:
    """Every posting of one term in one segment, deleted documents included."""
    if not isinstance(matcher, W3LeafMatcher):
        return _decode_inlined(matcher)
    blocks = list(_blocks(matcher))
    return np.concatenate([ids for ids, _ in blocks]), np.concatenate([weights for _, weights in blocks])


def _decode_inlined(matcher: Matcher) -> Postings:
    """A term with a single posting stands in the dictionary of terms itself."""
    ids, weights = [], []
    while matcher.is_active():
        ids.append(matcher.id())
        weights.append(matcher.weight())
        matcher.next()
    return np.array(ids, np.int32), np.array(weights, np.float32)


def _blocks(matcher: W3LeafMatcher) -> Iterator[Postings]:
    while matcher.is_active():
        matcher._read_data()
        deltas, weights, _values = matcher._data
        ids = np.cumsum(np.asarray(deltas, np.int64)).astype(np.int32)
        yield ids, _weights(weights, len(ids))
        matcher._next_block()


def _weights(stored: object, count: int) -> Weights:
    """Whoosh stores nothing where every weight is one, and one number where all are equal."""
    if stored is None:
        return np.ones(count, np.float32)
    if isinstance(stored, float):
        return np.full(count, stored, np.float32)
    return np.asarray(stored, np.float32)


def positions(matcher: Matcher, wanted: Ids) -> dict[int, NDArray[np.uint32]]:
    """Where the term stands in each wanted document. `wanted` is sorted; blocks without a wanted one are skipped."""
    found: dict[int, NDArray[np.uint32]] = {}
    if not isinstance(matcher, W3LeafMatcher):
        while matcher.is_active():
            found[matcher.id()] = np.frombuffer(matcher.value(), np.uint32)
            matcher.next()
        return found
    start = 0
    while matcher.is_active() and start < len(wanted):
        stop = int(np.searchsorted(wanted, matcher.block_max_id(), side="right"))
        if stop > start:
            found.update(_positions_in_block(matcher, wanted[start:stop]))
            start = stop
        matcher._next_block()
    return found


def _positions_in_block(matcher: W3LeafMatcher, wanted: Ids) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    matcher._read_data()
    deltas, _weights, values = matcher._data
    ids = np.cumsum(np.asarray(deltas, np.int64))
    places = np.searchsorted(ids, wanted)
    for document, place in zip(wanted.tolist(), places.tolist(), strict=True):
        if ids[place] == document:
            yield document, np.frombuffer(values[place], np.uint32)


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
