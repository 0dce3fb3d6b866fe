"""The address that a person's reply goes to: it names person and place, is signed, and lives for thirty days.

It is one word in lower-case letters and digits: mail servers fold the case of addresses, and cut long ones.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import current_app

from hub.core import clock
from hub.core.registry import hub
from hub.core.web import settings

LIVES = timedelta(days=30)
PREFIX = "reply+"
FIELDS = struct.Struct(">III2s")
MARK = 10
"""Bytes of the signature: 80 bits cannot be guessed by sending mail."""
LARGEST = 2**32 - 1
_ADDRESS = re.compile(r"reply\+([a-z2-7]{30,60})@([a-z0-9.-]{1,253})", re.IGNORECASE)


class BadAddress(Exception):
    """Not one of ours, or changed on its way."""


@dataclass(frozen=True, kw_only=True)
class ReplyAddress:
    """What an address says: whose it is, what it answers, and when it was given."""

    user_id: int
    ref: str
    made_at: datetime

    @property
    def is_expired(self) -> bool:
        return clock.now() - self.made_at > LIVES


def reply_address(user_id: int, ref: str) -> str | None:
    """The Reply-To of a mail to this person about this ref; None where no answer by mail can be taken."""
    domain = settings().mail_reply_domain
    name, _colon, object_id = ref.partition(":")
    kind = hub().kinds.get(name)
    if domain is None or kind is None or kind.reply is None or not object_id.isdecimal():
        return None
    minute = int(clock.now().timestamp() // 60)
    said = FIELDS.pack(user_id, int(object_id), minute, _short(name))
    return f"{PREFIX}{_written(said + _signature(said))}@{domain}"


def find_address(recipients: str) -> str | None:
    """The token of the first of our addresses among these; None where there is none."""
    domain = settings().mail_reply_domain
    for token, host in _ADDRESS.findall(recipients[:100_000]):
        if host.lower() == domain:
            return str(token)
    return None


def read_token(token: str) -> ReplyAddress:
    """What the token says. Raises BadAddress where we did not write it so."""
    try:
        raw = base64.b32decode(token.upper() + "=" * (-len(token) % 8))
        said, signature = raw[: FIELDS.size], raw[FIELDS.size :]
        user_id, object_id, minute, short = FIELDS.unpack(said)
    except (binascii.Error, struct.error, ValueError):
        raise BadAddress from None
    name = next((kind for kind in hub().kinds if _short(kind) == short), None)
    if len(signature) != MARK or not hmac.compare_digest(signature, _signature(said)) or name is None:
        raise BadAddress
    made_at = datetime.fromtimestamp(minute * 60, UTC)
    return ReplyAddress(user_id=user_id, ref=f"{name}:{object_id}", made_at=made_at)


def _short(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()[:2]


def _written(raw: bytes) -> str:
    return base64.b32encode(raw).decode().rstrip("=").lower()


def _signature(said: bytes) -> bytes:
    key = f"mail_replies.address {current_app.config['SECRET_KEY']}".encode()
    return hmac.new(key, said, hashlib.sha256).digest()[:MARK]
