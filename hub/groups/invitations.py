"""Invitations by mail: the addresses in a text, the token that is spent once, and whom it lets in."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import timedelta

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update

from hub.core import clock
from hub.core.db import db
from hub.groups.models import Group, Invitation
from hub.groups.telling import send_invitation

LASTS = timedelta(days=30)


def addresses_in(words: str) -> list[str]:
    """Each address of a pasted text once, in small letters: lines, commas, semicolons, `Ann Price <ann@…>`."""
    pieces = re.split(r"[\n,;]+", words)
    found = [address for piece in pieces for address in _addresses_of(piece)]
    return list(dict.fromkeys(found))


def _addresses_of(piece: str) -> list[str]:
    if named := re.findall(r"<([^<>]*)>", piece):
        return [address.strip().lower() for address in named if address.strip()]
    return piece.lower().split()


def count_of_a_day(user_id: int | None) -> int:
    """How many invitations this person has sent in the last 24 hours, whatever the group."""
    recent = (Invitation.invited_by_id == user_id, Invitation.created_at > clock.now() - timedelta(days=1))
    return db.session.scalar(select(func.count(Invitation.id)).where(*recent)) or 0


def is_well_formed(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False)
    except EmailNotValidError:
        return False
    return len(address) <= 320


def invite(group: Group, address: str, *, by_id: int, inviter: str, words: str) -> None:
    """Send a fresh link. It takes the place of an earlier one: one link is good at a time."""
    earlier = (Invitation.group_id == group.id, Invitation.email == address, Invitation.decided_at.is_(None))
    db.session.execute(update(Invitation).where(*earlier).values(decided_at=clock.now(), outcome="replaced"))
    token = secrets.token_urlsafe(24)
    invitation = Invitation(group_id=group.id, email=address, token_hash=_hash(token), invited_by_id=by_id)
    invitation.expires_at = clock.now() + LASTS
    db.session.add(invitation)
    send_invitation(invitation, group, token=token, inviter=inviter, words=words)


def find_by_token(token: str) -> Invitation | None:
    """The invitation this token is good for, now."""
    good = (Invitation.token_hash == _hash(token), Invitation.decided_at.is_(None), Invitation.expires_at > clock.now())
    return db.session.scalar(select(Invitation).where(*good).with_for_update())


def settle(invitation: Invitation, outcome: str, by_id: int | None) -> None:
    invitation.outcome, invitation.decided_at, invitation.decided_by_id = outcome, clock.now(), by_id


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
