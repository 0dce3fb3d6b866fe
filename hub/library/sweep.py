"""Takes away what no row names: bytes of writes that were never committed, and uploads nobody finished."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from hub.core import clock
from hub.core.db import db
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.library.models import Blob, Upload

EVERY = 6 * 3600.0
UPLOADS_LIVE = timedelta(days=7)
GARBAGE_RIPENS = timedelta(days=1)
BATCH = 500


def sweep() -> None:
    """A blob is only ever taken when no row named it a day after it was written."""
    with unit_of_work():
        db.session.execute(delete(Upload).where(Upload.created_at < clock.now() - UPLOADS_LIVE))
    files = store()
    files.discard_stale(older_than=(clock.now() - UPLOADS_LIVE).timestamp())
    old = list(files.hashes(older_than=(clock.now() - GARBAGE_RIPENS).timestamp()))
    for start in range(0, len(old), BATCH):
        batch = old[start : start + BATCH]
        known = set(db.session.scalars(select(Blob.sha256).where(Blob.sha256.in_(batch))))
        for sha256 in set(batch) - known:
            files.delete(sha256)
    db.session.rollback()
