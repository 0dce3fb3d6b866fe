"""Word and PowerPoint files of 1997 to 2003: the text by the format's own tables, older ones by what is installed."""

import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

from hub.core.extract.result import MAX_CHARACTERS, Damaged, NeedsPassword, Unsupported
from hub.core.ole import CompoundFile, NotCompound

ENCRYPTED_WORD = 0x0100
SECOND_TABLE = 0x0200
WORD_1997 = 0x00C1
CLX_AT = 0x01A2
PIECE_TABLE = 2
ENCRYPTED_POWERPOINT = 0xF3D1C4DF
SLIDE_LIST, NOTES, SLIDE, SLIDE_MARK, WIDE_TEXT, NARROW_TEXT = 0x0FF0, 0x03F0, 0x03EE, 0x03F3, 0x0FA0, 0x0FA8
MASTERS = 0
CONTAINER = 0xF
#: What PowerPoint writes into every master, and nobody means.
PLACEHOLDERS = frozenset(
    {"*", "Second level", "Third level", "Fourth level", "Fifth level"}
    | {"Click to edit Master text styles", "Click to edit Master title style", "Click to edit Master subtitle style"}
)
# A field is \x13 instructions \x14 result \x15; the result is what a reader sees.
FIELD_CODE = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
CELL_MARK = "\x07"


def read_doc(path: Path) -> Iterator[str]:
    """Hard page breaks divide the pages; Word keeps no others in the file."""
    with _open(path) as compound:
        if compound.has("EncryptedPackage") or compound.has("\x09DRMContent"):
            raise NeedsPassword
        main = compound.stream("WordDocument")
        if len(main) < CLX_AT + 8:
            raise Damaged
        (version, flags) = struct.unpack_from("<H", main, 2)[0], struct.unpack_from("<H", main, 10)[0]
        if flags & ENCRYPTED_WORD:
            raise NeedsPassword
        if version < WORD_1997:
            return iter([_convert(path, "antiword", "catdoc")])
        table = compound.stream("1Table" if flags & SECOND_TABLE else "0Table")
    text = "".join(_pieces(main, table))
    return iter([page for page in _shown(text).split("\f") if page.strip()])


def read_ppt(path: Path) -> Iterator[str]:
    """The outline's text slide by slide, then the text that stands only in drawings and notes."""
    with _open(path) as compound:
        if compound.has("EncryptedSummary") or compound.has("EncryptedPackage"):
            raise NeedsPassword
        user = compound.stream("Current User")
        if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == ENCRYPTED_POWERPOINT:
            raise NeedsPassword
        document = compound.stream("PowerPoint Document")
    if not document:
        return iter([_convert(path, "catppt")])
    return iter(_slides(document))


def read_encrypted(_path: Path) -> Iterator[str]:
    """Sniffed as a locked office file: there is nothing to read without its key."""
    raise NeedsPassword


def _open(path: Path) -> CompoundFile:
    try:
        return CompoundFile(path.open("rb"))
    except (NotCompound, struct.error, IndexError) as error:
        raise Damaged from error


def _pieces(main: bytes, table: bytes) -> Iterator[str]:
    """Word keeps text as pieces, each in UTF-16 or in the Windows code page."""
    offset, size = struct.unpack_from("<II", main, CLX_AT)
    plcf = _piece_table(table[offset : offset + size])
    count = (len(plcf) - 4) // 12
    ends = struct.unpack_from(f"<{count + 1}I", plcf)
    for index in range(count):
        (place,) = struct.unpack_from("<I", plcf, 4 * (count + 1) + 8 * index + 2)
        length = min(ends[index + 1] - ends[index], 4 * MAX_CHARACTERS)
        if place & 0x40000000:
            start = (place & 0x3FFFFFFF) // 2
            yield main[start : start + length].decode("cp1252", "replace")
        else:
            yield main[place : place + 2 * length].decode("utf-16-le", "replace")


def _piece_table(clx: bytes) -> bytes:
    at = 0
    while at + 5 <= len(clx):
        if clx[at] == PIECE_TABLE:
            (size,) = struct.unpack_from("<I", clx, at + 1)
            return clx[at + 5 : at + 5 + size]
        at += 3 + struct.unpack_from("<H", clx, at + 1)[0]
    raise Damaged


def _shown(text: str) -> str:
    """Marks of fields, cells and objects out; paragraphs and cells as lines and tabs."""
    before = None
    while before != text:
        before, text = text, FIELD_CODE.sub("", text)
    text = text.replace("\r" + CELL_MARK, "\t").replace(CELL_MARK + CELL_MARK, "\n").replace(CELL_MARK, "\t")
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\x1e", "-").replace("\xa0", " ")


def _slides(document: bytes) -> list[str]:
    """Text of the slide list is grouped by slide; each drawing is grouped by the slide that holds it."""
    listed: list[list[str]] = []
    drawn: list[list[str]] = []
    notes: list[str] = []
    for path, kind, content in _records(document, 0, len(document), ()):
        if kind == SLIDE_MARK and SLIDE_LIST in path:
            listed.append([])
        elif kind == SLIDE and not path:
            drawn.append([])
        elif kind in (WIDE_TEXT, NARROW_TEXT):
            text = content.decode("utf-16-le" if kind == WIDE_TEXT else "cp1252", "replace")
            _home(path, listed, drawn, notes).extend(_meant(text))
    return _together(listed, drawn, notes)


def _meant(text: str) -> list[str]:
    lines = text.replace("\x0b", "\r").split("\r")
    return [line.strip() for line in lines if line.strip() not in PLACEHOLDERS]


def _home(path: tuple[int, ...], listed: list[list[str]], drawn: list[list[str]], notes: list[str]) -> list[str]:
    if SLIDE_LIST in path and listed:
        return listed[-1]
    if SLIDE in path and drawn:
        return drawn[-1]
    if NOTES in path:
        return notes
    return []


def _together(listed: list[list[str]], drawn: list[list[str]], notes: list[str]) -> list[str]:
    count = max(len(listed), len(drawn))
    pages: list[str] = []
    for index in range(count):
        lines = (listed[index] if index < len(listed) else []) + (drawn[index] if index < len(drawn) else [])
        pages.append("\n".join(dict.fromkeys(line for line in lines if line)))
    spoken = "\n".join(dict.fromkeys(line for line in notes if line))
    return [*pages, spoken] if spoken else pages


def _records(
    document: bytes, start: int, end: int, path: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], int, bytes]]:
    """Every record with the kinds of those around it; containers are announced before their contents."""
    while start + 8 <= end:
        options, kind, size = struct.unpack_from("<HHI", document, start)
        start += 8
        stop = min(start + size, end)
        if options & 0xF == CONTAINER:
            yield path, kind, b""
            if len(path) < 20:
                yield from _records(document, start, stop, (*path, _meaning(kind, options >> 4)))
        else:
            yield path, kind, document[start:stop]
        start = stop


def _meaning(kind: int, instance: int) -> int:
    """The same record lists the slides (0), the masters (1) and the notes (2)."""
    return {1: MASTERS, 2: NOTES}.get(instance, kind) if kind == SLIDE_LIST else kind


def _convert(path: Path, *programs: str) -> str:
    """Word 6 and 95: by a converter of the system, where there is one."""
    for program in programs:
        found = shutil.which(program)
        if found:
            done = subprocess.run([found, str(path)], capture_output=True, check=False, stdin=subprocess.DEVNULL)
            if done.returncode == 0:
                return done.stdout.decode("utf-8", "replace")
    raise Unsupported
