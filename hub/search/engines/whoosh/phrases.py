"""Words side by side, looked for only in documents that have all of them and may be read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from hub.search.engines.whoosh.view import Mask, View


def containing(view: View, phrase: Sequence[str], allowed: Mask) -> Mask:
    """Of the allowed documents, those with the phrase. An empty string stands for one word too common to index."""
    steps = [(step, term) for step, term in enumerate(phrase) if term]
    candidates = allowed.copy()
    for term in {term for _, term in steps}:
        candidates &= view.mask("text", [term])
    kept = np.zeros(view.size, bool)
    kept[_standing(view, steps, np.flatnonzero(candidates).astype(np.int32))] = True
    return kept


def _standing(view: View, steps: list[tuple[int, str]], candidates: NDArray[np.int32]) -> list[int]:
    """The candidates in which every term stands at its step from one beginning."""
    beginnings: dict[int, set[int]] = {}
    places = {term: view.positions(term, candidates) for _, term in steps}
    for number, (step, term) in enumerate(steps):
        found = {
            document: {place - step for place in places[term][document].tolist()}
            for document in (beginnings if number else candidates.tolist())
        }
        beginnings = {d: common for d, here in found.items() if (common := here & beginnings[d] if number else here)}
    return list(beginnings)
