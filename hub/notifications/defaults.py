"""How a person is told where they chose nothing. Why these: docs/decisions/0013-being-told.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from hub.core.registry import CATEGORIES

MAILS = {
    "each": _l("A mail at once"),
    "daily": _l("In the daily digest"),
    "weekly": _l("In the weekly digest"),
    "none": _l("No mail"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether it stands on the page, and by which mail it comes: each (at once), daily, weekly or none."""

    on_page: bool
    mail: str


DEFAULTS: Mapping[str, Choice] = {
    "direct": Choice(on_page=True, mail="each"),
    "conversations": Choice(on_page=True, mail="each"),
    "groups": Choice(on_page=True, mail="weekly"),
    "suggestions": Choice(on_page=True, mail="daily"),
    "live": Choice(on_page=True, mail="daily"),
    "people": Choice(on_page=True, mail="daily"),
    "facilitating": Choice(on_page=True, mail="each"),
}
assert DEFAULTS.keys() == CATEGORIES.keys()

NEWS_OF_A_GROUP = {"groups", "live"}
"""What members hear of without following more than their group; replies reach those who follow the conversation."""

WRITING = {"conversations", "groups", "suggestions", "live"}
"""What those who follow the person who did it hear of, where they may see it: never requests, messages or decisions."""
