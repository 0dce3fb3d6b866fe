"""What a mail is before anyone asks what it says: a bounce, an automatic answer, or a person's reply."""

from __future__ import annotations

import re
from email import message_from_bytes

from hub.core.mail import note_bounce, sender_host
from hub.mail_replies.reading import Head

BULK = {"bulk", "junk", "list", "auto_reply"}
MARKS = ("x-autoreply", "x-autorespond", "x-auto-response-suppress")
MOST_OF_REPORT = 200_000
ORIGINAL = re.compile(r"^message-id:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
STATUS = re.compile(r"^status:\s*([245]\.\d{1,3}\.\d{1,3})", re.IGNORECASE | re.MULTILINE)
SAID = re.compile(r"^diagnostic-code:\s*(.{1,200})", re.IGNORECASE | re.MULTILINE)


def is_bounce(head: Head) -> bool:
    return head.content_type == "multipart/report" and head.report_type == "delivery-status"


def pass_bounce_on(raw: bytes) -> bool:
    """Tell those who sent it that a mail came back. False where it was none of ours."""
    parts = list(message_from_bytes(raw[:MOST_OF_REPORT]).walk())[:20]
    inner = "\n".join(
        part.as_string() for part in parts if not part.is_multipart() or "delivery" in str(part["Content-Type"])
    )
    status, said = STATUS.search(inner), SAID.search(inner)
    ids = [
        found
        for found in ORIGINAL.findall(inner)
        if found != str(message_from_bytes(raw[:MOST_OF_REPORT])["Message-ID"])
    ]
    answered = [note_bounce(one, status[1] if status else "5.0.0", said[1] if said else "") for one in ids[-3:]]
    return any(answered)


def automatic(head: Head, sender: str | None) -> str:
    """Why nobody wrote this by hand, in a word; nothing where somebody did. `sender` is the envelope's, where known."""
    if head.get("auto-submitted") not in {"", "no"}:
        return "auto-submitted"
    if head.get("precedence") in BULK:
        return "precedence"
    if any(head.has(mark) for mark in MARKS):
        return "auto-response"
    if sender == "" or head.get("return-path") == "<>" or not head.senders:
        return "no sender"
    if f".{sender_host()}>" in head.get("list-id"):
        return "own list"
    return "report" if head.content_type == "multipart/report" else ""
