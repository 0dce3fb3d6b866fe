"""What a mail says, and how it is written down for a mail server: headers that cannot be broken, text beside HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.charset import QP, Charset
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime

LONGEST_SUBJECT = 200
LONGEST_HEADER = 900
WIRE = compat32.clone(linesep="\r\n")
NOT_IN_A_LINE = {"Cc", "Cf", "Zl", "Zp", "Cs"}


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail's words. `headers` are further ones, such as List-Id; `answer_to` is where a reply goes."""

    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def one_line(words: object, most: int = LONGEST_HEADER) -> str:
    """Words fit for a header: no line break of any script, nothing invisible, cut with an ellipsis."""
    plain = "".join(" " if unicodedata.category(sign) in NOT_IN_A_LINE else sign for sign in str(words))
    plain = " ".join(plain.split())
    return plain if len(plain) <= most else f"{plain[: most - 1].rstrip()}…"


def message_of(
    letter: Letter, *, sender: str, recipient: str, message_id: str, at: datetime, whole_lines: bool = False
) -> Message:
    """The mail as it goes over the wire. `whole_lines` keeps a link in a file in one piece, to be copied."""
    text = _part("plain", letter.text, whole_lines)
    message = MIMEMultipart("alternative", policy=WIRE) if letter.html else text
    if letter.html:
        message.attach(text)
        message.attach(_part("html", letter.html, whole_lines))
    headers = {"From": sender, "To": recipient, "Subject": one_line(letter.subject, LONGEST_SUBJECT)}
    headers |= {"Message-ID": message_id, "Date": format_datetime(at), "Auto-Submitted": "auto-generated"}
    for name, words in {**headers, **letter.headers}.items():
        del message[name]
        message[name] = _header(name, one_line(words))  # type: ignore[assignment]
    return message


def _header(name: str, words: str) -> str | Header:
    """Other than plain words are coded and folded by the older Header: the newer loses spaces in long ones."""
    return words if words.isascii() else Header(words, "utf-8", header_name=name)


def _part(subtype: str, words: str, whole_lines: bool) -> Message:
    charset = Charset("utf-8")
    charset.body_encoding = None if whole_lines else QP  # type: ignore[assignment]
    part = MIMENonMultipart("text", subtype, policy=WIRE)
    part.set_payload(words, charset)
    return part
