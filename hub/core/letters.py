"""What a mail says, and how it is written down for a mail server: headers that cannot be broken, text beside HTML."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

LONGEST_SUBJECT = 200
LONGEST_HEADER = 900
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
) -> EmailMessage:
    """The mail as it goes over the wire. `whole_lines` keeps a link in a file in one piece, to be copied."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = sender, one_line(recipient)
    message["Subject"] = one_line(letter.subject, LONGEST_SUBJECT)
    message["Message-ID"], message["Date"] = message_id, format_datetime(at)
    for name, words in {"Auto-Submitted": "auto-generated", **letter.headers}.items():
        message[name] = one_line(words)
    coding = "8bit" if whole_lines else "quoted-printable"
    message.set_content(letter.text, cte=coding)
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte=coding)
    return message
