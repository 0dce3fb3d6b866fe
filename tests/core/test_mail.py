"""Mail: promised with its change, handed over once, written to a file where no server is set."""

import email
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from sqlalchemy import select

from hub.core import mail, outbox, worker
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.core.web import settings


class Mailbox(Message):
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    box, port = Mailbox(), _free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        _set(app, mail_url=f"smtp://127.0.0.1:{port}")
        yield box
    finally:
        controller.stop()


@pytest.fixture(autouse=True)
def templates(app: Flask) -> None:
    app.jinja_env.loader = ChoiceLoader([DictLoader({"emails/hello.txt": "Dear {{ name }}"}), app.jinja_env.loader])


def _set(app: Flask, **changes: Any) -> None:
    from dataclasses import replace

    app.extensions["settings"] = replace(app.extensions["settings"], **changes)


def _send(**fields: Any) -> Delivery:
    with unit_of_work():
        return mail.send(to="amal@example.gov.uk", subject="Hello", template="hello", name="Amal", **fields)


def _files(folder: Path) -> list[Any]:
    return [email.message_from_bytes(path.read_bytes()) for path in sorted((folder / "mail").glob("*.eml"))]


def test_without_a_server_each_mail_is_a_file(app: Flask) -> None:
    _send()
    worker.drain_all()
    (written,) = _files(settings().data_dir)
    assert (written["To"], written["Subject"]) == ("amal@example.gov.uk", "Hello")
    assert written.get_payload().strip() == "Dear Amal"


def test_a_change_that_is_taken_back_sends_nothing(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        mail.send(to="amal@example.gov.uk", subject="Hello", template="hello", name="Amal")
        _ = 1 / 0
    assert worker.drain_all() == 0


def test_a_mail_is_handed_to_the_server_once(app: Flask, mailbox: Mailbox) -> None:
    delivery = _send()
    worker.drain_all()
    with unit_of_work():
        outbox.enqueue(mail.TOPIC, "delivery", delivery.id)
    worker.drain_all()
    assert [sent["To"] for sent in mailbox.mails] == ["amal@example.gov.uk"]


def test_a_sent_mail_keeps_no_text_because_a_link_in_it_may_still_be_good(app: Flask, mailbox: Mailbox) -> None:
    _send()
    worker.drain_all()
    delivery = db.session.scalars(select(Delivery)).one()
    assert (delivery.state, delivery.body) == ("accepted", "")


def test_account_mail_is_sent_again_after_a_crash_with_the_same_message_id(app: Flask, mailbox: Mailbox) -> None:
    delivery = _send()
    with unit_of_work():
        db.session.get_one(Delivery, delivery.id).state = "handed_over"
    worker.drain_all()
    assert [sent["Message-ID"] for sent in mailbox.mails] == [delivery.message_id]


def test_other_mail_is_not_sent_again_by_itself_after_a_crash(app: Flask, mailbox: Mailbox) -> None:
    delivery = _send()
    with unit_of_work():
        kept = db.session.get_one(Delivery, delivery.id)
        kept.state, kept.is_account_mail = "handed_over", False
    worker.drain_all()
    assert mailbox.mails == []
    assert db.session.get_one(Delivery, delivery.id).state == "unknown"


def test_a_mail_waits_while_the_server_is_away(app: Flask) -> None:
    _set(app, mail_url="smtp://127.0.0.1:9")
    _send()
    worker.drain_all()
    assert outbox.count_waiting(mail.TOPIC) == 1


def test_a_subject_with_line_breaks_cannot_add_headers(app: Flask) -> None:
    with unit_of_work():
        mail.send(to="a@example.gov.uk", subject="Hello\r\nBcc: all@example.org", template="hello", name="A")
    worker.drain_all()
    (written,) = _files(settings().data_dir)
    assert written["Bcc"] is None
