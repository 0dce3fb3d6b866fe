"""HTML, RTF, e-mail and plain text, in whatever encoding they come."""

import email
import email.policy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([A-Za-z0-9_.:-]{2,40})""",
    re.IGNORECASE,
)
BLOCKS = (
    "p,div,section,article,header,footer,main,nav,aside,h1,h2,h3,h4,h5,h6,li,dt,dd,tr,br,hr,"
    "pre,blockquote,figcaption,title,option,table,caption,address,form,fieldset"
)
CELLS = "td,th"
UNREAD = "script,style,noscript,template,svg,iframe,object"
MOST_BYTES = 64 << 20
LONGEST_MARKDOWN = 300_000  # characters; longer ones are machines' work, and slow to take apart


def read_text(path: Path) -> Iterator[str]:
    """A form feed ends a page, as it does on a printer."""
    return iter(decode(_content(path)).split("\f"))


def read_markdown(path: Path) -> Iterator[str]:
    """The words as a reader would see them, without Markdown's signs."""
    from markdown import markdown

    source = decode(_content(path))
    if len(source) > LONGEST_MARKDOWN:
        yield source
    else:
        yield html_text(markdown(source, extensions=["tables", "fenced_code"]))


def read_html(path: Path) -> Iterator[str]:
    content = _content(path)
    found = DECLARED.search(content[:4096])
    yield html_text(decode(content, found.group(1).decode("ascii") if found else ""))


def read_rtf(path: Path) -> Iterator[str]:
    from striprtf import striprtf

    to_text: Any = striprtf.rtf_to_text
    # RTF is ASCII with escapes; what is not is in the writer's Windows code page.
    yield to_text(_content(path).decode("cp1252", "replace"), encoding="cp1252", errors="replace")


def read_email(path: Path) -> Iterator[str]:
    message = email.message_from_bytes(_content(path), policy=email.policy.default)
    lines = [f"{name}: {message[name]}" for name in ("Subject", "From", "To", "Date") if message[name]]
    body = message.get_body(preferencelist=("plain", "html"))
    if body is not None:
        text = _body_text(body)
        lines += ["", html_text(text) if body.get_content_type() == "text/html" else text]
    lines += [f"Attached: {part.get_filename()}" for part in message.iter_attachments() if part.get_filename()]
    yield "\n".join(lines)


def html_text(markup: str) -> str:
    """The words a reader would see, a block a line."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(markup)
    for node in tree.css(UNREAD):
        node.decompose()
    for node in tree.css(BLOCKS):
        node.insert_before("\n")
        node.insert_after("\n")
    for node in tree.css(CELLS):
        node.insert_after("\t")
    title = tree.css_first("title")
    shown = (title.text() if title else "") + "\n" + (tree.body.text() if tree.body else "")
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)


def decode(content: bytes, declared: str = "") -> str:
    """Byte order mark, then UTF-8, then what the file declares, then Windows-1252: never refuses."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_otherwise(content, declared)


def _decode_otherwise(content: bytes, declared: str) -> str:
    if content[1:200:2].count(0) > 80:
        return content.decode("utf-16-le", "replace")
    if declared and declared.lower() not in ("utf-8", "utf8"):
        try:
            return content.decode(declared, "replace")
        except LookupError:
            pass
    as_utf8 = content.decode("utf-8", "replace")
    # Few broken places among many sound letters beyond ASCII: UTF-8 with an accident in it.
    broken = as_utf8.count("\ufffd")
    if broken * 3 < sum(1 for letter in as_utf8 if letter > "\x7f"):
        return as_utf8
    return content.decode("cp1252", "replace")


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES)


def _body_text(body: email.message.EmailMessage | email.message.MIMEPart) -> str:
    try:
        return str(body.get_content())
    except (LookupError, KeyError, UnicodeError):
        payload = body.get_payload(decode=True)
        return decode(payload if isinstance(payload, bytes) else str(payload).encode("utf-8", "replace"))
