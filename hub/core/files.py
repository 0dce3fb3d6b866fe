"""Bytes by their hash, in a folder: written whole and synced before any row names them; and unfinished uploads."""

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, BinaryIO, Protocol

from hub.core.sniffing import is_program, sniff

__all__ = ["FileStore", "OffsetMismatch", "StorageFull", "StoredFile", "TooLarge", "is_program", "sniff"]

CHUNK = 1 << 18
SHA256 = re.compile(r"[0-9a-f]{64}")
KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class TooLarge(Exception):
    """More bytes came than the limit allows."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"larger than {limit} bytes")
        self.limit = limit


class StorageFull(Exception):
    """The disk has no room; nothing of this file was kept."""


class OffsetMismatch(Exception):
    """A part of an upload begins elsewhere than what we have ends: go on from `expected`."""

    def __init__(self, expected: int) -> None:
        super().__init__(f"continue from {expected}")
        self.expected = expected


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class StoredFile:
    """Bytes that are safely on the disk."""

    sha256: str
    size: int
    media_type: str


class FileStore:
    """The blobs below one folder. The same bytes are stored once."""

    def __init__(self, root: Path) -> None:
        self.root = Path(root)
        self._blobs, self._coming, self._partial = (self.root / name for name in ("blobs", "coming", "partial"))

    def put(self, stream: Readable, limit: int, filename: str = "") -> StoredFile:
        """Store all of `stream`; on any failure nothing is left behind."""
        coming = _private(self._coming) / secrets.token_hex(16)
        try:
            with _says_when_full(), coming.open("xb") as out:
                sha256, size = _copy(stream, out, limit)
                _sync(out)
            return self._adopt(coming, sha256, size, filename)
        finally:
            coming.unlink(missing_ok=True)

    def path(self, sha256: str) -> Path:
        """Where those bytes lie, or would."""
        if not SHA256.fullmatch(sha256):
            raise ValueError(f"not a SHA-256: {sha256!r}")
        return self._blobs / sha256[:2] / sha256[2:4] / sha256

    def open(self, sha256: str) -> BinaryIO:
        return self.path(sha256).open("rb")

    def exists(self, sha256: str) -> bool:
        return self.path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        self.path(sha256).unlink(missing_ok=True)

    def hashes(self, *, older_than: float) -> Iterator[str]:
        """Blobs last put before the moment `older_than` (seconds since 1970): those a sweep may weigh."""
        for path in self._blobs.glob("??/??/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < older_than:
                    yield path.name

    # Unfinished uploads: a person's own, under a key of their browser's choosing.

    def received(self, person_id: int, key: str) -> int:
        """How many bytes of this upload have come so far."""
        path = self._part(person_id, key)
        return path.stat().st_size if path.exists() else 0

    def append(self, person_id: int, key: str, offset: int, stream: Readable, limit: int) -> int:
        """Add what `stream` holds at `offset`; a broken connection keeps what came, a full disk what was there."""
        path = self._part(person_id, key)
        _private(path.parent)
        with path.open("ab") as out:
            fcntl.flock(out, fcntl.LOCK_EX)
            there = out.seek(0, os.SEEK_END)
            if offset != there:
                raise OffsetMismatch(there)
            try:
                with _says_when_full():
                    _copy(stream, out, limit - there)
                    _sync(out)
            except (TooLarge, StorageFull):
                out.truncate(there)
                raise
            return out.tell()

    def finish(self, person_id: int, key: str, filename: str = "") -> StoredFile:
        """All has come: hash the bytes (never believe a browser's hash) and make them a blob."""
        path = self._part(person_id, key)
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        stored = self._adopt(path, sha256, path.stat().st_size, filename)
        path.unlink(missing_ok=True)
        return stored

    def discard(self, person_id: int, key: str) -> None:
        self._part(person_id, key).unlink(missing_ok=True)

    def discard_stale(self, *, older_than: float) -> int:
        """Drop unfinished uploads untouched since `older_than`; says how many."""
        stale = [path for path in self._partial.glob("*/*") if path.stat().st_mtime < older_than]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _part(self, person_id: int, key: str) -> Path:
        if not KEY.fullmatch(key):
            raise ValueError(f"not an upload's key: {key!r}")
        return self._partial / str(int(person_id)) / key

    def _adopt(self, coming: Path, sha256: str, size: int, filename: str) -> StoredFile:
        """Give whole, synced bytes their name; renaming is atomic, so a blob is never seen half-written."""
        media_type = sniff(coming, filename)
        home = self.path(sha256)
        with _says_when_full():
            _private(home.parent)
            if home.is_file():
                os.utime(home)
            else:
                coming.replace(home)
                _sync_folder(home.parent)
        return StoredFile(sha256, size, media_type)


def _copy(stream: Readable, out: IO[bytes], limit: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        out.write(chunk)
    return digest.hexdigest(), size


@contextlib.contextmanager
def _says_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise


def _private(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _sync(out: IO[bytes]) -> None:
    out.flush()
    os.fsync(out.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
