"""Whether a mail comes from whom it says: what our own mail server found, and nothing that came with the mail."""

from __future__ import annotations

import re
from collections.abc import Sequence

COMMENT = re.compile(r"\([^()]*\)")
QUOTED = re.compile(r'"([^"\\()]*)"')
PLAIN = re.compile(r"[\w+/=.@-]*")
RESULT = re.compile(r"^\s*(dmarc|dkim|spf)\s*=\s*([a-z]+)", re.IGNORECASE)
PROPERTY = re.compile(r"\b(header\.from|header\.d|header\.i|smtp\.mailfrom)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)


def is_authentic(headers: Sequence[tuple[str, str]], from_address: str, authserv_id: str | None) -> bool:
    """Whether the server `authserv_id` vouches for the domain of From: by DMARC, or by DKIM or SPF of that very domain.

    Only the topmost results of that server count: those below came with the mail. A server that has no results to add
    must still take away any that claim its name (RFC 8601, section 5).
    """
    domain = from_address.rpartition("@")[2].lower()
    if not authserv_id or not domain:
        return False
    return any(_vouches(value, domain) for value in _topmost(headers, authserv_id))


def _topmost(headers: Sequence[tuple[str, str]], authserv_id: str) -> list[str]:
    """The first unbroken run of results that this server wrote."""
    run: list[str] = []
    for name, value in headers:
        is_result = name.lower() == "authentication-results"
        if is_result and _server_of(value) == authserv_id.lower():
            run.append(value)
        elif run:
            break
    return run


def _server_of(value: str) -> str:
    words = COMMENT.sub(" ", value[:10_000]).split(";")[0].split()
    return words[0].lower() if words else ""


def _vouches(value: str, domain: str) -> bool:
    results = [part for part in _unquoted(value[:10_000]).split(";")[1:] if RESULT.match(part)]
    found = [(RESULT.match(part), dict(_properties(part))) for part in results]
    return any(match is not None and _passes(match[1].lower(), match[2].lower(), said, domain) for match, said in found)


def _unquoted(value: str) -> str:
    """The results without comments, words out of their quotes; nothing where it is unclear what is a comment.

    A sender chooses the part of an address before the @, which may be quoted and then hold anything: so what stands
    in quotes is never read as a result, and quotes in a comment, which may hide its end, spoil the whole.
    """
    words = QUOTED.sub(lambda found: found[1] if PLAIN.fullmatch(found[1]) else " ", value)
    for _nested in range(3):
        words = COMMENT.sub(lambda found: found[0] if '"' in found[0] else " ", words)
    return "" if set('"()\\') & set(words) else words


def _properties(part: str) -> list[tuple[str, str]]:
    return [(name.lower(), value.lower()) for name, value in PROPERTY.findall(part)]


def _passes(method: str, result: str, said: dict[str, str], domain: str) -> bool:
    if result != "pass":
        return False
    if method == "dmarc":
        return said.get("header.from", domain) == domain
    if method == "dkim":
        return said.get("header.d", said.get("header.i", "").rpartition("@")[2]) == domain
    return said.get("smtp.mailfrom", "").rpartition("@")[2] == domain
