"""The signed tokens in our mails: they stop exactly one thing, or confirm an address, signed in or not."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

CONFIRMED_WITHIN = 7 * 24 * 3600
"""Seconds. A way out of mails stays good for as long as the mail is kept."""


def stopping(user_id: int, what: str) -> str:
    """`what`: `off:<ref>` mutes a thing, `mail:<category>` ends its mails, `digest:<channel>` ends that digest."""
    return str(_stopping().dumps([user_id, what]))


def read_stopping(token: str) -> tuple[int, str] | None:
    try:
        user_id, what = _stopping().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    return (user_id, what) if isinstance(user_id, int) and isinstance(what, str) else None


def confirming(user_id: int, address: str) -> str:
    return str(_confirming().dumps([user_id, address]))


def read_confirming(token: str) -> tuple[int, str] | None:
    try:
        user_id, address = _confirming().loads(token, max_age=CONFIRMED_WITHIN)
    except (BadData, ValueError, TypeError):
        return None
    return (user_id, address) if isinstance(user_id, int) and isinstance(address, str) else None


def _stopping() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop a mail")


def _confirming() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="confirm an address")
