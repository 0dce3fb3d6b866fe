"""One page of results computed over whole posting lists: mask, BM25, exact count, facets, top N."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hub.search import analysis
from hub.search.engines.base import Found, Hit
from hub.search.engines.whoosh import phrases
from hub.search.engines.whoosh.view import Mask, View
from hub.search.parse import Query

K1 = 1.6
B = 0.75
MOST_WORDS = 512
MOST_EXPANSIONS = 8

Scores = NDArray[np.float32]
Documents = NDArray[np.signedinteger[Any]]
Clause = tuple[tuple[str, ...], int]


@dataclass(frozen=True)
class Ask:
    """A query in the index's terms. A clause is one word, or the expansions of one prefix, with a weight."""

    clauses: Sequence[Clause]
    phrases: Sequence[Sequence[str]]
    without: Sequence[str]
    filters: Mapping[str, Collection[str]]
    all_words: bool = False
    said_something: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing positive is asked for. Common words alone find nothing, rather than everything."""
        return not (self.clauses or self.phrases or (self.filters and not self.said_something))


@dataclass
class Matches:
    """What words alone have found: every document's score, and how many clauses it has."""

    scores: Scores
    clauses: NDArray[np.uint16] = field(repr=False)


def ask_for(view: View, query: Query, filters: Mapping[str, Collection[str]]) -> Ask:
    """Read a query in terms of this index: stems, the rarest 512 of its words, prefixes spelt out."""
    phrased = [analysis.terms(phrase) for phrase in query.phrases]
    stems = [stem for word in query.words for stem in analysis.terms(word) if stem]
    stems += [stem for phrase in phrased for stem in phrase if stem]
    clauses: list[Clause] = [((stem,), weight) for stem, weight in _rarest(view, Counter(stems)).items()]
    clauses += [(expansions, 1) for prefix in query.prefixes if (expansions := _expand(view, prefix))]
    return Ask(
        clauses=clauses,
        phrases=[phrase for phrase in phrased if any(phrase)],
        without=[stem for word in query.without for stem in analysis.terms(word) if stem],
        filters=filters,
        all_words=query.all_words,
        said_something=bool(query.words or query.phrases or query.prefixes),
    )


def _rarest(view: View, stems: Counter[str]) -> Counter[str]:
    if len(stems) <= MOST_WORDS:
        return stems
    kept = sorted(stems, key=lambda stem: len(view.postings("text", stem)[0]))[:MOST_WORDS]
    return Counter({stem: stems[stem] for stem in kept})


def _expand(view: View, prefix: str) -> tuple[str, ...]:
    """Terms that start as typed. `consultation*` also means the term its whole word is kept under."""
    folded = analysis.fold(prefix)
    whole = analysis.term_of(prefix)
    found = view.expansions("text", folded, MOST_EXPANSIONS)
    return tuple(dict.fromkeys([*found, *([whole] if whole else [])]))


def execute(
    view: View,
    ask: Ask,
    audiences: Collection[str],
    *,
    exclude: Collection[str] = (),
    facets: Sequence[str] = (),
    limit: int = 20,
    offset: int = 0,
) -> Found:
    """One page. Everything counted is counted after the reader's mask."""
    if not audiences or ask.is_empty or not view.size:
        return Found()
    matches = _score(view, ask)
    hits = _within(view, ask, matches, readable(view, audiences, exclude))
    narrowed = {name: view.mask(name, values) for name, values in ask.filters.items()}
    shown = _all_of(hits, narrowed)
    found = np.flatnonzero(shown)
    best = _best(view, found, matches.scores, offset + limit)[offset:]
    return Found(
        total=len(found),
        hits=[_hit(view, int(document), float(matches.scores[document])) for document in best],
        facets={name: view.counts(name, _all_of(hits, narrowed, but=name)) for name in facets},
    )


def readable(view: View, audiences: Collection[str], exclude: Collection[str]) -> Mask:
    """The documents that live, that the reader may see, and that are not waiting to be looked at again."""
    allowed = view.mask("audience", audiences) & view.alive
    if exclude:
        allowed &= ~view.refs_mask(exclude)
    return allowed


def _all_of(hits: Mask, narrowed: Mapping[str, Mask], but: str = "") -> Mask:
    for name, mask in narrowed.items():
        if name != but:
            hits = hits & mask
    return hits


def _score(view: View, ask: Ask) -> Matches:
    matches = Matches(np.zeros(view.size, np.float32), np.zeros(view.size, np.uint16))
    norm = np.float32(K1) * (np.float32(1 - B) + np.float32(B / view.average_length) * view.lengths)
    for terms, weight in ask.clauses:
        has = np.zeros(view.size, bool)
        for term in terms:
            ids, weights = view.postings("text", term)
            idf = np.float32(weight * np.log(1 + (view.size - len(ids) + 0.5) / (len(ids) + 0.5)))
            matches.scores[ids] += idf * (weights * np.float32(K1 + 1)) / (weights + norm[ids])
            has[ids] = True
        matches.clauses += has
    return matches


def _within(view: View, ask: Ask, matches: Matches, allowed: Mask) -> Mask:
    """Of the readable documents, those that the words, phrases and left-out words leave."""
    if ask.clauses and (ask.all_words or not ask.phrases):
        allowed = allowed & (matches.clauses >= (len(ask.clauses) if ask.all_words else 1))
    if ask.without:
        allowed = allowed & ~view.mask("text", ask.without)
    for phrase in ask.phrases:
        allowed = phrases.containing(view, phrase, allowed)
    return allowed


def _best(view: View, found: Documents, scores: Scores, count: int) -> Documents:
    """The best in order. Equals stand newest first, then by number, so that pages never overlap."""
    held = scores[found]
    if len(found) > count > 0:
        least = np.partition(held, len(held) - count)[len(held) - count]
        found, held = found[held >= least], held[held >= least]
    order = np.lexsort((view.object_ids[found], -view.created[found], -held))
    best: Documents = found[order[:count]]
    return best


def _hit(view: View, document: int, score: float) -> Hit:
    segment, local = view.place(document)
    return Hit(view.ref(document), score, view.version(document), segment.external_id(local))


def titles(
    view: View, text: str, audiences: Collection[str], *, exclude: Collection[str] = (), limit: int = 10
) -> list[Hit]:
    """Entries whose title or tags have every word, the last one as a beginning; newest first."""
    typed = analysis.words(text)
    if not typed or not audiences or not view.size:
        return []
    allowed = readable(view, audiences, exclude)
    for word in typed[:-1]:
        allowed &= view.mask("word", [word])
    allowed &= view.mask("word", view.expansions("word", typed[-1], MOST_WORDS))
    best = _best(view, np.flatnonzero(allowed), np.zeros(view.size, np.float32), limit)
    return [_hit(view, int(document), 0.0) for document in best]
