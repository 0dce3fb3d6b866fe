"""Cutting from a reply what its writer did not write: the quoted mail, its heading, and the signature.

Line by line, so that no text makes it slow. What is in doubt stays: a quoted line too many does less harm than a lost
sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

MARKER = "-- Write above this line --"
"""Where our own mails say so, everything from there on is ours."""
WROTE = re.compile(
    r"^(on|ar)\b.*\b(wrote|ysgrifennodd)\b.*:$"  # Gmail, Apple Mail, Thunderbird
    r"|^.{1,200}\b(wrote|writes|ysgrifennodd)\s*:$",
    re.IGNORECASE,
)
BEGINS = re.compile(r"^(on|ar)\s+\S.*\d", re.IGNORECASE)
ENDS = re.compile(r"(\b(wrote|ysgrifennodd)\b.*):$", re.IGNORECASE)
STAMP = re.compile(r"\d[:.]\d\d|@\S+\.")
LONGEST_HEADING = 400
SEPARATOR = re.compile(
    r"^-{2,}\s*(original message|forwarded message|neges wreiddiol|neges ymlaen|y neges wreiddiol)\s*-{2,}$"
    r"|^begin forwarded message:$",
    re.IGNORECASE,
)
FIELD = re.compile(
    r"^\*?(from|sent|to|cc|date|subject|reply-to|oddi wrth|o|anfonwyd|at|copi|dyddiad|pwnc|testun)\s*:\s*\*?",
    re.IGNORECASE,
)
FIRST_FIELDS = ("from", "oddi wrth", "o")
RULE = re.compile(r"^[_\-]{10,}$")
DEVICE = re.compile(
    r"^(sent|anfonwyd) (from|o|oddi ar) .{1,60}$|^get outlook for (ios|android).{0,100}$|^sent using .{1,60}$",
    re.IGNORECASE,
)


def cut_quoted(text: str) -> str:
    """What the writer wrote. Lines between quoted ones stay, with what they answer; what is below stays too."""
    lines = [line.rstrip().replace("\xa0", " ") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    end, resumes = _end(lines)
    kept = _without_signature(lines[:end])
    if resumes is not None:
        kept += ["", *_without_signature(_below(lines[resumes:]))]
    kept = _without_last_quote(kept)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(_without_device(kept))).strip()


def _end(lines: Sequence[str]) -> tuple[int, int | None]:
    """Where the writer's words end, and where quoted lines begin between which there may be more of them."""
    for at, line in enumerate(lines):
        plain = line.strip()
        if plain == MARKER or SEPARATOR.match(plain) or _is_mail_heading(lines, at):
            return at, None
        if (length := _heading_length(lines, at)) is not None:
            return at, at + length
    return len(lines), None


def _heading_length(lines: Sequence[str], at: int) -> int | None:
    """How many lines the "On … wrote:" takes that begins here; clients wrap it over as many as three."""
    first = lines[at].strip()
    if len(first) < LONGEST_HEADING and WROTE.match(first) and _quotes_follow(lines, at + 1, first):
        return 1
    if not BEGINS.match(first):
        return None
    for length in (2, 3, 4):
        joined = " ".join(line.strip() for line in lines[at : at + length])
        if len(joined) < LONGEST_HEADING and ENDS.search(joined) and _quotes_follow(lines, at + length, joined):
            return length
    return None


def _quotes_follow(lines: Sequence[str], at: int, heading: str) -> bool:
    """A sentence that ends in "wrote:" is no heading, unless a quotation follows it or it tells who and when."""
    if BEGINS.match(heading) and STAMP.search(heading):
        return True
    return next((line.lstrip().startswith(">") for line in lines[at : at + 4] if line.strip()), True)


def _is_mail_heading(lines: Sequence[str], at: int) -> bool:
    """Outlook repeats the head of the mail: From, Sent, To, Subject."""
    if RULE.match(lines[at].strip()):
        following = [n for n in range(at + 1, min(at + 4, len(lines))) if lines[n].strip()]
        return bool(following) and _is_mail_heading(lines, following[0]) and not RULE.match(lines[following[0]].strip())
    found = FIELD.match(lines[at].strip())
    if found is None or found[1].lower() not in FIRST_FIELDS:
        return False
    named = [match[1].lower() for line in lines[at : at + 8] if (match := FIELD.match(line.strip()))]
    return len(set(named)) >= 3


def _below(lines: Sequence[str]) -> list[str]:
    """What stands under or between the quoted lines; nothing where all of it is quoted."""
    own = [at for at, line in enumerate(lines) if line.strip() and not line.lstrip().startswith(">")]
    if not own or not any(line.lstrip().startswith(">") for line in lines):
        return []
    first_quote = next(at for at, line in enumerate(lines) if line.lstrip().startswith(">"))
    if own[0] < first_quote:  # the client does not mark what it quotes: all of it is the old mail
        return []
    between = own[0] < max(at for at, line in enumerate(lines) if line.lstrip().startswith(">"))
    return list(lines if between else lines[own[0] :])


def _without_signature(lines: Sequence[str]) -> list[str]:
    for at, line in enumerate(lines):
        if line in {"--", "-- ", "—"} and at > 0:
            return list(lines[:at])
    return list(lines)


def _without_last_quote(lines: Sequence[str]) -> list[str]:
    """A quotation that nothing answers any more."""
    end = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith(">")):
        end -= 1
    return list(lines[:end])


def _without_device(lines: Sequence[str]) -> list[str]:
    kept = [*lines]
    while kept and (not kept[-1].strip() or DEVICE.match(kept[-1].strip())):
        kept.pop()
    return kept
