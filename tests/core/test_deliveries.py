"""How far each mail comes: claimed, handed over, accepted, refused, bounced or unknown; and what never goes twice."""

import email
import threading
from dataclasses import replace
from datetime import timedelta
from email import policy

import pytest
import time_machine
from aiosmtpd.controller import Controller
from sqlalchemy import select

from hub.core import clock, mail, outbox, registry, worker
from hub.core.db import db
from hub.core.letters import Letter, message_of, one_line
from hub.core.mail import Delivery, ParkedAddress
from hub.core.uow import unit_of_work
from tests.servers import free_port

HER = "amal@example.gov.uk"


class PostOffice:
    """A mail server that answers as it is told: `to_rcpt` and `to_data` are its answers, `breaks` cuts the line."""

    def __init__(self):
        self.to_rcpt, self.to_data, self.breaks, self.mails = "250 OK", "250 OK", False, []

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        if self.breaks:
            server.transport.abort()
        self.mails.append(email.message_from_bytes(envelope.content, policy=policy.default))
        return self.to_data


@pytest.fixture
def office(app):
    office = PostOffice()
    controller = Controller(office, hostname="127.0.0.1", port=free_port())
    controller.start()
    app.extensions["settings"] = replace(app.extensions["settings"], mail_url=f"smtp://127.0.0.1:{controller.port}")
    yield office
    controller.stop()


def a_mail(to=HER, **fields):
    """A mail that is waiting to go. It is not about an account unless it says so."""
    facts = {"subject": "Digest", "body": "Bins", "message_id": f"<{len(to)}@hub>", "is_account_mail": False} | fields
    with unit_of_work():
        delivery = Delivery(recipient=to, **facts)
        db.session.add(delivery)
        db.session.flush()
        outbox.enqueue(mail.TOPIC, "delivery", delivery.id)
        return delivery.id


def state(delivery_id):
    db.session.rollback()
    return db.session.get_one(Delivery, delivery_id).state


def parked():
    db.session.rollback()
    return list(db.session.scalars(select(ParkedAddress.address)))


def test_a_mail_that_the_server_takes_is_accepted_and_its_words_are_not_kept(office):
    delivery = a_mail()
    worker.drain_all()
    assert state(delivery) == "accepted"
    assert db.session.get_one(Delivery, delivery).body == ""


def test_an_address_that_the_server_refuses_is_parked_and_gets_no_more(office):
    office.to_rcpt = "550 5.1.1 no such person"
    first = a_mail("Amal@Example.gov.uk")
    worker.drain_all()
    office.to_rcpt = "250 OK"
    second = a_mail()
    worker.drain_all()
    assert (state(first), state(second)) == ("refused", "parked")
    assert parked() == [HER]
    assert office.mails == []


def test_mail_about_the_account_still_goes_to_a_parked_address(office):
    with unit_of_work():
        mail.park(HER, None, "550 gone")
    delivery = a_mail(is_account_mail=True)
    worker.drain_all()
    assert state(delivery) == "accepted"


def test_a_mail_whose_words_the_server_refuses_parks_no_address(office):
    office.to_data = "554 5.7.1 looks like spam"
    delivery = a_mail()
    worker.drain_all()
    assert (state(delivery), parked()) == ("refused", [])


@pytest.mark.parametrize("stage", ["to_rcpt", "to_data"])
def test_a_server_that_says_later_gets_the_mail_later_and_once(office, stage):
    setattr(office, stage, "451 4.7.1 greylisted")
    delivery = a_mail()
    worker.drain_all()
    assert (state(delivery), outbox.count_waiting(mail.TOPIC)) == ("claimed", 1)
    setattr(office, stage, "250 OK")
    office.mails.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        worker.drain_all()
    assert (state(delivery), len(office.mails)) == ("accepted", 1)


def test_a_line_that_breaks_while_a_mail_goes_over_leaves_it_unknown_and_unsent(office):
    office.breaks = True
    delivery = a_mail()
    worker.drain_all()
    office.breaks = False
    assert (state(delivery), outbox.count_waiting()) == ("unknown", 0)
    assert len(office.mails) == 1, "it was on its way once; whether it arrived nobody can say"


def test_account_mail_whose_line_broke_is_tried_again_with_the_same_message_id(office):
    office.breaks = True
    delivery = a_mail(is_account_mail=True)
    worker.drain_all()
    office.breaks = False
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        worker.drain_all()
    assert state(delivery) == "accepted"
    assert len({message["Message-ID"] for message in office.mails}) == 1


def test_a_mail_that_another_worker_is_handing_over_is_left_to_it(office):
    delivery = a_mail(state="handed_over", handed_over_at=clock.now())
    worker.drain_all()
    assert (state(delivery), office.mails, outbox.count_waiting(mail.TOPIC)) == ("handed_over", [], 1)


