"""What becomes of a mail that came in. It and its mark are one transaction: killed before that, it never came.

Nobody is answered but the person whose address our own mail server vouches for: any other From may be anyone's.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import structlog
from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.mail_replies import answering, posting, sorting
from hub.mail_replies.addresses import BadAddress, ReplyAddress, find_address, read_token
from hub.mail_replies.authenticity import is_authentic
from hub.mail_replies.caps import has_had_enough
from hub.mail_replies.models import MailReply
from hub.mail_replies.quoting import cut_quoted
from hub.mail_replies.reading import LARGEST, Head, Mail, Unreadable, read_head, read_mail
from hub.policy import Forbidden, NotFound

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A mail with what was found out about it. `sender` is the person our mail server vouches for, if any."""

    raw: bytes
    head: Head
    address: ReplyAddress | None
    person: User | None
    sender: User | None

    @property
    def is_theirs(self) -> bool:
        """From is a confirmed address of the person the reply address was given to, and it was proved."""
        return self.sender is not None and self.person is not None and self.sender.id == self.person.id


def receive(raw: bytes, *, sender: str | None = None, recipients: str = "", is_trusted: bool = False) -> str:
    """Take a mail in. Returns what became of it; whatever it raises, the mail has not been taken and may come again."""
    with current_app.test_request_context(base_url=settings().base_url):
        try:
            outcome = _receive(raw, sender, recipients, is_trusted=is_trusted)
        except IntegrityError:  # the same mail, in two processes at once
            db.session.rollback()
            outcome = _receive(raw, sender, recipients, is_trusted=is_trusted)
        logger.info("a mail came in", outcome=outcome)
        return outcome


def _receive(raw: bytes, sender: str | None, recipients: str, *, is_trusted: bool) -> str:
    try:
        head = read_head(raw)
    except Unreadable as reason:
        return _drop_unread(raw, reason.why)
    if _came_before(head.message_id):
        return "duplicate"
    if sorting.is_bounce(head):
        with unit_of_work():
            ours = sorting.pass_bounce_on(raw)
            return _mark(head.message_id, "bounce", "" if ours else "not ours")
    if why := sorting.automatic(head, sender):
        with unit_of_work():
            return _mark(head.message_id, "dropped", why)
    return _take(_look_at(raw, head, recipients, is_trusted=is_trusted))


def _drop_unread(raw: bytes, why: str) -> str:
    name = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    if _came_before(name):
        return "duplicate"
    with unit_of_work():
        return _mark(name, "dropped", why)


def _came_before(message_id: str) -> bool:
    found = db.session.scalar(select(MailReply.id).where(MailReply.message_id == message_id))
    db.session.rollback()
    return found is not None


def _look_at(raw: bytes, head: Head, recipients: str, *, is_trusted: bool) -> Arrival:
    token = find_address(recipients) or find_address(head.recipients)
    try:
        address = read_token(token) if token else None
    except BadAddress:
        address = None
    proved = len(head.senders) == 1 and (
        is_trusted or is_authentic(head.headers, head.senders[0], settings().mail_authserv_id)
    )
    active = select(User).where(User.state == "active")
    by = db.session.scalar(active.where(User.email == head.senders[0])) if proved else None
    person = db.session.scalar(active.where(User.id == address.user_id)) if address else None
    return Arrival(raw=raw, head=head, address=address, person=person, sender=by)


def _take(arrival: Arrival) -> str:
    """Post it, keep it as a draft, or say why neither can be done."""
    reader = arrival.sender or arrival.person
    with force_locale("cy" if reader is not None and reader.language == "cy" else "en_GB"):
        if len(arrival.raw) > LARGEST:
            return _cannot(arrival, "large", "")
        try:
            mail = read_mail(arrival.raw)
        except Unreadable as reason:
            return _cannot(arrival, "unreadable", "", of=reason.why)
        if arrival.address is None or arrival.person is None:
            return _cannot(arrival, "forged", mail.text)
        if arrival.address.is_expired:
            return _cannot(arrival, "expired", mail.text)
        if not arrival.is_theirs:
            return _keep(arrival, arrival.address, arrival.person, mail)
        return _post(arrival, arrival.address, arrival.person, mail)


def _post(arrival: Arrival, address: ReplyAddress, person: User, mail: Mail) -> str:
    text = cut_quoted(mail.text)
    if not text and not mail.files:
        return _cannot(arrival, "empty", mail.text)
    if has_had_enough(person.id, "posted"):
        return _cannot(arrival, "many", mail.text)
    try:
        with posting.files_in_a_folder(mail.files) as paths, unit_of_work():
            row = _new_row(arrival.head.message_id, "posted", "", person.id, address.ref)
            row.made_ref = posting.write(person.id, address, text, paths)
            return "posted"
    except Refused as refusal:
        return _cannot(arrival, "refused", mail.text, said=str(refusal))
    except posting.Closed:
        return _cannot(arrival, "closed", mail.text)
    except Forbidden:
        return _cannot(arrival, "not a member", mail.text)
    except NotFound:
        return _cannot(arrival, "gone", mail.text)


def _keep(arrival: Arrival, address: ReplyAddress, person: User, mail: Mail) -> str:
    """Not proved to be theirs: it waits among their drafts, and they are asked."""
    text = cut_quoted(mail.text)
    person_id = person.id
    if not text or has_had_enough(person_id, "drafted"):
        return _drop(arrival, "many" if text else "empty")
    try:
        with unit_of_work():
            _mark(arrival.head.message_id, "drafted", "", person_id, address.ref)
            posting.keep(person_id, address, text)
            return "drafted"
    except (NotFound, Forbidden, Refused):
        return _drop(arrival, "gone")


def _cannot(arrival: Arrival, why: str, text: str, *, said: str = "", of: str = "") -> str:
    """Say so to whom it is proved to come from, with the words they sent; anyone else is only counted."""
    person = arrival.sender
    if person is None or has_had_enough(person.id, "answered"):
        return _drop(arrival, of or why)
    person_id = person.id
    with unit_of_work():
        outcome = _mark(arrival.head.message_id, "answered", of or why, person_id)
        answering.send_back(person_id, said or str(answering.SENTENCES[why]), text)
        return outcome


def _drop(arrival: Arrival, why: str) -> str:
    with unit_of_work():
        return _mark(arrival.head.message_id, "dropped", why)


def _mark(message_id: str, outcome: str, why: str, user_id: int | None = None, ref: str = "") -> str:
    _new_row(message_id, outcome, why, user_id, ref)
    return outcome


def _new_row(message_id: str, outcome: str, why: str, user_id: int | None, ref: str) -> MailReply:
    row = MailReply(message_id=message_id, outcome=outcome, why=why[:20], user_id=user_id, ref=ref)
    db.session.add(row)
    db.session.flush()
    return row
