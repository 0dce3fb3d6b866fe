"""Councils alike, in words: the three lenses, and the reason that is shown. A score never is."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

LENSES = {"overall": "global", "economic": "economic", "demographic": "demographic"}
"""What a reader chooses, and the basis under which the lists were imported."""

LENS_WORDS: dict[str, Any] = {
    "overall": _l("overall"),
    "economic": _l("by economy"),
    "demographic": _l("by population"),
}


def reason_of(rank: int | None, lens: str) -> str:
    """`similar to yours (4th, overall)`; empty for who works in no such council."""
    if rank is None:
        return ""
    return _("similar to yours (%(rank)s, %(lens)s)", rank=ordinal(rank), lens=LENS_WORDS[lens])


def ordinal(number: int) -> str:
    """`4th` in English, `4.` in other languages, which have no such endings."""
    locale = get_locale()
    if locale is not None and locale.language != "en":
        return f"{number}."
    last = number % 10 if number % 100 not in {11, 12, 13} else 0
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(last, 'th') }"
