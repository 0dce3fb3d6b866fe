"""Takes away drafts that nobody came back to."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete

from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.drafts.models import Draft

EVERY = 24 * 3600.0
KEPT_FOR = timedelta(days=90)


def sweep_drafts() -> None:
    with unit_of_work():
        db.session.execute(delete(Draft).where(Draft.saved_at < clock.now() - KEPT_FOR))
