"""Keeps the promise to tell: decides, writes a line for each who hears, and promises the mails that go at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import String, cast, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.accounts.models import User
from hub.core import clock, mail, outbox
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.outbox import Promise
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.notifications.deciding import Told, chunks, decide
from hub.notifications.models import Happening, Notification

ROWS = 5000
WRITER = "notice"


def tell(promises: Sequence[Promise]) -> None:
    """Decide each happening once, whichever worker comes first."""
    for promise in promises:
        with unit_of_work():
            happening = db.session.get(Happening, promise.object_id, with_for_update=True)
            if happening is not None and happening.decided_at is None:
                tell_of(happening)


def tell_of(happening: Happening) -> None:
    """Decide and write down who hears of it. Call in a unit of work, with the row locked."""
    told, counts = decide(happening)
    happening.decided_at, happening.path = clock.now(), path_of(happening)
    happening.told, happening.muted = counts["told"], counts["muted"]
    happening.off, happening.hidden = counts["off"], counts["hidden"]
    db.session.flush()
    for some in chunks({one.user_id: one for one in told}, ROWS):
        wanted = set(some)
        _write_lines(happening, [one for one in told if one.user_id in wanted])
    _promise_mails(happening, told)


def path_of(happening: Happening) -> str:
    """The path of the page where it is read, so that opening that page marks it as read."""
    kind = hub().kinds[happening.kind]
    row = db.session.get(kind.model, happening.object_id)
    if row is None:
        return ""
    with current_app.test_request_context():
        return urlsplit(kind.items([row])[0].url).path[:300]


def _write_lines(happening: Happening, told: Sequence[Told]) -> None:
    now, today = clock.now(), clock.today()
    category = hub().notices[happening.notice].category
    rows = [
        {
            "happening_id": happening.id,
            "user_id": one.user_id,
            "category": category,
            "place": happening.place,
            "source": one.hearer.source,
            "because": one.hearer.because,
            "on_page": one.on_page,
            "mail": one.mail,
            "day": today,
            "created_at": now,
            "read_at": None if one.on_page else now,
        }
        for one in told
    ]
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    lines = dialect.insert(Notification.__table__).on_conflict_do_nothing(index_elements=("happening_id", "user_id"))
    db.session.execute(lines, rows)


def _promise_mails(happening: Happening, told: Sequence[Told]) -> None:
    """One INSERT … SELECT for the mails and one for the promises of all that may go now."""
    if not any(one.mail == "each" for one in told):
        return
    at_once = (Notification.happening_id == happening.id, Notification.mail == "each")
    write_deliveries(WRITER, select(Notification.id, Notification.user_id).where(*at_once))
    theirs = select(Delivery.id).join(Notification, Notification.id == Delivery.source_id)
    theirs = theirs.where(Delivery.writer == WRITER, *at_once)
    waiting: dict[datetime, list[int]] = defaultdict(list)
    for one in told:
        if one.mail == "each" and one.due_at is not None:
            waiting[one.due_at].append(one.user_id)
    late = [user_id for ids in waiting.values() for user_id in ids]
    outbox.enqueue_all(mail.TOPIC, "delivery", theirs.where(Delivery.user_id.not_in(late)) if late else theirs)
    for due_at, ids in waiting.items():
        for some in chunks(ids, ROWS):
            outbox.enqueue_all(mail.TOPIC, "delivery", theirs.where(Delivery.user_id.in_(some)), due_at=due_at)


def write_deliveries(writer: str, sources: Any) -> None:
    """A delivery for each (source id, user id) that the query gives; its words are written when it goes."""
    found = sources.subquery()
    source_id, user_id = found.c
    message_id = literal(f"<{writer}-") + cast(source_id, String) + literal(f"@{mail.sender_host()}>")
    facts = {
        "recipient": User.email,
        "user_id": user_id,
        "subject": literal(""),
        "body": literal(""),
        "message_id": message_id,
        "is_account_mail": literal(False),
        "writer": literal(writer),
        "source_id": source_id,
        "state": literal("waiting"),
        "created_at": literal(clock.now(), Delivery.__table__.c.created_at.type),
    }
    rows = select(*facts.values()).join(found, user_id == User.id)
    db.session.execute(insert(Delivery).from_select(list(facts), rows, include_defaults=False))
