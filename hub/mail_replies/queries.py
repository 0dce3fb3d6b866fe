"""How much came in by mail, for staff. Counts alone: whose mail it was is nobody's business."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hub.core import clock
from hub.core.db import db
from hub.mail_replies.models import MailReply
from hub.policy import SITE, Actor, Verb, require

DAYS = 30


def list_counts(actor: Actor) -> list[tuple[str, str, int]]:
    """(outcome, why, how many) of the last thirty days, the most frequent first."""
    require(actor, Verb.ADMINISTER, SITE)
    number = func.count(MailReply.id)
    lately = MailReply.received_at > clock.now() - timedelta(days=DAYS)
    counted = select(MailReply.outcome, MailReply.why, number).where(lately).group_by(MailReply.outcome, MailReply.why)
    return [(outcome, why, count) for outcome, why, count in db.session.execute(counted.order_by(number.desc()))]
