"""Taking a mail apart, whatever it is: limits before anything is parsed, and a guess where a charset lies."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from hub.core.forms import plain_text
from hub.mail_replies.html_text import text_of_html

LARGEST = 40_000_000
LARGEST_HEAD = 200_000
LARGEST_TEXT = 1_000_000
MOST_PARTS = 100
MOST_FILES = 20
MOST_BOUNDARIES = 60
"""More parts within parts than this nobody writes; taking thousands of them apart would take minutes."""


class Unreadable(Exception):
    """Not a mail that a person wrote; `why` says it in a word."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that came with the mail."""

    filename: str
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Head:
    """What the head of a mail says."""

    message_id: str
    senders: tuple[str, ...]
    subject: str
    recipients: str
    headers: tuple[tuple[str, str], ...]
    content_type: str
    report_type: str = ""

    def get(self, name: str) -> str:
        """The first header of this name, in lower case."""
        return next((value.strip().lower() for key, value in self.headers if key.lower() == name), "")

    def has(self, name: str) -> bool:
        return any(key.lower() == name for key, _value in self.headers)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """A mail as it is worth to us: its head, the words of its first text, and its files."""

    head: Head
    text: str
    files: tuple[Attachment, ...] = field(default=())


def read_head(raw: bytes) -> Head:
    """The head alone, for mails too large or too strange to be read whole. Raises Unreadable."""
    end = re.search(rb"\r?\n\r?\n", raw[:LARGEST_HEAD])
    if end is None and len(raw) > LARGEST_HEAD:
        raise Unreadable("head")
    message = message_from_bytes(raw[: end.end()] if end else raw)
    headers = tuple((name, _decoded(value)) for name, value in message.items())
    return Head(
        message_id=_message_id(message, raw),
        senders=_addresses(message, "From"),
        subject=" ".join(_decoded(message.get("Subject", "")).split())[:200],
        recipients=" ".join(
            value for name, value in headers if name.lower() in {"to", "cc", "delivered-to", "x-original-to"}
        ),
        headers=headers,
        content_type=message.get_content_type(),
        report_type=str(message.get_param("report-type", "") or "").lower(),
    )


def read_mail(raw: bytes) -> Mail:
    """The whole of it. Raises Unreadable for what would take long, or is no mail."""
    head = read_head(raw)
    if raw.lower().count(b"boundary=") > MOST_BOUNDARIES:
        raise Unreadable("parts")
    try:
        parts = list(_leaves(message_from_bytes(raw)))
    except RecursionError:
        raise Unreadable("parts") from None
    return Mail(head=head, text=_text(parts), files=tuple(_files(parts)))


def _leaves(message: Message) -> Iterator[Message]:
    for count, part in enumerate(message.walk()):
        if count > MOST_PARTS:
            raise Unreadable("parts")
        if not part.is_multipart():
            yield part


def _text(parts: list[Message]) -> str:
    """The words: plain where they are there, and of the HTML where that is all."""
    for kind in ("text/plain", "text/html"):
        found = next((p for p in parts if p.get_content_type() == kind and not _is_file(p)), None)
        if found is not None:
            words = _words(found)
            words = text_of_html(words) if kind == "text/html" else words
            if words.strip():
                return str(plain_text(words))
    return ""


def _is_file(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or bool(_filename(part))


def _words(part: Message) -> str:
    body = part.get_payload(decode=True)
    if not isinstance(body, bytes):
        return ""
    body = body[:LARGEST_TEXT]
    for charset in (str(part.get_content_charset() or "utf-8"), "utf-8"):
        try:
            return body.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", "replace")


def _files(parts: list[Message]) -> Iterator[Attachment]:
    """What was attached on purpose; pictures that the HTML shows in its text are not."""
    found = 0
    for part in parts:
        is_shown = part.get_content_disposition() != "attachment" and part.get("Content-ID") is not None
        if not _is_file(part) or is_shown or part.get_content_maintype() == "multipart":
            continue
        body = part.get_payload(decode=True)
        found += 1
        if found > MOST_FILES:
            raise Unreadable("files")
        if isinstance(body, bytes) and body:
            yield Attachment(filename=_filename(part) or "document", body=body)


def _filename(part: Message) -> str:
    try:
        return _decoded(part.get_filename() or "")[:255]
    except (LookupError, UnicodeError, ValueError):
        return "document"


def _decoded(value: object) -> str:
    """A header's words, whatever their charset was said to be; broken bytes become signs."""
    try:
        pieces = decode_header(str(value))
    except (HeaderParseError, ValueError, LookupError):  # it cannot be taken apart: shown as it is
        return str(value)
    return "".join(_piece(piece, charset) for piece, charset in pieces).replace("\n", " ").replace("\r", " ")


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece.encode("utf-8", "replace").decode("utf-8", "replace")
    try:
        return piece.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # no such charset, or one that knows no signs for broken bytes
        return piece.decode("utf-8", "replace")


def _addresses(message: Message, name: str) -> tuple[str, ...]:
    values = [str(value)[:2_000] for value in message.get_all(name, [])[:5]]
    return tuple(address.lower() for _name, address in getaddresses(values) if "@" in address)


def _message_id(message: Message, raw: bytes) -> str:
    """Its own, or where it has none or an endless one: what its bytes come to."""
    given = str(message.get("Message-ID", "")).strip()
    if given and len(given) <= 250 and given.isprintable():
        return given
    return f"sha256:{hashlib.sha256(raw).hexdigest()}"
