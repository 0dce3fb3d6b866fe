"""Daily and weekly digests: one row a person and period, which is the lock of all workers."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, func, literal, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from hub.core import clock, mail, outbox
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.notifications.consumer import write_deliveries
from hub.notifications.models import Digest, Notification, Rhythm

WRITER = "digest"
AT = time(7)
"""In London."""
MONDAY = 0
LOOK_EVERY = 30.0


def send_due_digests() -> None:
    """Begin the digests whose time has come. Any number of workers may ask, as often as they like."""
    for channel, period, begins in due_periods():
        if db.session.scalar(_waiting(channel, begins, period).limit(1)) is None:
            db.session.rollback()
            continue
        with unit_of_work():
            open_digests(channel, period, begins)


def due_periods() -> list[tuple[str, str, datetime]]:
    """(channel, period, when it began) of today's and this week's digest, once their hour is past."""
    today = clock.today()
    monday = today - timedelta(days=today.weekday() - MONDAY)
    year, week, _day = monday.isocalendar()
    found = [("daily", today.isoformat(), _at(today)), ("weekly", f"{year}-W{week:02d}", _at(monday))]
    return [(channel, period, begins) for channel, period, begins in found if begins <= clock.now()]


def _at(day: Any) -> datetime:
    return datetime.combine(day, AT, clock.LONDON).astimezone(UTC)


def _items(channel: str, begins: datetime) -> tuple[Any, ...]:
    """What waits for this channel's digest: told before its hour, not yet in one, not read on the page meanwhile."""
    unread = or_(Notification.read_at.is_(None), ~Notification.on_page)
    return (
        Notification.mail == channel,
        Notification.digest_id.is_(None),
        Notification.created_at < begins,
        unread,
    )


def _waiting(channel: str, begins: datetime, period: str) -> Any:
    """Who has something waiting, is not away, and has had no digest of this period."""
    away = exists().where(Rhythm.user_id == Notification.user_id, Rhythm.away_until > clock.today())
    had = exists().where(Digest.user_id == Notification.user_id, Digest.period == period, Digest.channel == channel)
    return select(Notification.user_id).where(*_items(channel, begins), ~away, ~had)


def open_digests(channel: str, period: str, begins: datetime) -> int:
    """Make the rows, put the items in them and promise the mails: all at once, or nothing. Returns how many."""
    run, now = secrets.token_hex(16), clock.now()
    moment = literal(now, Digest.__table__.c.made_at.type)
    people = _waiting(channel, begins, period).distinct().subquery()
    rows = select(people.c.user_id, literal(period), literal(channel), literal(run), moment).where(literal(value=True))
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    columns = ["user_id", "period", "channel", "run", "made_at"]
    made = dialect.insert(Digest.__table__).from_select(columns, rows, include_defaults=False)
    db.session.execute(made.on_conflict_do_nothing(index_elements=("user_id", "period", "channel")))
    mine = select(Digest.id).where(Digest.run == run, Digest.user_id == Notification.user_id).scalar_subquery()
    theirs = Notification.user_id.in_(select(Digest.user_id).where(Digest.run == run))
    filled = update(Notification).where(*_items(channel, begins), theirs).values(digest_id=mine)
    db.session.execute(filled, execution_options={"synchronize_session": False})
    write_deliveries(WRITER, select(Digest.id, Digest.user_id).where(Digest.run == run))
    ours = select(Delivery.id).join(Digest, Digest.id == Delivery.source_id)
    outbox.enqueue_all(mail.TOPIC, "delivery", ours.where(Delivery.writer == WRITER, Digest.run == run))
    return db.session.scalar(select(func.count(Digest.id)).where(Digest.run == run)) or 0
