"""Index files opened without copying them: Whoosh would read each one into memory, every time it is opened."""

from __future__ import annotations

import mmap
import os
from pathlib import Path
from typing import Any

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile


class _Cursor:
    """A file-like view of a buffer, for the few places where Whoosh reads on from a position."""

    __slots__ = ("_buffer", "_end", "_place")

    def __init__(self, buffer: memoryview) -> None:
        self._buffer = buffer
        self._place = 0
        self._end = len(buffer)

    def read(self, length: int | None = -1) -> bytes:
        stop = self._end if length is None or length < 0 else min(self._end, self._place + length)
        piece = bytes(self._buffer[self._place : stop])
        self._place = stop
        return piece

    def readline(self) -> bytes:
        """Only pickle asks for lines, and only for short ones."""
        start = self._place
        while self._place < self._end and self._buffer[self._place] != 0x0A:
            self._place += 1
        self._place = min(self._place + 1, self._end)
        return bytes(self._buffer[start : self._place])

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        origin = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._end}[whence]
        self._place = origin + offset
        return self._place

    def tell(self) -> int:
        return self._place

    def close(self) -> None:
        """The map ends when nobody holds a piece of it any more."""


class MappedFile(BufferFile):
    """Whoosh's buffer file over a memory map. `buffer` is the whole file, for numpy to read in place."""

    def __init__(self, buffer: memoryview, name: str) -> None:
        self._buf = buffer
        self.buffer: memoryview = buffer
        self._name = name
        self.file = _Cursor(buffer)
        self.onclose = None
        self.is_real = False
        self.is_closed = False

    def subset(self, position: int, length: int, name: str | None = None) -> MappedFile:
        return MappedFile(self._buf[position : position + length], name or self._name)


class MappedStorage(FileStorage):
    """A folder of index files. A commit is on disk before its table of contents names it."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self._unsynced: set[str] = set()

    def open_file(self, name: str, **_kwargs: Any) -> MappedFile:
        with Path(self._fpath(name)).open("rb") as handle:
            size = os.fstat(handle.fileno()).st_size
            buffer = mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        return MappedFile(memoryview(buffer), name)

    def create_file(self, name: str, excl: bool = False, mode: str = "wb", **kwargs: Any) -> Any:
        self._unsynced.add(name)
        return super().create_file(name, excl=excl, mode=mode, **kwargs)

    def rename_file(self, oldname: str, newname: str, **_kwargs: Any) -> None:
        """Whoosh renames one file only, the table of contents: the moment at which a commit counts."""
        for name in self._unsynced:
            if self.file_exists(name):
                sync(Path(self._fpath(name)))
        self._unsynced.clear()
        Path(self._fpath(oldname)).replace(self._fpath(newname))
        sync(Path(self.folder))


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
