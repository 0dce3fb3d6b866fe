"""Mail that is promised with the change that caused it, and handed over once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import render_template
from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.config import Settings
from hub.core import clock, outbox
from hub.core.db import Model, db
from hub.core.outbox import Promise
from hub.core.uow import unit_of_work
from hub.core.web import settings

TOPIC = "mail"


class Delivery(Model):
    """One mail to one address. `state`: waiting → handed_over → sent, or unknown when a crash fell between.

    Account mail is sent again after a crash with the same Message-ID, so that a mailbox can tell.
    """

    __tablename__ = "deliveries"

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320))
    user_id: Mapped[int | None] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    is_account_mail: Mapped[bool] = mapped_column(default=True)
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    sent_at: Mapped[datetime | None]


def send(*, to: str, subject: Any, template: str, user_id: int | None = None, **context: Any) -> Delivery:
    """Promise a mail, in the unit of work under way. The text is `emails/<template>.txt`."""
    host = urlsplit(settings().base_url).hostname or "localhost"
    delivery = Delivery(
        recipient=to,
        user_id=user_id,
        subject=" ".join(str(subject).split())[:300],
        body=render_template(f"emails/{template}.txt", **context),
        message_id=make_msgid(domain=host),
    )
    db.session.add(delivery)
    db.session.flush()
    outbox.enqueue(TOPIC, "delivery", delivery.id)
    return delivery


def deliver(promises: Sequence[Promise]) -> None:
    """Hand each mail over; the outbox's consumer for mail."""
    for promise in promises:
        _deliver_one(promise.object_id)


def _deliver_one(delivery_id: int) -> None:
    with unit_of_work():
        delivery = db.session.get(Delivery, delivery_id)
        if delivery is None or delivery.state == "sent":
            return
        if delivery.state == "handed_over" and not delivery.is_account_mail:
            delivery.state = "unknown"
            return
        delivery.state = "handed_over"
        message = _message(delivery)
    _hand_over(message, delivery_id, settings())
    with unit_of_work():
        delivery = db.session.get_one(Delivery, delivery_id)
        delivery.state, delivery.sent_at, delivery.body = "sent", clock.now(), ""  # a link in it may still be good


def _message(delivery: Delivery) -> EmailMessage:
    message = EmailMessage()
    message["From"] = f"Knowledge Hub <no-reply@{urlsplit(settings().base_url).hostname or 'localhost'}>"
    message["To"], message["Subject"], message["Message-ID"] = delivery.recipient, delivery.subject, delivery.message_id
    message["Date"] = format_datetime(delivery.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(delivery.body)
    return message


def _hand_over(message: EmailMessage, delivery_id: int, chosen: Settings) -> None:
    if chosen.mail_url is None:
        _write_file(message, chosen.data_dir / "mail" / f"{delivery_id:06d}.eml")
        return
    with _connection(chosen.mail_url) as server:
        server.send_message(message)


def _write_file(message: EmailMessage, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    message.set_content(message.get_content(), cte="8bit")  # a link in the file can then be copied whole
    path.write_bytes(bytes(message))


@contextmanager
def _connection(url: str) -> Iterator[smtplib.SMTP]:
    parts = urlsplit(url)
    host, secure = parts.hostname or "localhost", parts.scheme == "smtps"
    connect = smtplib.SMTP_SSL if secure else smtplib.SMTP
    with connect(host, parts.port or (465 if secure else 25), timeout=30) as server:
        server.ehlo()
        if not secure and server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        yield server
