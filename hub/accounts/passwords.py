"""Passwords: hashed with argon2, at least 12 characters, not among those that everyone tries first."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app
from flask_babel import gettext as _

from hub.core.errors import Refused

SHORTEST, LONGEST = 12, 200
SITE_WORDS = ("knowledge", "hub", "knowledgehub", "khub", "council", "councils", "localgov", "government")
LOOKALIKES = str.maketrans("@4831!05$7+", "aabeiiosstt")


@cache
def _hasher(*, is_cheap: bool) -> PasswordHasher:
    """OWASP's figures: 19 MiB, two passes, one lane. Tests take the cheapest there is."""
    if is_cheap:
        return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def _current() -> PasswordHasher:
    return _hasher(is_cheap=bool(current_app.config.get("CHEAP_PASSWORDS")))


@cache
def _nobodys_hash(hasher: PasswordHasher) -> str:
    return hasher.hash("nobody has this password")


def hash_password(password: str) -> str:
    return _current().hash(password)


def is_right(password_hash: str | None, password: str) -> bool:
    """Whether the password fits. Without a hash the same work is done in vain, so that time tells nothing."""
    hasher = _current()
    try:
        hasher.verify(password_hash or _nobodys_hash(hasher), password[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether it was made with other settings than today's."""
    return _current().check_needs_rehash(password_hash)


def check_new_password(password: str, *, own_words: tuple[str, ...] = (), field: str = "password") -> None:
    """Raise Refused where the password is short or among the first a stranger would try."""
    if len(password) < SHORTEST:
        message = _("Use at least %(count)s characters. Three random words are easy to keep in mind.", count=SHORTEST)
        raise Refused(message, field=field)
    if len(password) > LONGEST:
        raise Refused(_("Use at most %(count)s characters.", count=LONGEST), field=field)
    if is_easily_guessed(password, own_words):
        message = _("This password is easy to guess. Choose another, such as three random words.")
        raise Refused(message, field=field)


def is_easily_guessed(password: str, own_words: tuple[str, ...] = ()) -> bool:
    """One of the well-known passwords, or nothing but well-known words, the person's own words, digits and signs."""
    small = password.casefold()
    if small in common_passwords() or len(set(small)) < 5:
        return True
    own = {part for word in own_words for part in re.findall(r"[^\W\d_]{3,}", word.casefold())}
    words = common_words() | own | set(SITE_WORDS)
    return any(_is_made_of(text, words) for text in (small, small.translate(LOOKALIKES)))


def _is_made_of(text: str, words: Collection[str]) -> bool:
    """Whether the text is nothing but these words, digits and signs.

    Place by place, because a pattern of overlapping words may take for ever, and some of them are the person's own.
    """
    reached = [True] + [False] * len(text)
    for end, character in enumerate(text, 1):
        reached[end] = (reached[end - 1] and not character.isalpha()) or any(
            reached[end - len(word)] for word in words if text.endswith(word, 0, end)
        )
    return reached[-1]


@cache
def _lists() -> tuple[frozenset[str], frozenset[str]]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.strip().casefold() for line in lines if line.strip() and not line.startswith("#")]
    words = {entry[1:] for entry in entries if entry.startswith("+")}
    return frozenset(entry for entry in entries if not entry.startswith("+")), frozenset(words)


def common_passwords() -> frozenset[str]:
    """Passwords of twelve characters and more that stand high in lists of stolen ones."""
    return _lists()[0]


def common_words() -> frozenset[str]:
    """Words of which, with digits and signs between them, most guessed passwords are made."""
    return _lists()[1]
