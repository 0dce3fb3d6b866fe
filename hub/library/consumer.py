"""Keeps the promise to read: the text of a version, page by page, in a child process that it may not outlive."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, insert, select

from hub.core import clock
from hub.core.db import db
from hub.core.extract import Extraction, Status, extract
from hub.core.outbox import Promise
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.library import intake
from hub.library.models import READING, Document, Version, VersionPage

GONE = "The bytes of this file are missing from the store."


def read_versions(promises: Sequence[Promise]) -> None:
    """Read each version that is still to be read. Called twice, it reads once."""
    for promise in promises:
        read_version(promise.object_id)


def read_version(version_id: int) -> None:
    """The file is read outside any transaction, which may take a minute; the result is written in one."""
    version = db.session.get(Version, version_id)
    if version is None or version.state != READING or version.blob_sha256 is None:
        db.session.rollback()
        return
    sha256, media_type = version.blob_sha256, version.media_type
    db.session.rollback()
    path = store().path(sha256)
    found = extract(path, media_type) if path.is_file() else Extraction(Status.DAMAGED, detail=GONE)
    with unit_of_work():
        _write(version_id, found)


def _write(version_id: int, found: Extraction) -> None:
    version = db.session.get_one(Version, version_id)
    version.state, version.detail, version.read_at = found.status.value, found.detail, clock.now()
    version.page_count = len(found.pages)
    db.session.execute(delete(VersionPage).where(VersionPage.version_id == version_id))
    pages = [{"version_id": version_id, "number": n, "text": text} for n, text in enumerate(found.pages, 1)]
    if pages:
        db.session.execute(insert(VersionPage), pages)
    document = db.session.scalars(select(Document).where(Document.id == version.document_id)).one()
    if document.current_number == version.number:
        document.version += 1
        intake.tell_search(None, document)
