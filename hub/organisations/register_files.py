"""Reading a register: a CSV file whose every mistake is told in a sentence."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from flask_babel import gettext as _
from flask_babel import ngettext

Row = Mapping[str, str]
UNREADABLE = "\N{REPLACEMENT CHARACTER}"
MOJIBAKE = (UNREADABLE, "ï¿½", "ï¾")
"""Signs that someone before us read the text in the wrong encoding and saved what they saw."""


class BadRegister(Exception):
    """The file is not the register that was asked for; the message says why."""


class BadRow(Exception):
    """One row cannot be taken; the message says why."""


@dataclass
class Report:
    """What an import did: counts by name, and a sentence for each row refused or part left out."""

    counts: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def count(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


def read_register(path: Path, columns: Sequence[str], report: Report) -> list[Row]:
    """The rows of the file. Bytes that are no UTF-8 are kept as � and counted in a remark."""
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""), restval="")
    missing = [column for column in columns if column not in (reader.fieldnames or [])]
    if missing:
        lacking = ngettext(
            "%(file)s lacks the column %(columns)s.",
            "%(file)s lacks the columns %(columns)s.",
            len(missing),
            file=path.name,
            columns=", ".join(missing),
        )
        raise BadRegister(_("%(lacking)s Check that it is the right file and was exported whole.", lacking=lacking))
    rows: list[Row] = [{key: (row.get(key) or "").strip() for key in columns} for row in _readable(reader, path)]
    _remark_on_bytes(text.count(UNREADABLE), report)
    return rows


def _readable(reader: csv.DictReader[str], path: Path) -> list[dict[str, str]]:
    try:
        return list(reader)
    except csv.Error as error:
        message = _("%(file)s cannot be read as CSV: %(error)s.", file=path.name, error=str(error))
        raise BadRegister(message) from error


def _remark_on_bytes(broken: int, report: Report) -> None:
    if broken:
        report.remarks.append(
            ngettext(
                "%(num)s character could not be read as UTF-8 and is shown as �.",
                "%(num)s characters could not be read as UTF-8 and are shown as �.",
                broken,
            )
        )


def a_date(row: Row, column: str) -> date | None:
    """The date in this column; None where it is empty."""
    if not row[column]:
        return None
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        message = _("%(column)s is %(value)s, which is no date.", column=column, value=row[column])
        raise BadRow(message) from None


def is_garbled(text: str) -> bool:
    return any(sign in text for sign in MOJIBAKE)
