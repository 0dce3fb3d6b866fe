"""The smallest honest PDF: plain text on A4 pages, so that the demo has a document with pages to find."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

LINE_WIDTH = 88
TOP, LEFT, LEADING = 790, 56, 15


def make_pdf(title: str, pages: Sequence[str]) -> bytes:
    """A PDF 1.7 file with one page of text for each string. The text must fit Latin-1."""
    contents = [_content(text) for text in pages]
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) /ViewerPreferences << /DisplayDocTitle true >> >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        objects += [_page(5 + 2 * number), _stream(content)]
    return _file([*objects, b"<< /Title (" + _escaped(title) + b") >>"])


def _page(content: int) -> bytes:
    resources = "/Resources << /Font << /F1 3 0 R >> >>"
    return f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {resources} /Contents {content} 0 R >>".encode()


def _content(text: str) -> bytes:
    lines = [line for paragraph in text.splitlines() for line in wrap(paragraph, LINE_WIDTH) or [""]]
    shown = b"".join(b"(" + _escaped(line) + b") Tj T*\n" for line in lines)
    return f"BT /F1 11 Tf {LEADING} TL {LEFT} {TOP} Td\n".encode() + shown + b"ET"


def _stream(content: bytes) -> bytes:
    return f"<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def _escaped(text: str) -> bytes:
    encoded = text.encode("cp1252", "replace")
    return encoded.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects with a cross-reference table; the last one is the document's information."""
    out, offsets = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start, size = len(out), len(objects) + 1
    out += f"xref\n0 {size}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
