"""The index as it stood after one commit: all segments side by side, numbered as one row of documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.search.engines.whoosh.postings import EMPTY, Ids, Positions, Postings
from hub.search.engines.whoosh.segment import Segment

Mask = NDArray[np.bool_]


class View:
    """Never changes, so a page is counted, ranked and faceted over one state of the index."""

    def __init__(self, generation: tuple[str, int], parts: Sequence[tuple[Segment, Collection[int]]]) -> None:
        """`parts` are the segments with the documents deleted from each."""
        self.generation = generation
        self.segments = [segment for segment, _ in parts]
        ends = np.cumsum([0, *(segment.size for segment in self.segments)]).tolist()
        self.offsets: list[int] = ends[:-1]
        self.size: int = ends[-1]
        self.alive = np.ones(self.size, bool)
        for offset, (_, deleted) in zip(self.offsets, parts, strict=True):
            self.alive[np.fromiter(deleted, np.int64, len(deleted)) + offset] = False

    def _side_by_side(self, name: str, dtype: Any) -> NDArray[Any]:
        return np.concatenate([np.zeros(0, dtype), *(getattr(segment, name) for segment in self.segments)])

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        return self._side_by_side("lengths", np.float32)

    @cached_property
    def created(self) -> NDArray[np.int64]:
        return self._side_by_side("created", np.int64)

    @cached_property
    def object_ids(self) -> NDArray[np.int64]:
        return self._side_by_side("object_ids", np.int64)

    @property
    def average_length(self) -> float:
        return sum(segment.words for segment in self.segments) / (self.size or 1) or 1.0

    def _numbered(self) -> Iterator[tuple[Segment, int]]:
        return zip(self.segments, self.offsets, strict=True)

    def postings(self, field: str, label: str) -> Postings:
        """Every document with this label or term, deleted ones included, and its weight."""
        found = [(segment.postings(field, label.encode()), offset) for segment, offset in self._numbered()]
        ids = [ids + np.int32(offset) for (ids, _), offset in found if len(ids)]
        if not ids:
            return EMPTY
        return np.concatenate(ids), np.concatenate([weights for (_, weights), _ in found])

    def mask(self, field: str, labels: Collection[str]) -> Mask:
        """The documents that carry any of the labels. No labels, no documents."""
        held = np.zeros(self.size, bool)
        for segment, offset in self._numbered():
            for label in labels:
                held[segment.postings(field, label.encode())[0] + np.int32(offset)] = True
        return held

    def refs_mask(self, refs: Collection[str]) -> Mask:
        """The documents that hold these refs."""
        held = np.zeros(self.size, bool)
        by_kind: dict[str, list[int]] = {}
        for ref in refs:
            kind, _, object_id = ref.partition(":")
            by_kind.setdefault(kind, []).append(int(object_id))
        for kind, object_ids in by_kind.items():
            wanted = np.array(object_ids, np.int64)
            for segment, offset in self._numbered():
                held[segment.locate(kind, wanted) + np.int32(offset)] = True
        return held

    def counts(self, field: str, hits: Mask) -> dict[str, int]:
        """How many of the hits carry each label, the most frequent first."""
        counts: Counter[str] = Counter()
        for segment, offset in self._numbered():
            labelling = segment.labels(field)
            inside = hits[offset : offset + segment.size][labelling.docs]
            numbers = np.bincount(labelling.codes[inside], minlength=len(labelling.values))
            for code in np.flatnonzero(numbers).tolist():
                counts[labelling.values[code]] += int(numbers[code])
        return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))

    def expansions(self, field: str, prefix: str, most: int) -> list[str]:
        """The labels or terms that start with the prefix, the most frequent first."""
        counts: Counter[str] = Counter()
        for segment in self.segments:
            counts.update(dict(segment.lexicon(field, prefix)))
        return [label for label, _ in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]]

    def positions(self, term: str, wanted: Ids) -> dict[int, Positions]:
        """Where the term stands in each of the wanted documents, which are sorted."""
        found: dict[int, Positions] = {}
        for segment, offset in self._numbered():
            start, stop = np.searchsorted(wanted, [offset, offset + segment.size])
            here = segment.positions(term.encode(), wanted[start:stop] - np.int32(offset))
            found.update((document + offset, places) for document, places in here.items())
        return found

    def place(self, document: int) -> tuple[Segment, int]:
        """The segment a document stands in, and its number there."""
        number = int(np.searchsorted(self.offsets, document, side="right")) - 1
        return self.segments[number], document - self.offsets[number]

    def ref(self, document: int) -> str:
        segment, local = self.place(document)
        return f"{segment.labels('kind').values[segment.kinds[local]]}:{segment.object_ids[local]}"

    def version(self, document: int) -> int:
        segment, local = self.place(document)
        return int(segment.versions[local])
