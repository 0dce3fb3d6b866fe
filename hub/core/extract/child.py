"""The child's side: fence itself in, read one file, say the result as JSON and end. Imports only what it needs."""

import importlib
import json
import os
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from hub.core.extract.result import MAX_CHARACTERS, Damaged, Extraction, NeedsPassword, Status, Unsupported

MAX_FILE_WRITTEN = 64 << 20
MAX_PAGES = 20_000

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
EXCEL = "application/vnd.ms-excel"

#: media type -> module and function; each reader yields the text of one page after another
READERS = {
    "application/pdf": ("pdf", "read_pdf"),
    OFFICE + "wordprocessingml.document": ("office", "read_docx"),
    "application/vnd.ms-word.document.macroenabled.12": ("office", "read_docx"),
    OFFICE + "presentationml.presentation": ("office", "read_pptx"),
    "application/vnd.ms-powerpoint.presentation.macroenabled.12": ("office", "read_pptx"),
    OPEN_DOCUMENT + "text": ("office", "read_odt"),
    OPEN_DOCUMENT + "presentation": ("office", "read_odp"),
    OFFICE + "spreadsheetml.sheet": ("sheets", "read_workbook"),
    OPEN_DOCUMENT + "spreadsheet": ("sheets", "read_workbook"),
    EXCEL: ("sheets", "read_workbook"),
    EXCEL + ".sheet.macroenabled.12": ("sheets", "read_workbook"),
    EXCEL + ".sheet.binary.macroenabled.12": ("sheets", "read_workbook"),
    "application/msword": ("legacy", "read_doc"),
    "application/vnd.ms-powerpoint": ("legacy", "read_ppt"),
    "application/x-encrypted-office": ("legacy", "read_encrypted"),
    "text/html": ("plain", "read_html"),
    "application/rtf": ("plain", "read_rtf"),
    "message/rfc822": ("plain", "read_email"),
    "text/csv": ("plain", "read_text"),
    "text/markdown": ("plain", "read_markdown"),
    "text/plain": ("plain", "read_text"),
    "text/xml": ("office", "read_xml"),
    "application/json": ("plain", "read_text"),
}

NO_TEXT = "We found no text in this file. It may be a scan or a picture."
EMPTY = "This file is empty."
LOCKED = "This file needs a password, so we could not read it."
DAMAGED = "This file could not be read. It may be damaged."
UNSUPPORTED = "We cannot read text from this kind of file."
CUT = f"Only the first {MAX_CHARACTERS:,} characters were read."


def main(arguments: list[str]) -> None:
    path, media_type, cpu_seconds, memory = arguments
    answer_to = _quieten()
    _fence(int(cpu_seconds), int(memory))
    result = read(Path(path), media_type)
    said = {"status": result.status.value, "pages": result.pages, "detail": result.detail}
    with os.fdopen(answer_to, "w", encoding="utf-8", errors="replace") as out:
        json.dump(said, out, ensure_ascii=False)
        out.flush()
        # Libraries may crash on their way out; the answer is given, so leave at once.
        os._exit(0)


def read(path: Path, media_type: str) -> Extraction:
    """Choose the reader and put what it did into a status and a sentence.

    Whatever else a hostile file makes a reader raise ends this process, which its parent calls damaged.
    """
    if path.stat().st_size == 0:
        return Extraction(Status.NO_TEXT, detail=EMPTY)
    try:
        pages, is_cut = _bounded(_reader(media_type)(path))
    except NeedsPassword:
        return Extraction(Status.LOCKED, detail=LOCKED)
    except Unsupported:
        return Extraction(Status.UNSUPPORTED, detail=UNSUPPORTED)
    except Damaged as error:
        return Extraction(Status.DAMAGED, detail=str(error) or DAMAGED)
    if not any(page.strip() for page in pages):
        return Extraction(Status.NO_TEXT, detail=NO_TEXT)
    return Extraction(Status.READ, tuple(pages), CUT if is_cut else "")


def _reader(media_type: str) -> Callable[[Path], Iterator[str]]:
    if media_type not in READERS:
        raise Unsupported
    module, function = READERS[media_type]
    reader: Callable[[Path], Iterator[str]] = getattr(importlib.import_module(f"hub.core.extract.{module}"), function)
    return reader


def _bounded(pages: Iterable[str]) -> tuple[list[str], bool]:
    """Stop reading when there is enough; whatever was asked for after that is not worth the time."""
    kept: list[str] = []
    room = MAX_CHARACTERS
    for page in pages:
        text = _tidy(page)
        kept.append(text[:room])
        room -= len(text)
        if room < 0 or len(kept) >= MAX_PAGES:
            return kept, True
    return kept, False


def _tidy(text: str) -> str:
    """No control characters (a database refuses NUL), no trailing blanks, no half characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)
    text = text.encode("utf-8", "replace").decode("utf-8")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")


CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {0x7F: None, 0xFFFE: None, 0xFFFF: None}


def _quieten() -> int:
    """Keep the answer's own descriptor; whatever a library prints goes nowhere."""
    answer_to = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    return answer_to


def _fence(cpu_seconds: int, memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_FILE_WRITTEN, MAX_FILE_WRITTEN))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
