"""`hub mail receive` and `hub mail serve`, as a mail server and a developer use them; bounces on their way on."""

import smtplib
import socket

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from hub.core.db import db
from hub.core.mail import Delivery, send
from hub.core.uow import unit_of_work
from hub.mail_replies import commands
from hub.mail_replies.local_server import serving
from tests.mail_replies.making import Office


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def run(office: Office, mail: bytes, *arguments: str) -> tuple[int, str]:
    result = office.app.test_cli_runner().invoke(args=["mail", "receive", *arguments], input=mail)
    db.session.rollback()
    return result.exit_code, result.output


def test_a_mail_on_standard_input_is_posted_and_the_command_ends_well(office: Office) -> None:
    code, said = run(office, bytes(office.mail()))
    assert (code, said.strip().splitlines()[-1]) == (0, "posted")
    assert office.posts() == ["With a scanner."]


def test_the_servers_own_word_on_the_recipient_is_taken(office: Office) -> None:
    mail = office.mail(to="list@example.org")
    assert run(office, bytes(mail), "--recipient", office.address)[0] == 0
    assert office.posts() == ["With a scanner."]


def test_an_empty_envelope_sender_marks_an_automatic_mail(office: Office) -> None:
    assert run(office, bytes(office.mail()), "--sender", "")[1].strip().endswith("dropped")


def test_while_the_database_is_away_the_server_is_asked_to_try_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_arguments: object, **_more: object) -> str:
        raise OperationalError("SELECT", {}, Exception("no route to host"))

    monkeypatch.setattr(commands, "receive", away)
    assert run(office, bytes(office.mail()))[0] == 75
    monkeypatch.undo()
    assert run(office, bytes(office.mail()))[0] == 0


def test_what_nobody_foresaw_is_tried_again_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.mail_replies.posting.write", lambda *_: 1 / 0)
    assert run(office, bytes(office.mail()))[0] == 75
    assert (office.posts(), office.whys()) == ([], [])


def bounce_of(delivery: Delivery, status: str = "5.1.1") -> bytes:
    parts = f"""From: MAILER-DAEMON@mx.example
To: no-reply@hub.example.org
Message-ID: <bounce-{status}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {delivery.recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

Message-ID: {delivery.message_id}
Subject: A mail

Hello
--b--
"""
    return parts.encode()


def test_a_mail_that_came_back_parks_its_address(office: Office) -> None:
    with unit_of_work():
        delivery = send(to="gone@example.gov.uk", subject="x", template="mail_replies/not_added", **FACTS)
        delivery.state = "accepted"
    assert run(office, bounce_of(delivery), "--sender", "")[1].strip().endswith("bounce")
    db.session.refresh(delivery)
    assert delivery.state == "bounced"
    assert "5.1.1" in delivery.said


FACTS = {"name": "Ann", "sentence": "", "text": "", "url": "http://x"}


def test_a_bounce_of_nothing_of_ours_is_counted_alone(office: Office) -> None:
    stranger = Delivery(recipient="x@y.example", message_id="<never@sent.example>", subject="", body="")
    assert run(office, bounce_of(stranger))[0] == 0
    assert office.whys() == [("bounce", "not ours")]


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def test_the_local_server_takes_a_mail_in_before_it_says_so(office: Office) -> None:
    port, mail = free_port(), office.mail(headers={"Authentication-Results": None})
    with serving(office.app, "127.0.0.1", port, is_trusting=True), smtplib.SMTP("127.0.0.1", port) as server:
        assert server.send_message(mail, office.ben.email, office.address) == {}
    db.session.rollback()
    assert office.posts() == ["With a scanner."]


def test_the_local_server_trusts_nobody_unless_told_to(office: Office) -> None:
    port, mail = free_port(), office.mail(headers={"Authentication-Results": None})
    with serving(office.app, "127.0.0.1", port, is_trusting=False), smtplib.SMTP("127.0.0.1", port) as server:
        server.send_message(mail, office.ben.email, office.address)
    db.session.rollback()
    assert (office.posts(), office.whys()) == ([], [("drafted", "")])


def test_the_local_server_asks_for_what_it_could_not_take(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub.mail_replies.posting.write", lambda *_: 1 / 0)
    port = free_port()
    with (
        serving(office.app, "127.0.0.1", port, is_trusting=True),
        smtplib.SMTP("127.0.0.1", port) as server,
        pytest.raises(smtplib.SMTPDataError) as refused,
    ):
        server.send_message(office.mail(), office.ben.email, office.address)
    assert refused.value.smtp_code == 451


def test_the_local_server_listens_on_this_computer_alone(office: Office) -> None:
    result = office.app.test_cli_runner().invoke(args=["mail", "serve", "--host", "0.0.0.0"])
    assert result.exit_code == 2
    assert "this computer alone" in result.output
