"""Mail that is promised with the change that caused it, and handed over once."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template
from sqlalchemy import ColumnElement, CursorResult, Index, String, Text, func, select, text, update
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock, outbox
from hub.core.db import Model, db
from hub.core.events import Event, record
from hub.core.letters import Letter, message_of, one_line
from hub.core.outbox import Promise
from hub.core.registry import hub
from hub.core.smtp import Away, Outcome, Post
from hub.core.uow import unit_of_work
from hub.core.web import settings

TOPIC = "mail"
TOGETHER = 25
"""Mails that are written together, just before they go: whoever lost the right to read in between hears nothing."""
AT_WORK = timedelta(minutes=2)
"""As long as a mail may be going over; older, and whoever handed it over has died."""
FIRST_TRY = 15
"""Seconds: a server that is away is tried for two hours, after half a minute, a minute, two …"""
SIGNED = re.compile(r"<([a-z]+-\d+)\.[0-9a-f]{20}@([^<>\s]+)>")
STATES = ("waiting", "claimed", "handed_over", "accepted", "refused", "bounced", "unknown", "withheld", "parked")


class Delivery(Model):
    """One mail to one address. `state`: waiting → claimed → handed_over → accepted, refused, or unknown when a crash or
    a broken connection fell between; bounced when it came back later.

    It ends withheld where the reader may not see the thing any more or wants no mail of it, and parked where mail to
    the address comes back. Account mail is sent again after a crash with the same Message-ID, so that a mailbox can
    tell. A mail with a `writer` has no words here: they are written when it goes, and not kept.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        Index("ix_deliveries_message_id", "message_id"),
        Index("ix_deliveries_state", "state"),
        Index(
            "uq_deliveries_writer_source_id",
            "writer",
            "source_id",
            unique=True,
            sqlite_where=text("writer IS NOT NULL"),
            postgresql_where=text("writer IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    recipient: Mapped[str] = mapped_column(String(320))
    user_id: Mapped[int | None] = mapped_column(index=True)
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    message_id: Mapped[str] = mapped_column(String(200))
    is_account_mail: Mapped[bool] = mapped_column(default=True)
    writer: Mapped[str | None] = mapped_column(String(12))
    source_id: Mapped[int | None]
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    said: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    handed_over_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]


class ParkedAddress(Model):
    """An address that mail came back from, in small letters: only account mail goes there until it is confirmed."""

    __tablename__ = "parked_addresses"

    id: Mapped[int] = mapped_column(primary_key=True)
    address: Mapped[str] = mapped_column(String(320), unique=True)
    user_id: Mapped[int | None] = mapped_column(index=True)
    said: Mapped[str] = mapped_column(String(300), default="")
    parked_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True, kw_only=True)
class AddressParked(Event):
    """Mail to this person's address came back, and no more goes there until they confirm it again."""

    user_id: int | None
    address: str


def sender_host() -> str:
    """The part after the @ of our own addresses and Message-IDs."""
    return urlsplit(settings().base_url).hostname or "localhost"


def send(*, to: str, subject: Any, template: str, user_id: int | None = None, **context: Any) -> Delivery:
    """Promise a mail, in the unit of work under way. The text is `emails/<template>.txt`."""
    delivery = Delivery(
        recipient=to,
        user_id=user_id,
        subject=one_line(subject, 300),
        body=render_template(f"emails/{template}.txt", **context),
        message_id=make_msgid(domain=sender_host()),
    )
    db.session.add(delivery)
    db.session.flush()
    outbox.enqueue(TOPIC, "delivery", delivery.id)
    return delivery


def deliver(promises: Sequence[Promise]) -> None:
    """Hand each mail over; the outbox's consumer for mail. Raises Later for those that have to wait."""
    claimed, busy = _claim([promise.object_id for promise in promises])
    waiting, why = set(busy), "another worker is at it" if busy else ""
    with Post(settings().mail_url, settings().data_dir / "mail") as post:
        for some in _batches(claimed):
            for delivery, letter in _written(some):
                try:
                    if not _hand_over(post, delivery, letter):
                        waiting.add(delivery.id)  # its promise stays until whoever took it has ended, or died
                        why = why or "another worker is at it"
                except Away as away:
                    waiting.add(delivery.id)
                    why = str(away)
    if waiting:
        late = [promise for promise in promises if promise.object_id in waiting]
        raise outbox.Later(late, why, seconds=FIRST_TRY)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in itertools.count(0, TOGETHER):
        if not (some := ids[start : start + TOGETHER]):
            return
        yield some


def _claim(ids: Sequence[int]) -> tuple[list[int], list[int]]:
    """(those to hand over now, those another worker is handing over). What a crash left open becomes unknown here."""
    these = Delivery.id.in_(ids)
    ended = (these, Delivery.state == "handed_over", _is_old())
    with unit_of_work():
        db.session.execute(update(Delivery).where(*ended, ~Delivery.is_account_mail).values(state="unknown"))
        db.session.execute(update(Delivery).where(*ended, Delivery.is_account_mail).values(state="claimed"))
        is_parked = func.lower(Delivery.recipient).in_(select(ParkedAddress.address))
        parked = (these, Delivery.state.in_(("waiting", "claimed")), ~Delivery.is_account_mail, is_parked)
        db.session.execute(update(Delivery).where(*parked).values(state="parked", body=""))
        db.session.execute(update(Delivery).where(these, Delivery.state == "waiting").values(state="claimed"))
        found = db.session.execute(select(Delivery.id, Delivery.state).where(these).order_by(Delivery.id)).all()
    busy = [row.id for row in found if row.state == "handed_over"]
    return [row.id for row in found if row.state == "claimed"], busy


