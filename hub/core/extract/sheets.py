"""Spreadsheets through calamine: a sheet is a page, its name the first line, a row a line."""

import struct
from collections.abc import Iterator
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from hub.core.extract.result import Damaged, NeedsPassword
from hub.core.ole import CompoundFile, NotCompound

FILE_PASS = 0x2F
FIRST_RECORDS = 20


def read_workbook(path: Path) -> Iterator[str]:
    """Sheets with something in them; real workbooks carry hundreds of phantom empty ones."""
    try:
        workbook = CalamineWorkbook.from_path(str(path))
    except PasswordError as error:
        raise NeedsPassword from error
    except (CalamineError, OSError) as error:
        if _is_locked(path):
            raise NeedsPassword from error
        raise Damaged from error
    for name in workbook.sheet_names:
        rows = "\n".join(_rows(workbook, name))
        if rows:
            yield f"{name}\n{rows}"


def _is_locked(path: Path) -> bool:
    """Whether an old workbook begins with the record of its encryption; calamine knows by the file's name alone."""
    try:
        with CompoundFile(path.open("rb")) as compound:
            stream = compound.stream("Workbook") or compound.stream("Book")
    except (NotCompound, struct.error, IndexError):
        return False
    at = 0
    for _ in range(FIRST_RECORDS):
        if at + 4 > len(stream):
            return False
        kind, size = struct.unpack_from("<HH", stream, at)
        if kind == FILE_PASS:
            return True
        at += 4 + size
    return False


def _rows(workbook: CalamineWorkbook, name: str) -> Iterator[str]:
    try:
        sheet: CalamineSheet = workbook.get_sheet_by_name(name)
        for row in sheet.iter_rows():
            cells = [_cell(value) for value in row]
            if any(cells):
                yield "\t".join(cells).rstrip()
    except CalamineError:
        return


def _cell(value: object) -> str:
    """A whole number is written as one: 2024, not 2024.0."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return " ".join(str(value).split())
