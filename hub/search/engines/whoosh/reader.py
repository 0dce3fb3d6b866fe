"""Opens the newest commit of a generation, keeping what earlier commits have already read."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from time import sleep

from whoosh.index import TOC

from hub.search.engines.whoosh.mapped import MappedStorage
from hub.search.engines.whoosh.postings import PostingsCache
from hub.search.engines.whoosh.schema import SCHEMA
from hub.search.engines.whoosh.segment import Segment
from hub.search.engines.whoosh.view import View

_INDEX_NAME = "MAIN"
_TRIES = 10

NOTHING = View(("", -1), [])


class Contents(TOC):
    """What one commit consists of."""

    @classmethod
    def newest(cls, storage: MappedStorage) -> int:
        """The number of the newest commit: a look at the folder's names, without opening a file."""
        number: int = cls._latest_generation(storage, _INDEX_NAME)
        return number


class Reader:
    """Threads share it."""

    def __init__(self) -> None:
        self._cache = PostingsCache()
        self._segments: dict[str, Segment] = {}
        self._view = NOTHING
        self._lock = Lock()

    def newest(self, folder: Path) -> View:
        """A commit may remove files while they are being opened: then there is a newer commit to open."""
        for _ in range(_TRIES - 1):
            try:
                return self._open(folder)
            except FileNotFoundError:
                sleep(0.01)
        return self._open(folder)

    def _open(self, folder: Path) -> View:
        storage = MappedStorage(folder)
        newest = (folder.name, Contents.newest(storage))
        with self._lock:
            if self._view.generation != newest:
                self._view = self._load(storage, *newest)
            return self._view

    def _load(self, storage: MappedStorage, name: str, number: int) -> View:
        contents = Contents.read(storage, _INDEX_NAME, gen=number, schema=SCHEMA)
        held = {segment.segment_id(): segment for segment in contents.segments}
        opened = {
            key: self._segments.get(key) or Segment(storage, segment, self._cache) for key, segment in held.items()
        }
        self._cache.forget(self._segments.keys() - opened.keys())
        self._segments = opened
        return View((name, number), [(opened[key], tuple(segment.deleted_docs())) for key, segment in held.items()])
