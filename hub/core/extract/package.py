"""A ZIP of XML parts (OOXML, OpenDocument): sizes are summed before anything is unpacked, entities never resolved."""

import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO, Any, Protocol, Self

from lxml import etree

from hub.core.extract.result import Damaged, NeedsPassword

MAX_UNPACKED = 150 << 20
MAX_PARTS = 20_000
CHUNK = 1 << 18
TOO_LARGE = "This file grows far too large when it is opened, so we did not read it."


class Sink(Protocol):
    """Receives the elements of a part as they are read; no tree is ever built."""

    def start(self, tag: str, attributes: dict[str, str]) -> None: ...
    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> object: ...


def pour(file: IO[bytes], sink: Sink) -> None:
    """Parse `file` into `sink`. Refuses a document type: no office writes one, and only there can entities be."""
    target: Any = _Guarded(sink)
    parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, huge_tree=False, recover=True)
    while chunk := file.read(CHUNK):
        parser.feed(chunk)
    parser.close()


class _Guarded:
    """A sink behind a door: lxml resolves entities for a parser target even when told not to."""

    def __init__(self, sink: Sink) -> None:
        self.start, self.end, self.data, self.close = sink.start, sink.end, sink.data, sink.close

    def doctype(self, *_: object) -> None:
        raise Damaged


class Package:
    """The parts of one office file."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise Damaged from error
        parts = self._zip.infolist()
        self.names = {part.filename for part in parts}
        unpacked = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        if unpacked > MAX_UNPACKED or len(parts) > MAX_PARTS:
            raise Damaged(TOO_LARGE)
        if any(part.flag_bits & 1 for part in parts):
            raise NeedsPassword

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    def matching(self, prefix: str) -> list[str]:
        """XML parts that begin so, in the order a person would number them."""
        found = (name for name in self.names if name.startswith(prefix) and name.endswith(".xml"))
        return sorted(found, key=lambda name: (len(name), name))

    def feed(self, name: str, sink: Sink) -> None:
        """Pour one part into `sink`; an absent part is an empty one, a broken one ends where it breaks."""
        if name not in self.names:
            return
        try:
            with self._zip.open(name) as part:
                pour(part, sink)
        except (etree.XMLSyntaxError, zipfile.BadZipFile, EOFError, OSError, NotImplementedError, zlib.error) as error:
            if name in ("word/document.xml", "content.xml"):
                raise Damaged from error

    def related(self, name: str) -> dict[str, str]:
        """Relationship id -> the part it points to, for what lies inside the package."""
        place = PurePosixPath(name)
        sink = _Relations(place.parent)
        self.feed(str(place.parent / "_rels" / f"{place.name}.rels"), sink)
        return sink.targets


class _Relations:
    def __init__(self, folder: PurePosixPath) -> None:
        self.folder = folder
        self.targets: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag.endswith("}Relationship") and attributes.get("TargetMode") != "External":
            self.targets[attributes.get("Id", "")] = _resolve(self.folder, attributes.get("Target", ""))

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...
    def close(self) -> None: ...


def _resolve(folder: PurePosixPath, target: str) -> str:
    if target.startswith("/"):
        return target[1:]
    parts: list[str] = []
    for part in (*folder.parts, *target.split("/")):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("..", "."):
            parts.append(part)
    return "/".join(parts)


def texts(package: Package, names: Iterable[str], sink: Sink) -> None:
    """Several parts into one sink, one after another."""
    for name in names:
        package.feed(name, sink)
