"""PDF page by page: PDFium first, pdf_oxide where that fails or finds no text."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_c

from hub.core.extract.result import MAX_CHARACTERS, Damaged, NeedsPassword

LOCKED = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


def read_pdf(path: Path) -> Iterator[str]:
    """The pages' text in order, an empty string for a page that has none."""
    try:
        pages = list(_by_pdfium(path))
    except Damaged:
        return iter(list(_by_oxide(path)))
    if any(page.strip() for page in pages):
        return iter(pages)
    return iter(_second_try(path) or pages)


def _by_pdfium(path: Path) -> Iterator[str]:
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if error.err_code in LOCKED:
            raise NeedsPassword from error
        raise Damaged from error
    size = 0
    for index in range(len(document)):
        text = _page_text(document, index)
        yield text
        size += len(text)
        if size > MAX_CHARACTERS:
            return


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    try:
        page = document[index]
        text_page = page.get_textpage()
        text: str = text_page.get_text_bounded()
    except pypdfium2.PdfiumError:
        return ""
    text_page.close()
    page.close()
    return _join_hyphens(text)


def _join_hyphens(text: str) -> str:
    """PDFium marks a word broken at a line's end with U+FFFE or U+0002; put the word together again."""
    for mark in ("\ufffe", "\x02"):
        text = text.replace(mark + "\r\n", "").replace(mark + "\n", "").replace(mark, "")
    return text


def _by_oxide(path: Path) -> Iterator[str]:
    import pdf_oxide

    try:
        document = pdf_oxide.PdfDocument(str(path))
        count = document.page_count()
    except (RuntimeError, OSError, ValueError) as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise NeedsPassword from error
        raise Damaged from error
    for index in range(count):
        yield document.extract_text(index)


def _second_try(path: Path) -> list[str]:
    """A scan has no text for either reader, and that is no fault of the file."""
    try:
        return list(_by_oxide(path))
    except (RuntimeError, OSError, ValueError, Damaged):
        return []
