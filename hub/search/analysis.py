"""From text to the terms that are indexed: words, folded and stemmed. Every engine reads text through this module."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import snowballstemmer

# Any change to what `term_of` answers must raise this number: the index is then rebuilt beside the old one.
ANALYSER_VERSION = 1

LONGEST_TERM = 64
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
# Letters that Unicode does not split into a plain letter and a mark, so that folding must spell them out.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_STOP = frozenset((Path(__file__).parent / "common_words.txt").read_text(encoding="utf-8").split())
_stemmer = snowballstemmer.stemmer("english")


def fold(word: str) -> str:
    """Lower case, without accents: Tŷ and ty are one word."""
    if word.isascii():
        return word.lower()
    spread = unicodedata.normalize("NFKD", word.casefold().translate(_LETTERS))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


@lru_cache(maxsize=200_000)
def term_of(word: str) -> str:
    """The term one word is indexed by, or nothing for a word too common to search by."""
    folded = fold(word)
    if folded in _STOP:
        return ""
    if folded[0].isdigit():
        return folded.replace(",", "")[:LONGEST_TERM]
    return str(_stemmer.stemWord(folded))[:LONGEST_TERM]


def spans(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word of a text as (word, start, end), for marking what matched."""
    for match in _WORD.finditer(text):
        yield match.group(), match.start(), match.end()


def composed(text: str) -> str:
    """The text with each accented letter as one character, without which a mark would split a word in two."""
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def words(text: str) -> list[str]:
    """The words of a text, folded but not stemmed: what people see when they are offered a word."""
    return [fold(word)[:LONGEST_TERM] for word in _WORD.findall(composed(text))]


def terms(text: str) -> list[str]:
    """The terms of a text in order; a common word is an empty string, so that positions stay true."""
    return [term_of(word) for word in _WORD.findall(composed(text))]
