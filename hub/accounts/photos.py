"""Photos of people: drawn anew, small, and kept apart from documents, whose rows decide what stays."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

from flask_babel import gettext as _
from sqlalchemy import exists, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.files import FileStore
from hub.core.images import NotAnImage, redraw
from hub.core.web import settings

LONGEST_SIDE = 400
LARGEST = 20_000_000
SWEEP_EVERY = 24 * 3600.0
KEPT_FOR = timedelta(days=1)
"""A file is written before the row that names it, so a young one may still be waited for."""


def photo_store() -> FileStore:
    return FileStore(settings().data_dir / "photos")


def keep_photo(picture: Path) -> tuple[str, str]:
    """Store the picture; its hash and its media type."""
    try:
        data, media_type = redraw(picture, longest_side=LONGEST_SIDE)
    except NotAnImage:
        message = _("We could not read this picture. Choose a JPEG, PNG, GIF or WebP file.")
        raise Refused(message, field="photo") from None
    return photo_store().put(io.BytesIO(data), LARGEST).sha256, media_type


def sweep_photos() -> None:
    """Take away photos that nobody has shown for a day."""
    photos = photo_store()
    for sha256 in list(photos.hashes(older_than=(clock.now() - KEPT_FOR).timestamp())):
        if not db.session.scalar(select(exists().where(User.photo_sha256 == sha256))):
            photos.delete(sha256)
    db.session.rollback()
