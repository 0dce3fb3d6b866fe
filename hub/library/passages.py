"""The passage of a page that a person searched for, with their words marked."""

from __future__ import annotations

import re
from functools import cache

import snowballstemmer
from markupsafe import Markup

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
BEFORE, AFTER = 200, 500


@cache
def _stem(word: str) -> str:
    return str(snowballstemmer.stemmer("english").stemWord(word.lower()))


def marked(text: str, query: str) -> Markup:
    """The whole text, with every word that the query names marked."""
    wanted = _wanted(query)
    return _mark(text, wanted) if wanted else Markup.escape(text)


def passage(text: str, query: str) -> Markup | None:
    """The stretch of the text where most of the query's words stand together; None where none does."""
    wanted = _wanted(query)
    places = [(match.start(), _stem(match[0])) for match in WORD.finditer(text)] if wanted else []
    places = [place for place in places if place[1] in wanted]
    if not places:
        return None
    start = max(places, key=lambda place: _richness(places, place[0]))[0]
    begin, end = _word_edge(text, start - BEFORE), _word_edge(text, start + AFTER)
    before, after = ("… " if begin else ""), (" …" if end < len(text) else "")
    return Markup("{}{}{}").format(before, _mark(text[begin:end].strip(), wanted), after)


def _wanted(query: str) -> set[str]:
    return {_stem(word) for word in WORD.findall(query)[:32]}


def _richness(places: list[tuple[int, str]], start: int) -> int:
    return len({stem for at, stem in places if start <= at < start + AFTER})


def _word_edge(text: str, at: int) -> int:
    if at <= 0 or at >= len(text):
        return max(0, min(at, len(text)))
    space = text.find(" ", at)
    return at if space < 0 or space > at + 40 else space


def _mark(text: str, wanted: set[str]) -> Markup:
    parts: list[Markup | str] = []
    done = 0
    for match in WORD.finditer(text):
        if _stem(match[0]) in wanted:
            parts += [Markup.escape(text[done : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
            done = match.end()
    return Markup("").join([*parts, Markup.escape(text[done:])])
