"""From what a person typed to what is asked for. Nothing is refused: what is not an operator is a word."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_OPERATORS = 8
SHORTEST_PREFIX = 3
FILTERS = ("type", "group", "tag", "by", "council", "year")

_PIECE = re.compile(
    rf"""(?P<filter>\b(?:{"|".join(FILTERS)})):(?:"(?P<quoted>[^"]+)"|(?P<value>[^\s"]+))
    | "(?P<phrase>[^"]*)"
    | (?<!\S)-(?P<without>[^\W_][^\s"]*)
    | (?P<prefix>[^\W_]{{{SHORTEST_PREFIX},}})\*(?!\S)
    | (?P<word>[^\s"]+)""",
    re.VERBOSE | re.IGNORECASE,
)


@dataclass(frozen=True)
class Query:
    """What is asked for: `words` rank, `phrases` and `filters` are required, `without` is left out."""

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    prefixes: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    all_words: bool = False

    @property
    def text(self) -> str:
        """The words that rank, for marking passages."""
        return " ".join((*self.words, *self.phrases))


def parse(text: str, *, all_words: bool = False) -> Query:
    """Read a person's text. At most eight operators count; the rest of them are plain words."""
    words: list[str] = []
    phrases: list[str] = []
    prefixes: list[str] = []
    without: list[str] = []
    filters: dict[str, tuple[str, ...]] = {}
    used = 0
    for match in _PIECE.finditer(text):
        kind, value = _read(match)
        if kind == "word" or used == MOST_OPERATORS:
            words.append(match.group())
            continue
        used += 1
        if kind == "filter":
            name = match["filter"].lower()
            filters[name] = (*filters.get(name, ()), value)
        else:
            {"phrase": phrases, "prefix": prefixes, "without": without}[kind].append(value)
    return Query(tuple(words), tuple(phrases), tuple(prefixes), tuple(without), filters, all_words)


def _read(match: re.Match[str]) -> tuple[str, str]:
    """The kind of one piece and its value; an empty pair of quotes is a stray sign."""
    if match["filter"]:
        return "filter", match["quoted"] or match["value"]
    for kind in ("phrase", "without", "prefix"):
        if match[kind]:
            return kind, match[kind]
    return "word", match.group()
