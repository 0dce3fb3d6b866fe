"""The file store of this hub: one folder below the data folder."""

from __future__ import annotations

from hub.core.files import FileStore
from hub.core.web import settings


def store() -> FileStore:
    """Where this hub keeps the bytes of documents and pictures."""
    return FileStore(settings().data_dir / "files")
