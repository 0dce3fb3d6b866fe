"""Who holds the audience tokens that follow from an account, in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, exists, literal, true

from hub.accounts.models import Appointment, User
from hub.core.registry import Hub


def register_holders(hub: Hub) -> None:
    """Say it to the registry, token by token."""
    hub.holders("public", lambda _id, _user_id: true())
    hub.holders("signed-in", lambda _id, _user_id: true())
    hub.holders("user", lambda person_id, user_id: user_id == literal(person_id))
    hub.holders("staff", lambda _id, user_id: exists().where(User.id == user_id, User.is_staff))
    hub.holders("organisation", _of_organisation)


def _of_organisation(organisation_id: int, user_id: Any) -> ColumnElement[bool]:
    return exists().where(
        Appointment.user_id == user_id,
        Appointment.organisation_id == organisation_id,
        Appointment.organisation_confirmed_at.is_not(None),
        Appointment.holds_today(),
    )
