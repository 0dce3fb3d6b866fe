"""The compound file of old Office (OLE2): the names of its streams and their bytes, read without trust."""

import struct
from typing import BinaryIO, Self

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LAST_SECTOR = 0xFFFFFFFA
NO_STREAM = 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5
MAX_ENTRIES = 50_000


class NotCompound(Exception):
    """The file is no compound file, or one that is broken."""


class Entry:
    """One line of the directory: a stream or a storage."""

    __slots__ = ("kind", "name", "size", "start")

    def __init__(self, raw: bytes) -> None:
        length = min(struct.unpack_from("<H", raw, 64)[0], 64)
        self.name = raw[: max(0, length - 2)].decode("utf-16-le", "replace")
        self.kind = raw[66]
        self.start, self.size = struct.unpack_from("<II", raw, 116)


class CompoundFile:
    """Reads the directory at once and streams when asked; every chain is bounded by the file's own size."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        header = file.read(512)
        if len(header) < 512 or not header.startswith(SIGNATURE):
            raise NotCompound
        shift, mini_shift = struct.unpack_from("<HH", header, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise NotCompound
        self._size, self._mini_size = 1 << shift, 64
        self._count = file.seek(0, 2) // self._size
        (directory,) = struct.unpack_from("<I", header, 48)
        self._cutoff, mini_fat, _, difat = struct.unpack_from("<IIII", header, 56)
        self._fat = self._read_fat(header, difat)
        self.entries = self._read_directory(directory)
        self._mini_fat = _numbers(self._chain(mini_fat))
        self._mini = self._chain(self.entries[0].start) if self.entries else b""

    @classmethod
    def names_of(cls, file: BinaryIO) -> set[str]:
        """The names in the directory, or none where the file is broken."""
        try:
            return {entry.name for entry in cls(file).entries}
        except (NotCompound, struct.error, IndexError):
            return set()

    def stream(self, name: str) -> bytes:
        """A stream's bytes, empty when there is no such stream."""
        entry = next((entry for entry in self.entries if entry.name == name and entry.kind == STREAM), None)
        if entry is None:
            return b""
        if entry.size < self._cutoff:
            return self._mini_chain(entry.start)[: entry.size]
        return self._chain(entry.start)[: entry.size]

    def has(self, name: str) -> bool:
        return any(entry.name == name for entry in self.entries)

    def _sector(self, number: int) -> bytes:
        self._file.seek((number + 1) * self._size)
        return self._file.read(self._size)

    def _read_fat(self, header: bytes, difat: int) -> list[int]:
        sectors = list(struct.unpack_from("<109I", header, 76))
        for _ in range(self._count + 1):
            if difat >= LAST_SECTOR:
                break
            numbers = _numbers(self._sector(difat))
            sectors += numbers[:-1]
            difat = numbers[-1] if numbers else NO_STREAM
        fat: list[int] = []
        for sector in sectors:
            if sector < LAST_SECTOR and len(fat) <= self._count + 1024:
                fat += _numbers(self._sector(sector))
        return fat

    def _chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < len(self._fat) and len(parts) <= self._count:
            parts.append(self._sector(start))
            start = self._fat[start]
        return b"".join(parts)

    def _mini_chain(self, start: int) -> bytes:
        parts: list[bytes] = []
        while start < len(self._mini_fat) and len(parts) <= len(self._mini_fat):
            parts.append(self._mini[start * 64 : start * 64 + 64])
            start = self._mini_fat[start]
        return b"".join(parts)

    def _read_directory(self, start: int) -> list[Entry]:
        raw = self._chain(start)
        whole = range(0, min(len(raw) - 127, MAX_ENTRIES * 128), 128)
        return [entry for entry in (Entry(raw[at : at + 128]) for at in whole) if entry.kind in (STORAGE, STREAM, ROOT)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _numbers(raw: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4]))
