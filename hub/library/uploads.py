"""Files that come in parts and go on where they stopped. Bytes are written first, rows afterwards."""

from __future__ import annotations

import secrets
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.files import OffsetMismatch, Readable, StoredFile, TooLarge
from hub.core.sniffing import UNKNOWN
from hub.core.storage import store
from hub.core.web import settings
from hub.library.intake import Content
from hub.library.media import plain_name, refuse_what_is_no_document
from hub.library.models import Upload
from hub.library.queries import Shelf
from hub.policy import Actor, Verb, require


def begin_upload(actor: Actor, shelf: Shelf, *, filename: str, size: int, mark: str) -> Upload:
    """Start a file, or find this person's own unfinished upload of the same one."""
    require(actor, Verb.CONTRIBUTE, shelf)
    if size <= 0:
        raise Refused(_("“%(name)s” is empty. Choose a file with something in it.", name=filename), field="files")
    if size > settings().max_upload:
        raise Refused(too_large(filename), field="files")
    same = select(Upload).where(Upload.user_id == actor.id, Upload.group_id == shelf.group_id, Upload.size == size)
    found = db.session.scalar(same.where(Upload.mark == mark).order_by(Upload.id.desc())) if mark else None
    if found is not None:
        return found
    upload = Upload(key=secrets.token_urlsafe(24), user_id=actor.id, group_id=shelf.group_id)
    upload.filename, upload.size, upload.mark = plain_name(filename), size, mark[:200]
    db.session.add(upload)
    return upload


def receive_part(actor: Actor, shelf: Shelf, upload: Upload, offset: int, stream: Readable) -> int:
    """Write one part and say how much is there now. Opens no unit of work: a slow line must hold no lock."""
    require(actor, Verb.CONTRIBUTE, shelf)
    return store().append(upload.user_id, upload.key, offset, stream, upload.size)


def complete_bytes(actor: Actor, shelf: Shelf, upload: Upload) -> StoredFile:
    """All parts are there: make them a blob under the hash that we reckon ourselves."""
    require(actor, Verb.CONTRIBUTE, shelf)
    if upload.sha256 and store().exists(upload.sha256):
        return StoredFile(upload.sha256, upload.size, upload.media_type or UNKNOWN)
    received = count_received(actor, shelf, upload)
    if received != upload.size:
        raise OffsetMismatch(received)
    return store().finish(upload.user_id, upload.key, upload.filename)


def count_received(actor: Actor, shelf: Shelf, upload: Upload) -> int:
    """How many bytes have come, so that the browser knows where to go on."""
    require(actor, Verb.CONTRIBUTE, shelf)
    return upload.size if upload.sha256 else store().received(upload.user_id, upload.key)


def note_complete(actor: Actor, shelf: Shelf, upload: Upload, stored: StoredFile) -> None:
    """Keep the hash with the upload, so that a mistake in the form does not cost sending it all again."""
    require(actor, Verb.CONTRIBUTE, shelf)
    upload.sha256, upload.media_type = stored.sha256, stored.media_type


def end_upload(actor: Actor, shelf: Shelf, upload: Upload) -> None:
    """Forget an upload: it became a document, or will not."""
    require(actor, Verb.CONTRIBUTE, shelf)
    store().discard(upload.user_id, upload.key)
    db.session.delete(upload)


def keep_file(actor: Actor, place: Any, stream: Readable, filename: str) -> Content:
    """Store a whole file that came with a form or a mail, before any row names it. `place` is where it will lie."""
    require(actor, Verb.CONTRIBUTE, place)
    try:
        stored = store().put(stream, settings().max_upload, filename)
    except TooLarge:
        raise Refused(too_large(filename), field="files") from None
    refuse_what_is_no_document(stored.media_type, plain_name(filename), stored.size)
    return Content.of_file(stored, filename)


def too_large(filename: str) -> str:
    most = f"{settings().max_upload / 1_000_000:g}"
    return _("“%(name)s” is too large. The largest file we take has %(most)s MB.", name=filename, most=most)
