"""From text to the terms that are indexed: words, folded and stemmed. Every engine reads text through this one module."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import snowballstemmer

# Any change to what `term_of` answers must raise this number: the index is then rebuilt beside the old one.
ANALYSER_VERSION = 1

LONGEST_TERM = 64
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")
# Letters that Unicode does not split into a plain letter and a mark, so that folding must spell them out.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "’": "'"})
_STOP = frozenset(
    """a about above after again against all am an and any are aren't as at be because been before being below between
    both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from
    further had hadn't has hasn't have haven't having he her here hers herself him himself his how i if in into is
    isn't it it's its itself let's me more most mustn't my myself no nor not of off on once only or other ought our
    ours ourselves out over own same shan't she should shouldn't so some such than that that's the their theirs them
    themselves then there there's these they this those through to too under until up very was wasn't we were weren't
    what what's when where which while who whom why will with won't would wouldn't you your yours yourself
    yourselves""".split()
)
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
