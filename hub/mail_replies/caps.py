"""How much may come from, and go to, one person by mail in a day: a loop of two machines ends here."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func, select

from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.mail_replies.models import MailReply

MOST_A_DAY = {"posted": 60, "drafted": 20, "answered": 10}
KEPT_FOR = timedelta(days=200)
"""Longer than any mail server keeps trying, and long enough to look back at the counts."""
EVERY = 86_400.0


def has_had_enough(user_id: int, outcome: str) -> bool:
    since = clock.now() - timedelta(days=1)
    theirs = (MailReply.user_id == user_id, MailReply.outcome == outcome, MailReply.received_at > since)
    return (db.session.scalar(select(func.count(MailReply.id)).where(*theirs)) or 0) >= MOST_A_DAY[outcome]


def forget_old_mails() -> None:
    with unit_of_work():
        db.session.execute(delete(MailReply).where(MailReply.received_at < clock.now() - KEPT_FOR))
