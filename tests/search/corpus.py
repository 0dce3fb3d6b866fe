"""Entries to search among: a few made by hand, and random ones for the tests that compare two ways of counting."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from hub.core.registry import SearchEntry
from hub.search import analysis
from hub.search.engines.base import Change, Engine

VOCABULARY = [
    "bins",
    "waste",
    "lorry",
    "route",
    "parking",
    "permit",
    "fine",
    "housing",
    "repair",
    "damp",
    "road",
    "school",
    "meal",
    "tax",
    "budget",
    "vote",
]
TOKENS = ("public", "signed-in", "group:1", "group:2", "user:7")
DAWN = datetime(2025, 1, 1, tzinfo=UTC)


def entry(
    number: int, title: str = "", body: str = "", audiences: tuple[str, ...] = ("public",), **more: Any
) -> SearchEntry:
    fields = {"kind": "document", "version": 1} | more
    return SearchEntry(ref=f"{fields['kind']}:{number}", title=title, body=body, audiences=audiences, **fields)


def put(engine: Engine, *entries: SearchEntry) -> None:
    engine.apply([Change(entry.ref, entry) for entry in entries])


def remove(engine: Engine, *refs: str) -> None:
    engine.apply([Change(ref, None) for ref in refs])


def refs(found: Any) -> list[str]:
    return [hit.ref for hit in found.hits]


texts = st.lists(st.sampled_from(VOCABULARY), max_size=12).map(" ".join)
queries = st.lists(st.sampled_from(VOCABULARY), min_size=1, max_size=4).map(tuple)
readers = st.sets(st.sampled_from(TOKENS), max_size=3)


@st.composite
def entries(draw: st.DrawFn, number: int) -> SearchEntry:
    return entry(
        number,
        draw(texts),
        draw(texts),
        tuple(draw(st.sets(st.sampled_from(TOKENS), min_size=1, max_size=2))),
        kind=draw(st.sampled_from(["document", "record"])),
        group_id=draw(st.sampled_from([None, 1, 2])),
        tags=tuple(draw(st.sets(st.sampled_from(["waste", "housing", "tax"]), max_size=2))),
        created_at=DAWN + timedelta(days=draw(st.integers(0, 30))),
        version=draw(st.integers(1, 3)),
    )


@st.composite
def histories(draw: st.DrawFn) -> list[list[Change]]:
    """Batches of changes to at most nine rows: added, changed, removed, added again."""
    batches = []
    for _ in range(draw(st.integers(1, 5))):
        numbers = draw(st.lists(st.integers(1, 9), min_size=1, max_size=6, unique=True))
        batches.append([_change(draw, number) for number in numbers])
    return batches


def _change(draw: st.DrawFn, number: int) -> Change:
    """A row keeps its kind for life."""
    made = draw(entries(number))
    kind = "document" if number % 2 else "record"
    made = entry(
        number,
        made.title,
        made.body,
        made.audiences,
        kind=kind,
        group_id=made.group_id,
        tags=made.tags,
        created_at=made.created_at,
        version=made.version,
    )
    return Change(made.ref, made if draw(st.integers(0, 3)) else None)


def final(batches: Iterable[Iterable[Change]]) -> list[SearchEntry]:
    """What the index should hold after all the batches."""
    held: dict[str, SearchEntry | None] = {}
    for batch in batches:
        held.update({change.ref: change.entry for change in batch})
    return [found for found in held.values() if found is not None]


def bm25(corpus: list[SearchEntry], query: Iterable[str]) -> dict[str, float]:
    """The score of every entry that has a word of the query, from the formula alone."""
    counts = {found.ref: _terms(found) for found in corpus}
    average = sum(held.total() for held in counts.values()) / len(counts) or 1
    scores: Counter[str] = Counter()
    for stem, weight in Counter(analysis.term_of(word) for word in query).items():
        having = sum(stem in held for held in counts.values())
        idf = math.log(1 + (len(counts) - having + 0.5) / (having + 0.5))
        for ref, held in counts.items():
            norm = 1.6 * (0.25 + 0.75 * held.total() / average)
            scores[ref] += weight * idf * held[stem] * 2.6 / (held[stem] + norm)
    return {ref: score for ref, score in scores.items() if score}


def _terms(found: SearchEntry) -> Counter[str]:
    text = " ".join([found.title, found.title, found.body, *found.tags])
    return Counter(term for term in analysis.terms(text) if term)
