"""What the admin slice knows of a person's rights."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from hub.accounts.models import User
from hub.admin.models import GroupOpening
from hub.core import clock
from hub.core.db import db


def load_openings(user_id: int) -> Mapping[str, Any]:
    """The groups that this member of staff has opened for now; for anyone else there are none."""
    open_now = (
        select(GroupOpening.group_id, GroupOpening.closes_at)
        .join(User, User.id == GroupOpening.user_id)
        .where(GroupOpening.user_id == user_id, User.is_staff)
        .where(GroupOpening.closed_at.is_(None), GroupOpening.closes_at > clock.now())
    )
    rows = db.session.execute(open_now).all()
    opened = {"opened": frozenset(row.group_id for row in rows)}
    return opened | {"until": min(row.closes_at for row in rows)} if rows else opened
