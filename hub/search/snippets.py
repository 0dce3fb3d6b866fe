"""The passage that shows why something was found, with its page, marked up safely."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from hub.search import analysis
from hub.search.parse import Query

WIDTH = 240
_SPACES = re.compile(r"\s+")

Page = tuple[int | None, str]
Mark = tuple[int, int, str]


@dataclass(frozen=True)
class Passage:
    """Some words around what matched. `page` is None where there are no pages or nothing in the text matched."""

    text: Markup
    page: int | None = None
    matched: bool = False


class Wanted:
    """The terms a query looks for, and a quick pattern that finds all words that could be one of them."""

    def __init__(self, query: Query) -> None:
        self.terms = {term for term in analysis.terms(query.text) if term}
        self.prefixes = tuple(analysis.fold(prefix) for prefix in query.prefixes)
        starts = {term[: max(3, len(term) - 2)] for term in self.terms} | set(self.prefixes)
        either = "|".join(re.escape(start) for start in sorted(starts)) or r"(?!)"
        self._phrases = [_phrase(phrase) for phrase in query.phrases]
        self._quick = re.compile(rf"(?<![^\W_])(?:{either})[^\W_]*(?:['’.,][^\W_]+)*", re.IGNORECASE)

    def marks(self, text: str) -> Iterator[Mark]:
        """Every word of the text that the query looks for. Plain text is skimmed; accents need each word folded."""
        words = self._skimmed(text) if text.isascii() else analysis.spans(text)
        for word, start, end in words:
            term = analysis.term_of(word)
            if term in self.terms:
                yield start, end, term
            elif self.prefixes and analysis.fold(word).startswith(self.prefixes):
                yield start, end, word

    def phrases_in(self, text: str) -> int:
        """How many of the phrases stand in the text, as they were typed."""
        return sum(bool(phrase.search(text)) for phrase in self._phrases)

    def _skimmed(self, text: str) -> Iterator[tuple[str, int, int]]:
        for found in self._quick.finditer(text):
            for word, start, end in analysis.spans(found.group()):
                yield word, found.start() + start, found.start() + end


def passage(pages: Sequence[Page], query: Query) -> Passage:
    """The best stretch of the best page; where nothing matched, how the text begins."""
    wanted = Wanted(query)
    composed = [(number, analysis.composed(text)) for number, text in pages]
    marks = [list(wanted.marks(text)) for _, text in composed]
    best = _best_page(composed, marks, wanted)
    if best is None:
        return Passage(_beginning(composed))
    number, text = composed[best]
    rarity = _rarity(marks)
    return Passage(_marked(text, marks[best], rarity), number, matched=True)


def _phrase(phrase: str) -> re.Pattern[str]:
    words = [re.escape(word) for word, _, _ in analysis.spans(phrase)]
    return re.compile(r"\W+".join(words) or r"(?!)", re.IGNORECASE)


def _best_page(pages: Sequence[Page], marks: Sequence[Sequence[Mark]], wanted: Wanted) -> int | None:
    """The page with the phrase that was asked for, then with most of what is rare; the first of equals.

    What a person wrote about a document counts half: whoever searches wants the page that can be opened.
    """
    rarity = _rarity(marks)
    worth = [sum(rarity[term] * n / (n + 1.2) for term, n in _counts(found).items()) for found in marks]
    scores = [
        (wanted.phrases_in(text), score if number is not None else score / 2)
        for (number, text), score in zip(pages, worth, strict=True)
    ]
    best = max(range(len(scores)), key=scores.__getitem__, default=None)
    return best if best is not None and marks[best] else None


def _counts(marks: Sequence[Mark]) -> Counter[str]:
    return Counter(term for _, _, term in marks)


def _rarity(marks: Sequence[Sequence[Mark]]) -> Mapping[str, float]:
    having = Counter(term for found in marks for term in _counts(found))
    return {term: math.log(1 + (len(marks) + 0.5) / (count + 0.5)) for term, count in having.items()}


def _marked(text: str, marks: Sequence[Mark], rarity: Mapping[str, float]) -> Markup:
    start, end = _window(text, marks, rarity)
    pieces = [Markup("… ") if start else Markup()]
    place = start
    for mark_start, mark_end, _ in marks:
        if start <= mark_start and mark_end <= end:
            pieces.append(_plain(text[place:mark_start]))
            pieces.append(Markup("<mark>{}</mark>").format(text[mark_start:mark_end]))
            place = mark_end
    pieces.append(_plain(text[place:end]))
    return Markup().join([*pieces, Markup(" …") if end < len(text) else Markup()])


def _window(text: str, marks: Sequence[Mark], rarity: Mapping[str, float]) -> tuple[int, int]:
    """The stretch that holds the most: different terms first, then how close they stand."""
    best, most = marks[0][0], -1.0
    first = 0
    for last, (_, end, _) in enumerate(marks):
        while marks[first][0] < end - WIDTH * 3 // 4:
            first += 1
        inside = {term for _, _, term in marks[first : last + 1]}
        worth = sum(rarity[term] for term in inside) + (last - first) / 1000
        if worth > most:
            best, most = marks[first][0], worth
    start = _word_edge(text, max(0, best - WIDTH // 6))
    return start, _word_edge(text, min(len(text), start + WIDTH))


def _word_edge(text: str, place: int) -> int:
    """The next place at or after this one where no word is cut, unless the word is endless."""
    if place in {0, len(text)}:
        return place
    gap = _SPACES.search(text, place, place + 40)
    return gap.end() if gap else place


def _beginning(pages: Sequence[Page]) -> Markup:
    text = next((text for _, text in pages if text.strip()), "").lstrip()
    end = _word_edge(text, min(len(text), WIDTH))
    return _plain(text[:end]) + (Markup(" …") if end < len(text) else Markup())


def _plain(text: str) -> Markup:
    return escape(_SPACES.sub(" ", text))
