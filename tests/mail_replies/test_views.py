"""What staff see of answers by mail, and what the mails that can be answered carry."""

from email import message_from_bytes, policy

import pytest
from flask import Flask

from hub.core.registry import hub
from hub.core.worker import drain_all
from hub.mail_replies.addresses import find_address, read_token
from tests.browser import Browser
from tests.conversations.making import reply
from tests.factories import make_user
from tests.mail_replies.making import Office


@pytest.fixture
def office(app: Flask) -> Office:
    return Office(app)


def test_staff_see_counts_and_nobody_elses_words_or_names(app: Flask, office: Office) -> None:
    office.receive(office.mail("A secret word"))
    office.receive(office.mail(headers={"Precedence": "bulk"}))
    staff = Browser(app, make_user("Sam", is_staff=True))
    page = staff.get("/mail-replies")
    assert "Added" in page
    assert "precedence" in page
    for hidden in ("secret word", "Ben", office.ben.email, "Parking"):
        assert hidden not in page.text


def test_nobody_but_staff_sees_the_counts(app: Flask, office: Office) -> None:
    for person in (None, office.ben, office.circle.fay):
        seen = Browser(app, person).client.get("/mail-replies")
        assert seen.status_code in {302, 403, 404}


def test_the_hub_gives_each_reader_an_address_of_their_own(app: Flask, office: Office) -> None:
    give = hub().reply_address
    first, second = (give(person.id, "conversation:1") for person in (office.ben, office.circle.ann))
    assert first != second
    token = find_address(second)
    assert read_token(token).user_id == office.circle.ann.id


def test_a_mail_about_a_reply_can_be_answered_and_its_answer_appears(app: Flask, office: Office) -> None:
    reply(office.circle, office.conversation, by="fay", text="Who else has one?")
    drain_all()
    folder = app.extensions["settings"].data_dir / "mail"
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in sorted(folder.glob("*.eml"))]
    ann = office.circle.ann
    address = next(str(mail["Reply-To"]) for mail in mails if mail["To"] == ann.email and mail["Reply-To"])
    assert office.receive(office.mail("We do.", sender=ann.email, to=address)) == "posted"
    assert office.posts()[-1] == "We do."
