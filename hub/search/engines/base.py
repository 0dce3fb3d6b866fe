"""What every engine answers to. It ranks and counts within audiences; the database still decides what is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from hub.core.registry import SearchEntry
from hub.search.parse import Query

# What hits can be narrowed by and counted by. Values are strings; a group or an organisation is its number.
FACETS = ("kind", "group", "organisation", "tag", "year", "licence", "language")


class Busy(Exception):
    """Another process is writing to the index: try again later."""


class Unreadable(Exception):
    """The index is damaged: it can answer nothing until it is rebuilt."""


@dataclass(frozen=True, slots=True)
class Change:
    """Make the index agree with this: the entry of a ref as it is now, or nothing where it is gone."""

    ref: str
    entry: SearchEntry | None


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. The score orders hits and is never shown to a browser."""

    ref: str
    score: float
    version: int
    external_id: str | None = None

    @property
    def kind(self) -> str:
        return self.ref.partition(":")[0]

    @property
    def object_id(self) -> int:
        return int(self.ref.partition(":")[2])


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of hits, with counts over all that the reader may see."""

    total: int = 0
    hits: Sequence[Hit] = ()
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Status:
    """The state of the index. `build` names its generation and `batch` the last batch of changes it holds."""

    engine: str
    ready: bool
    reason: str
    entries: int = 0
    build: str = ""
    batch: int = 0
    built_at: str = ""


class Engine(Protocol):
    """Fail closed: without audiences there are no hits, no counts, no words."""

    def apply(self, changes: Iterable[Change], *, batch: int = 0) -> None:
        """Make the index agree with the changes and be on disk when this returns, `batch` noted."""

    def search(
        self,
        query: Query,
        audiences: Collection[str],
        *,
        exclude: Collection[str] = (),
        filters: Mapping[str, Collection[str]] | None = None,
        facets: Sequence[str] = (),
        limit: int = 20,
        offset: int = 0,
    ) -> Found:
        """The best hits. Refs in `exclude` are in no hit, count or facet; a facet is counted without its own filter."""

    def titles(
        self, text: str, audiences: Collection[str], *, exclude: Collection[str] = (), limit: int = 10
    ) -> list[Hit]:
        """Entries whose title or tags have all these words, the last one perhaps half typed; newest first."""

    def words(self, prefix: str, audiences: Collection[str], *, limit: int = 8) -> list[str]:
        """Words to offer, most frequent first, from entries anyone signed in (or for visitors: anyone) may read."""

    def versions(self) -> Iterator[tuple[str, int]]:
        """Every (ref, version) in the index, for `hub index verify`."""

    def status(self) -> Status:
        """Whether the index can be searched, and if not, why."""

    def rebuild(
        self,
        batches: Iterable[Iterable[SearchEntry]],
        look_again: Callable[[Collection[str]], Iterable[Change]],
    ) -> Status:
        """Build a new index beside the one in use, then swap; changes that came meanwhile are looked at again."""
