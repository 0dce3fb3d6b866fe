"""Signed tokens for links: one salt a purpose, and a piece of what they change, so that each is good once."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer

from hub.accounts.models import User


class Purpose(StrEnum):
    CONFIRM = "confirm"
    RESET = "reset"
    CHANGE_EMAIL = "change-email"
    FIRST_ADMINISTRATOR = "first-administrator"


GOOD_FOR = {
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.RESET: timedelta(hours=2),
    Purpose.CHANGE_EMAIL: timedelta(days=1),
    Purpose.FIRST_ADMINISTRATOR: timedelta(days=7),
}


class BadToken(Exception):
    """The token was changed, is too old, or was spent; nobody need know which."""


def make_token(purpose: Purpose, user: User, *more: str) -> str:
    return str(_serializer(purpose).dumps([user.id, _piece(user), *more]))


def read_user_id(purpose: Purpose, token: str) -> int:
    """Whom the token is for. It must still be checked against that user with `read_token`."""
    return int(_read(purpose, token)[0])


def read_token(purpose: Purpose, token: str, user: User) -> list[str]:
    """What else the token carries. Raises BadToken where the user has changed since it was made."""
    user_id, piece, *more = _read(purpose, token)
    if user_id != user.id or piece != _piece(user):
        raise BadToken
    return more


def make_bare_token(purpose: Purpose) -> str:
    """A token for no one in particular."""
    return str(_serializer(purpose).dumps([0]))


def check_bare_token(purpose: Purpose, token: str) -> None:
    _read(purpose, token)


def _serializer(purpose: Purpose) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"accounts.{purpose}")


def _read(purpose: Purpose, token: str) -> list[Any]:
    try:
        fields = _serializer(purpose).loads(token, max_age=int(GOOD_FOR[purpose].total_seconds()))
    except BadData as error:
        raise BadToken from error
    return list(fields) if isinstance(fields, list) and fields else [0]


def _piece(user: User) -> str:
    """Changes with the state, the address and the password: whatever spends a link changes one of them."""
    facts = "\n".join((user.state, user.email, user.password_hash or ""))
    return hashlib.sha256(facts.encode()).hexdigest()[:16]
