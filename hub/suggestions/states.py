"""Where a suggestion may stand, and which moves are allowed. Merging is a move of its own: see `merging`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

WORDS: dict[str, Any] = {
    "open": _l("Open"),
    "under_review": _l("Under review"),
    "planned": _l("Planned"),
    "done": _l("Done"),
    "declined": _l("Declined"),
    "merged": _l("Merged"),
}
MOVES: Mapping[str, tuple[str, ...]] = {
    "open": ("under_review", "planned", "done", "declined"),
    "under_review": ("planned", "done", "declined", "open"),
    "planned": ("done", "under_review", "declined"),
    "done": ("planned",),
    "declined": ("under_review",),
    "merged": (),
}
SUPPORTABLE = frozenset({"open", "under_review", "planned"})
EDITABLE = frozenset({"open", "under_review"})
TONES = {"open": "plain", "under_review": "brand", "planned": "brand", "done": "success"}

CALL_WORDS: dict[str, Any] = {
    "scheduled": _l("Opens soon"),
    "open": _l("Open"),
    "closed": _l("Closed"),
    "done": _l("Outcome published"),
}


def may_move(earlier: str, status: str) -> bool:
    return status in MOVES.get(earlier, ())