def _is_old() -> ColumnElement[bool]:
    return Delivery.handed_over_at.is_(None) | (Delivery.handed_over_at < clock.now() - AT_WORK)


def _written(ids: Sequence[int]) -> list[tuple[Any, Letter]]:
    """Each mail that is still to go with its words, as its reader may see them now. The others are withheld."""
    columns = (Delivery.id, Delivery.recipient, Delivery.user_id, Delivery.subject, Delivery.body)
    facts = (Delivery.message_id, Delivery.created_at, Delivery.is_account_mail, Delivery.writer, Delivery.source_id)
    ours = (Delivery.id.in_(ids), Delivery.state == "claimed")
    with unit_of_work():
        rows = db.session.execute(select(*columns, *facts).where(*ours).order_by(Delivery.id)).all()
        letters = _letters(rows)
        withheld = update(Delivery).where(*ours, Delivery.id.not_in(list(letters))).values(state="withheld")
        db.session.execute(withheld)
    return [(row, letters[row.id]) for row in rows if row.id in letters]


def _letters(rows: Sequence[Any]) -> Mapping[int, Letter]:
    found = {row.id: Letter(subject=row.subject, text=row.body) for row in rows if row.writer is None}
    for writer in sorted({row.writer for row in rows if row.writer}):
        ids = {row.source_id: row.id for row in rows if row.writer == writer}
        found |= {ids[source]: letter for source, letter in hub().mail_writers[writer](list(ids)).items()}
    return found


def _hand_over(post: Post, delivery: Any, letter: Letter) -> bool:
    """False where another worker took it first."""
    message = message_of(
        letter,
        sender=f"Knowledge Hub <no-reply@{sender_host()}>",
        recipient=delivery.recipient,
        message_id=wire_id(delivery.message_id, delivery.writer),
        at=delivery.created_at,
        whole_lines=post.is_a_folder,
    )
    taken: list[bool] = []
    try:
        outcome = post.hand_over(message, f"{delivery.id:06d}", lambda: _take(delivery.id, taken))
    except Away:
        if any(taken):  # the server said no to the mail itself for now; it is still ours to hand over
            _note(delivery, Outcome("claimed"))
        raise
    if outcome is None:
        return False
    if outcome.state == "unknown" and delivery.is_account_mail:
        _note(delivery, Outcome("claimed", outcome.said))
        raise Away(outcome.said)
    _note(delivery, outcome)
    return True


def _take(delivery_id: int, taken: list[bool]) -> bool:
    """Commit, before a word goes over, that it is going: whoever comes second, or after a crash, finds that."""
    free = (Delivery.id == delivery_id, Delivery.state == "claimed")
    with unit_of_work():
        going = update(Delivery).where(*free).values(state="handed_over", handed_over_at=clock.now())
        done: CursorResult[Any] = db.session.execute(going)  # type: ignore[assignment]
    taken.append(done.rowcount == 1)
    return taken[-1]


def _note(delivery: Any, outcome: Outcome) -> None:
    facts: dict[str, Any] = {"state": outcome.state, "said": outcome.said or None}
    if outcome.state in {"accepted", "refused"}:
        facts |= {"sent_at": clock.now(), "body": ""}  # a link in it may still be good
    with unit_of_work():
        theirs = (Delivery.id == delivery.id, Delivery.state.in_(("claimed", "handed_over", "unknown")))
        db.session.execute(update(Delivery).where(*theirs).values(**facts))
        if outcome.is_about_address:
            park(delivery.recipient, delivery.user_id, outcome.said)


def park(address: str, user_id: int | None, said: str) -> None:
    """Send nothing more to this address but account mail, until its person confirms it. Call in a unit of work."""
    address = address.strip().lower()
    if db.session.scalar(select(ParkedAddress.id).where(ParkedAddress.address == address)) is None:
        db.session.add(ParkedAddress(address=address, user_id=user_id, said=one_line(said, 300)))
        record(AddressParked(actor_id=None, user_id=user_id, address=address))


def wire_id(message_id: str, writer: str | None) -> str:
    """The Message-ID that goes over the wire. One made by counting is signed: who never had the mail cannot name it."""
    if writer is None:
        return message_id
    key = f"core.mail.message_id {current_app.config['SECRET_KEY']}".encode()
    name, _at, host = message_id.strip("<>").partition("@")
    return f"<{name}.{hmac.new(key, message_id.encode(), hashlib.sha256).hexdigest()[:20]}@{host}>"


def note_bounce(message_id: str, status: str, said: str) -> bool:
    """A mail came back: note it, and park the address where it came back for good. False where it is none of ours.

    `status` is the report's, such as 5.1.1; one that begins with 4 is a delay, and the mail is still on its way.
    """
    named = message_id.strip()
    known = SIGNED.sub(r"<\1@\2>", named)
    delivery = db.session.scalar(select(Delivery).where(Delivery.message_id == known).limit(1))
    if delivery is None or not hmac.compare_digest(wire_id(known, delivery.writer).encode(), named.encode()):
        return False
    if status.startswith("5") and delivery.state in {"accepted", "unknown", "handed_over"}:
        delivery.state, delivery.said = "bounced", one_line(f"{status} {said}", 300)
        park(delivery.recipient, delivery.user_id, delivery.said)
    return True
