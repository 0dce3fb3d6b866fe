"""How people hear of messages: by name or not, with the text or a notice, with files, and by answering a mail."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.messages import actions
from hub.messages.models import Message
from hub.moderation.actions import decide_report, report_thing
from hub.moderation.models import Report
from hub.policy import NotFound, Verb, can
from tests.browser import Browser
from tests.factories import actor_of, make_user
from tests.messages.making import answer, file_of, start
from tests.notifications.making import mails_of, send, words_of

pytestmark = pytest.mark.both_databases


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    return {name: make_user(name) for name in ("Ann", "Ben", "Cat")}


def texts_of(person: User) -> str:
    """All that mails say to the person once everything due was sent, subject lines included."""
    send()
    return "\n".join(words_of(mail) for mail in mails_of(person))


def test_the_mail_carries_the_text_and_leads_to_the_files(people):
    start(people["Ann"], [people["Ben"]], text="The lorry is **late**", contents=[file_of("Table", "table.txt")])
    told = texts_of(people["Ben"])
    assert "Ann wrote to you: Route software" in told
    assert "The lorry is late" in told
    assert "Table" in told
    assert "/library/" in told
    assert texts_of(people["Ann"]) == texts_of(people["Cat"]) == ""


def test_whoever_wants_a_notice_alone_finds_no_text_in_their_mail(people):
    with unit_of_work():
        actions.choose_preferences(actor_of(people["Ben"]), messages_from="everyone", in_mail="notice")
    start(people["Ann"], [people["Ben"]], text="The lorry is late", contents=[file_of("Table", "table.txt")])
    told = texts_of(people["Ben"])
    assert "Ann wrote to you" in told
    assert "lorry" not in told
    assert "Table" not in told


def test_whoever_left_before_the_mail_went_out_is_not_told(people):
    message = start(people["Ann"], [people["Ben"], people["Cat"]], text="The lorry is late")
    with unit_of_work():
        actions.leave_thread(actor_of(people["Ben"]), message.thread)
    assert texts_of(people["Ben"]) == ""
    assert "The lorry is late" in texts_of(people["Cat"])


def test_a_message_held_before_the_mail_went_out_is_not_told(people):
    from hub.messages.holding import hold_message

    message, staff = start(people["Ann"], [people["Ben"]], text="Rude words"), make_user("Staff", is_staff=True)
    with unit_of_work():
        hold_message(actor_of(staff), message.id, "Reported")
    assert "Rude words" not in texts_of(people["Ben"])


def test_an_answer_by_mail_is_a_message_of_the_thread(people, tmp_path: Path):
    message = start(people["Ann"], [people["Ben"]])
    file = tmp_path / "costs.txt"
    file.write_text("Year one")
    with unit_of_work():
        ref = hub().kinds["message"].reply(actor_of(people["Ben"]), message.id, "By mail", [file])
    sent = db.session.get_one(Message, int(ref.partition(":")[2]))
    assert (sent.text, sent.thread_id, sent.documents[0].title) == ("By mail", message.thread_id, "Costs")
    with pytest.raises(NotFound), unit_of_work():
        hub().kinds["message"].reply(actor_of(people["Cat"]), message.id, "Not mine", [])


def report_of(person: User, message: Message) -> Report:
    with unit_of_work():
        made = report_thing(actor_of(person), f"message:{message.id}", reason="It insults me")
    return db.session.get_one(Report, made.report_id)


def test_staff_read_the_reported_words_and_nothing_around_them(app, people):
    message = start(people["Ann"], [people["Ben"]], subject="Quartzite", text="You are a fool")
    answer(people["Ben"], message.thread, "A private answer")
    report = report_of(people["Ben"], message)
    staff = make_user("Sam", is_staff=True)
    browser = Browser(app, staff)
    page = browser.get("/reports")
    shown = page.html + browser.get(f"/reports/{report.id}").html
    assert "You are a fool" in shown
    assert "A private answer" not in shown
    browser.get(f"/messages/{message.thread_id}", status=404)
    assert not can(actor_of(staff), Verb.VIEW, message)


def test_a_decision_hides_the_message_and_its_file_and_can_be_turned_round(people):
    message = start(people["Ann"], [people["Ben"]], text="You are a fool", contents=[file_of("Rude", "rude.txt")])
    report, staff, ben = report_of(people["Ben"], message), make_user("Sam", is_staff=True), actor_of(people["Ben"])
    rows = [message, *message.documents]
    for outcome, reads in (("held", False), ("removed", False), ("released", True)):
        with unit_of_work():
            decide_report(actor_of(staff), report, outcome=outcome, reason="Keep it civil")
        assert [can(ben, Verb.VIEW, row) for row in rows] == [reads, reads], outcome
        assert can(actor_of(people["Ann"]), Verb.VIEW, message)


def test_nobody_outside_can_report_what_they_cannot_read(people):
    message = start(people["Ann"], [people["Ben"]])
    with pytest.raises(NotFound):
        report_of(people["Cat"], message)
    assert db.session.scalar(select(Report.id)) is None
