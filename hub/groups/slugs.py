"""The address of a group: from its name, unless its name is to stay hidden."""

from __future__ import annotations

import re
import secrets
import unicodedata

from sqlalchemy import select

from hub.core.db import db
from hub.groups.models import Group

LONGEST = 60
RESERVED = {"new", "proposals", "without-facilitator"}
LETTERS = "bcdfghjkmnpqrstvwxz23456789"
"""For random addresses: none that spells a word or looks like another."""


def slug_for(name: str, visibility: str) -> str:
    """A free address. A private group's is random; one that collides gets a number in silence: names are content."""
    wish = random_slug() if visibility == "private" else plain_slug(name)
    taken = set(db.session.scalars(select(Group.slug).where(Group.slug.startswith(wish, autoescape=True)))) | RESERVED
    tries = (wish if number == 1 else f"{wish}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in tries if slug not in taken)


def plain_slug(name: str) -> str:
    """`Parking & traffic` → `parking-traffic`."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:LONGEST].strip("-") or "group"


def random_slug() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(12))


def is_well_formed(slug: str) -> bool:
    return bool(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)) and len(slug) <= 80 and slug not in RESERVED
