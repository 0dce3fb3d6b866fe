"""One segment of the index in arrays. A segment never changes; which of its documents still live is the view's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.reading import TermNotFound
from whoosh.util.numeric import byte_to_length

from hub.search.engines.whoosh.mapped import MappedStorage
from hub.search.engines.whoosh.postings import EMPTY, Ids, Positions, Postings, PostingsCache, WholeCodec
from hub.search.engines.whoosh.schema import SCHEMA

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], np.float32)


@dataclass(frozen=True, slots=True)
class Labelling:
    """A label field as pairs: document `docs[i]` carries `values[codes[i]]`."""

    values: list[str]
    docs: Ids
    codes: Ids


class Segment:
    """Threads share it. Whoosh's readers keep a place in their file, so reading from them holds a lock."""

    def __init__(self, storage: MappedStorage, segment: Any, cache: PostingsCache) -> None:
        self.id: str = segment.segment_id()
        self.size: int = segment.doc_count_all()
        codec = WholeCodec()
        self._storage = storage
        self._segment = segment
        self._terms = codec.terms_reader(storage, segment)
        self._documents = codec.per_document_reader(storage, segment)
        self.words: int = self._documents.field_length("text")
        # A later commit may take the files away: whatever will be read is opened now.
        self._columns = {name: self._open_column(name) for name in ("object_id", "version", "created")}
        if self.words:
            self._columns["_text_len"] = self._open_column("_text_len")
        self._documents.stored_fields(0)
        self._cache = cache
        self._labels: dict[str, Labelling] = {}
        self._lock = RLock()

    @cached_property
    def lengths(self) -> NDArray[np.float32]:
        """Words in each document, as coarse as Whoosh keeps them."""
        lengths: NDArray[np.float32] = _LENGTHS[self._column("_text_len", "u1")]
        return lengths

    @cached_property
    def object_ids(self) -> NDArray[np.int64]:
        return self._column("object_id", ">i8").astype(np.int64)

    @cached_property
    def versions(self) -> NDArray[np.int64]:
        return self._column("version", ">i8").astype(np.int64)

    @cached_property
    def created(self) -> NDArray[np.int64]:
        return self._column("created", ">i8").astype(np.int64)

    @cached_property
    def kinds(self) -> Ids:
        """The code of each document's one kind, in `labels("kind").values`."""
        labelling = self.labels("kind")
        codes = np.zeros(self.size, np.int32)
        codes[labelling.docs] = labelling.codes
        return codes

    def _open_column(self, name: str) -> memoryview:
        return self._storage.open_file(WholeCodec.column_filename(self._segment, name)).buffer

    def _column(self, name: str, dtype: str) -> NDArray[Any]:
        """A column of numbers; Whoosh leaves out the zeros at its end, and the lengths where all texts are empty."""
        values = np.zeros(self.size, dtype)
        if name in self._columns:
            stored = np.frombuffer(self._columns[name], dtype)
            values[: len(stored)] = stored
        return values

    def postings(self, field: str, label: bytes) -> Postings:
        key = (self.id, field, label)
        found = self._cache.get(key)
        if found is None:
            with self._lock:
                matcher = self._matcher(field, label)
                found = EMPTY if matcher is None else matcher.everything()
            self._cache.put(key, found)
        return found

    def positions(self, term: bytes, wanted: Ids) -> dict[int, Positions]:
        """Where the term stands in each of the wanted documents, which are sorted."""
        with self._lock:
            matcher = self._matcher("text", term)
            return {} if matcher is None else dict(matcher.positions(wanted))

    def _matcher(self, field: str, label: bytes) -> Any:
        try:
            return self._terms.matcher(field, label, SCHEMA[field].format)
        except TermNotFound:
            return None

    def labels(self, field: str) -> Labelling:
        """Every document's labels in this field, read once."""
        with self._lock:
            if field not in self._labels:
                self._labels[field] = self._read_labels(field)
            return self._labels[field]

    def _read_labels(self, field: str) -> Labelling:
        values = [label for label, _count in self.lexicon(field)]
        held = [self.postings(field, value.encode())[0] for value in values]
        codes = [np.full(len(ids), code, np.int32) for code, ids in enumerate(held)]
        return Labelling(values, np.concatenate([EMPTY[0], *held]), np.concatenate([EMPTY[0], *codes]))

    def lexicon(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        """Each label or term that starts with the prefix, with how many documents carry it."""
        with self._lock:
            return list(self._read_lexicon(field, prefix.encode()))

    def _read_lexicon(self, field: str, prefix: bytes) -> Iterator[tuple[str, int]]:
        for (name, label), info in self._terms.items_from(field, prefix):
            if name != field or not label.startswith(prefix):
                return
            yield label.decode(), info.doc_frequency()

    def external_id(self, document: int) -> str | None:
        with self._lock:
            stored: dict[str, str] = self._documents.stored_fields(document)
        return stored.get("external_id")

    def locate(self, kind: str, object_ids: NDArray[np.int64]) -> Ids:
        """The documents that hold these refs, deleted ones included."""
        values = self.labels("kind").values
        if kind not in values:
            return EMPTY[0]
        held = (self.kinds == values.index(kind)) & np.isin(self.object_ids, object_ids)
        return np.flatnonzero(held).astype(np.int32)