def test_who_comes_second_keeps_the_promise_until_the_first_has_ended_or_died(app, office, monkeypatch):
    delivery = a_mail()
    monkeypatch.setattr(mail, "_take", lambda delivery_id, _taken: _first_takes_it(delivery_id))
    worker.drain_all()
    assert (state(delivery), outbox.count_waiting(mail.TOPIC)) == ("handed_over", 1)
    monkeypatch.undo()
    with time_machine.travel(clock.now() + timedelta(minutes=5), tick=False):
        worker.drain_all()
    assert (state(delivery), office.mails, outbox.count_waiting()) == ("unknown", [], 0)


def _first_takes_it(delivery_id):
    """Between the claim and the first word another worker was quicker, and then died."""
    with unit_of_work():
        row = db.session.get_one(Delivery, delivery_id)
        row.state, row.handed_over_at = "handed_over", clock.now()
    return False


def test_a_mail_whose_worker_died_is_unknown_after_two_minutes(office):
    delivery = a_mail(state="handed_over", handed_over_at=clock.now() - timedelta(minutes=3))
    worker.drain_all()
    assert (state(delivery), office.mails) == ("unknown", [])


@pytest.mark.both_databases
def test_two_workers_with_the_same_mails_in_hand_send_each_once(app, office):
    ids = [a_mail(f"person{number}@example.gov.uk", message_id=f"<{number}@hub>") for number in range(20)]
    promises = [outbox.Promise(0, mail.TOPIC, "delivery", delivery_id) for delivery_id in ids]

    def work():
        with app.app_context():
            try:
                mail.deliver(promises)
            except outbox.Later:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(message["To"] for message in office.mails) == sorted(f"person{n}@example.gov.uk" for n in range(20))
    assert {state(delivery_id) for delivery_id in ids} == {"accepted"}


def test_a_mail_that_came_back_for_good_parks_the_address_and_one_that_is_late_does_not(app):
    late, gone = a_mail("a@example.gov.uk", message_id="<1@hub>"), a_mail("b@example.gov.uk", message_id="<2@hub>")
    worker.drain_all()
    with unit_of_work():
        assert mail.note_bounce("<1@hub>", "4.2.2", "mailbox full")
        assert mail.note_bounce("<2@hub>", "5.1.1", "no such\r\nperson")
        assert not mail.note_bounce("<3@hub>", "5.1.1", "of somebody else's hub")
    assert (state(late), state(gone)) == ("accepted", "bounced")
    assert parked() == ["b@example.gov.uk"]


def test_nobody_says_that_a_mail_came_back_by_counting_to_its_number(office):
    registry.hub().mail_writers["notice"] = lambda ids: {one: Letter(subject="Bins", text="Bins") for one in ids}
    counted = a_mail(message_id="<notice-12@hub>", writer="notice", source_id=12)
    worker.drain_all()
    named = office.mails[0]["Message-ID"]
    with unit_of_work():
        for guess in ("<notice-12@hub>", f"<notice-12.{'0' * 20}@hub>", named.replace("@hub", "@elsewhere")):
            assert not mail.note_bounce(guess, "5.1.1", "no such person")
        assert (state(counted), parked()) == ("accepted", [])
        assert mail.note_bounce(named, "5.1.1", "no such person")
    assert state(counted) == "bounced"


@pytest.mark.parametrize(
    "words",
    [
        "Bins\r\nBcc: all@example.org",
        "Bins\nBcc: all@example.org",
        "Bins\x0bBcc: all@example.org",
        "Bins\u2028Bcc: all@example.org",
        "Bins\x85Bcc: all@example.org",
        "Bins\x00\x1b[31m",
        "Biniau wedi’u colli – ŵŷ 🗑️ " * 40,
        "x" * 5000,
        "\u202egnp.exe",
    ],
)
def test_no_subject_adds_a_header_and_every_subject_can_be_read_back(words):
    facts = {"sender": "Hub <hub@example.org>", "recipient": HER, "message_id": "<1@hub>", "at": clock.now()}
    letter = Letter(subject=words, text="Bins", headers={"List-Id": words})
    sent = message_of(letter, **facts).as_bytes()
    read = email.message_from_bytes(sent, policy=policy.default)
    assert read["Bcc"] is None
    assert str(read["Subject"]) == one_line(words, 200)
    assert max(len(line) for line in sent.splitlines()) < 998


def test_text_and_html_of_a_mail_come_through_whole_whatever_signs_they_have(office):
    words = "Ŵy a gwên: £42k — 🗑️\n.\nFrom the depot\n" + "long " * 400
    facts = {"sender": "Hub <hub@example.org>", "recipient": HER, "message_id": "<1@hub>", "at": clock.now()}
    message = message_of(Letter(subject="x", text=words, html=f"<p>{words}</p>"), **facts)
    read = email.message_from_bytes(message.as_bytes(), policy=policy.default)
    assert read.get_body(("plain",)).get_content().replace("\r\n", "\n") == words
    assert "🗑️" in read.get_body(("html",)).get_content()
