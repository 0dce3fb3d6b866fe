"""A person's desk: where their drafts lie, and what may lie there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from hub.core.errors import Refused
from hub.core.forms import plain_text
from hub.policy import Actor

PLACE = re.compile(r"[a-z_]{1,30}(:[a-z0-9_-]{1,30}){0,3}")
FIELD = re.compile(r"[a-z][a-z0-9_]{0,39}")
NEVER_KEPT = {"csrf_token", "password", "new_password", "current_password", "token", "key"}
MOST_FIELDS = 20
LONGEST = 400_000
"""Characters of a whole draft: more than any form of the hub takes."""
MOST_DRAFTS = 200


@dataclass(frozen=True)
class Desk:
    """What the policy is asked about: nobody but its owner reads or writes here."""

    audience: str


def desk_of(actor: Actor) -> Desk:
    return Desk(f"user:{actor.id}")


def checked_place(place: Any) -> str:
    """The place as it was named. Raises Refused for one that no form of ours names."""
    if not isinstance(place, str) or not PLACE.fullmatch(place) or len(place) > 80:
        raise Refused(_("This page is out of date. Reload it and try again."))
    return place


def checked_heading(heading: str) -> str:
    """What a page calls itself, on one line of text."""
    return " ".join(str(plain_text(heading)).split())[:200]


def checked_fields(fields: Any) -> dict[str, str]:
    """The texts worth keeping. Raises Refused where they are no form's, or too long altogether."""
    if not isinstance(fields, Mapping) or len(fields) > MOST_FIELDS:
        raise Refused(_("This page is out of date. Reload it and try again."))
    kept = {name: str(plain_text(value)) for name, value in fields.items() if _is_worth_keeping(name, value)}
    if sum(len(value) for value in kept.values()) > LONGEST:
        raise Refused(
            _(
                "This is too long to keep as a draft: up to %(most)s characters. Copy it to a safe place.",
                most=f"{LONGEST:,}",
            )
        )
    return kept


def _is_worth_keeping(name: Any, value: Any) -> bool:
    is_ours = isinstance(name, str) and FIELD.fullmatch(name) is not None and name not in NEVER_KEPT
    return is_ours and isinstance(value, str) and bool(value.strip())
