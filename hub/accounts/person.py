"""Who is signed in: a plain object loaded in one query, and the rights that follow from the account."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, select, update

from hub.accounts.models import Appointment, SignIn, User
from hub.core import clock
from hub.core.db import db

FORGOTTEN_AFTER = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=15)
"""How old `last_seen_at` may grow before it is written again: most reads write nothing."""


@dataclass(frozen=True, slots=True)
class Person:
    """What pages show of the person who is signed in. Flask-Login keeps `token` in the session."""

    id: int
    email: str
    display_name: str
    language: str
    permissions_version: int
    sign_in_id: int
    last_seen_at: datetime
    token: str = ""

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def was_seen_long_ago(self) -> bool:
        return clock.now() - self.last_seen_at > SEEN_EVERY


_USER, _SIGN_IN = User.__table__.c, SignIn.__table__.c
_BY_TOKEN = (
    select(
        *(_USER.id, _USER.email, _USER.display_name, _USER.language, _USER.permissions_version),
        *(_SIGN_IN.id, _SIGN_IN.last_seen_at),
    )
    .where(_SIGN_IN.user_id == _USER.id, _SIGN_IN.token_hash == bindparam("token_hash"), _SIGN_IN.ended_at.is_(None))
    .where(_USER.state == "active", _SIGN_IN.last_seen_at > bindparam("oldest"))
)
"""Made once, of tables and not of classes: every page asks it, and putting it together took longer than the answer."""


def load_person(token: str) -> Person | None:
    """The person whose browser holds this token; None once they signed out, were suspended or stayed away."""
    values = {"token_hash": hash_of(token), "oldest": clock.now() - FORGOTTEN_AFTER}
    row = db.session.execute(_BY_TOKEN, values).one_or_none()
    return Person(*row, token=token) if row is not None else None


def load_rights(user_id: int) -> Mapping[str, Any]:
    """What the account says of the person's rights. Whoever is not active has none."""
    holds = and_(
        Appointment.user_id == User.id,
        Appointment.organisation_confirmed_at.is_not(None),
        Appointment.holds_today(),
    )
    rows = db.session.execute(
        select(User.is_staff, User.permissions_version, Appointment.organisation_id)
        .outerjoin(Appointment, holds)
        .where(User.id == user_id, User.state == "active")
    ).all()
    if not rows:
        return {"id": None}
    return {
        "id": user_id,
        "is_staff": rows[0].is_staff,
        "permissions_version": rows[0].permissions_version,
        "organisations": frozenset(row.organisation_id for row in rows if row.organisation_id),
        "until": clock.midnight(),
    }


def open_sign_in(user_id: int, *, address: str = "", agent: str = "") -> str:
    """Sign the person in from one browser; the token is for its session alone. Call inside a unit of work."""
    token = secrets.token_urlsafe(32)
    row = SignIn(user_id=user_id, token_hash=hash_of(token), address=address[:45], agent=agent[:300])
    row.made_at = row.last_seen_at = clock.now()
    db.session.add(row)
    return token


def close_sign_ins(user_id: int, *, but_id: int | None = None) -> None:
    """Sign the person out everywhere, or everywhere else."""
    theirs = (SignIn.user_id == user_id, SignIn.ended_at.is_(None), SignIn.id != (but_id or 0))
    db.session.execute(update(SignIn).where(*theirs).values(ended_at=clock.now()))


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
