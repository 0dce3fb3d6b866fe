"""Mails at once: what stands in them, what lets a reader stop them, and that rights are looked at as each one goes."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from html5lib import HTMLParser
from sqlalchemy import select

from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.groups.content import remove
from hub.library.models import Document
from hub.networks.models import Block
from hub.notifications import actions
from hub.notifications.defaults import Choice
from hub.notifications.letters import headers_of
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_user
from tests.notifications.making import NAMED, REPLIED, happen, mails, mails_of, send, states_of, tell, words_of


@pytest.fixture
def named(document, ann, bill):
    """Bill was named, which is decided; the mail has not gone yet."""
    happen(NAMED, document, by=ann, people=(bill.id,), reason="You know the depots")
    tell()
    assert states_of(bill) == ["waiting"]
    return document


def leave(document, bill):
    end_membership(document.group, bill)


def take_down(document, bill):
    with unit_of_work():
        row = db.session.get_one(Document, document.id)
        remove(row, row.group, by_id=None, reason="A name in it")


def suspend(document, bill):
    with unit_of_work():
        bill.become("suspended")


def block(document, bill):
    with unit_of_work():
        db.session.add(Block(blocker_id=bill.id, blocked_id=document.author_id))


def want_none(document, bill):
    with unit_of_work():
        actions.choose_channels(actor_of(bill), {"direct": Choice(on_page=True, mail="none")})


@pytest.mark.parametrize("loses", [leave, take_down, suspend, block, want_none])
def test_what_was_lost_between_event_and_sending_is_not_sent_not_even_its_subject(named, bill, loses):
    loses(named, bill)
    send()
    assert mails() == []
    assert states_of(bill) == ["withheld"]
    assert not db.session.scalar(select(Delivery.subject).where(Delivery.user_id == bill.id))


def test_a_thing_muted_between_event_and_sending_is_not_sent(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    happen(REPLIED, document, by=ann)
    tell()
    with unit_of_work():
        follows.mute(actor_of(bill), f"document:{document.id}")
    send()
    assert states_of(bill) == ["withheld"]


def test_a_mail_says_what_happened_why_one_is_told_and_how_to_stop_it(named, bill):
    send()
    (message,) = mails_of(bill)
    assert message["Subject"] == "[Waste] Ann Price named you in Route planning"
    words = words_of(message)
    for part in ("You know the depots", "because you were named", f"/library/{named.id}", "/unsubscribe/"):
        assert part in words
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Id"] == f'"Waste" <group-{named.group_id}.127.0.0.1>'
    assert (message["Auto-Submitted"], message["Precedence"]) == ("auto-generated", "list")


def test_mails_about_one_thing_stand_in_one_thread_of_the_mail_programme(document, ann, bill):
    happen(NAMED, document, by=ann, people=(bill.id,))
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    first, second = mails_of(bill)
    assert first["Message-ID"] != second["Message-ID"]
    assert first["References"] == second["References"] == first["In-Reply-To"]


def test_the_html_of_a_mail_is_valid_says_its_language_and_loads_nothing(named, bill):
    send()
    (message,) = mails_of(bill)
    html = message.get_body(("html",)).get_content()
    parser = HTMLParser(strict=True)
    parser.parse(html)
    assert '<html lang="en-GB">' in html
    assert not re.search(r"<img|<script|<link|<iframe|style=|src=", html)
    assert re.findall(r"<h1>(.*?)</h1>", html) == ["Ann Price named you in Route planning"]


def test_a_mail_comes_in_the_readers_own_language(document, ann, bill):
    with unit_of_work():
        bill.language = "cy"
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    (message,) = mails_of(bill)
    assert '<html lang="cy">' in message.get_body(("html",)).get_content()


def test_hostile_names_and_titles_stay_words_in_every_part_of_a_mail(document, ann, bill):
    with unit_of_work():
        db.session.get_one(Document, document.id).title = "<script>alert(1)</script>\r\nBcc: all@example.org"
        ann.display_name = 'Ann "><img src=x onerror=alert(1)>\r\nX-Bad: 1'
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    (message,) = mails_of(bill)
    assert (message["Bcc"], message["X-Bad"]) == (None, None)
    html = message.get_body(("html",)).get_content()
    assert "<script" not in html
    assert "<img" not in html


def test_where_replies_have_an_address_the_mail_carries_it_and_the_text(app, document, ann, bill, monkeypatch):
    kind = hub().kinds["document"]
    monkeypatch.setitem(hub().kinds, "document", replace_reply(kind))
    monkeypatch.setattr(hub(), "reply_address", lambda user_id, ref: f"reply+{user_id}@example.org" if ref else None)
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    (message,) = mails_of(bill)
    assert message["Reply-To"] == f"reply+{bill.id}@example.org"
    assert "You can answer this mail" in words_of(message)
    assert "Bins are late" in words_of(message)


def test_who_asks_for_a_notice_only_gets_no_text_by_mail(document, ann, bill, monkeypatch):
    monkeypatch.setitem(hub().kinds, "document", replace_reply(hub().kinds["document"]))
    monkeypatch.setitem(hub().notice_only, "document", lambda _id, ids: set(ids) - {ann.id})
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    assert "Bins are late" not in words_of(mails_of(bill)[0])


def replace_reply(kind):
    """The kind as one that can be answered by mail, so that its mails carry its text."""
    return replace(kind, reply=lambda *_: "", pages=lambda rows: {row.id: [(None, "Bins are late")] for row in rows})


def test_what_is_attached_is_linked_for_those_who_may_see_it(document, ann, bill, monkeypatch):
    monkeypatch.setitem(hub().attached, "document", lambda ids: {ids[0]: [f"document:{document.id}", "document:999"]})
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    assert "Attached" in words_of(mails_of(bill)[0])


def test_the_link_in_a_mail_stops_exactly_that_signed_out_and_only_by_post(app, document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    happen(REPLIED, document, by=ann)
    send()
    path = re.search(r"/unsubscribe/\S+?(?=>)", mails_of(bill)[0]["List-Unsubscribe"]).group()
    visitor = app.test_client()
    assert "Route planning" in visitor.get(path).get_data(as_text=True)
    happen(REPLIED, document, by=ann)
    send()
    assert len(mails_of(bill)) == 2, "a scanner that opens the link stops nothing"
    assert visitor.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    happen(REPLIED, document, by=ann)
    happen(NAMED, document, by=ann, people=(bill.id,))
    send()
    assert len(mails_of(bill)) == 3, "the thing is muted, and being named is not"


def test_after_leaving_the_page_of_the_link_names_nothing_private(app, document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    happen(REPLIED, document, by=ann)
    send()
    path = re.search(r"/unsubscribe/\S+?(?=>)", mails_of(bill)[0]["List-Unsubscribe"]).group()
    end_membership(document.group, bill)
    assert "Route planning" not in app.test_client().get(path).get_data(as_text=True)


@pytest.mark.parametrize("token", ["nonsense", "WzEsIm9mZjpncm91cDoxIl0.forged", ""])
def test_a_forged_link_stops_nothing_and_says_so_kindly(app, token):
    answer = app.test_client().post(f"/unsubscribe/{token}")
    assert answer.status_code == 404


def test_a_mail_held_back_by_quiet_hours_does_not_go_once_it_was_read_on_the_page(document, ann, bill):
    from datetime import time

    with unit_of_work():
        actions.keep_rhythm(actor_of(bill), away_until=None, quiet_from=time(22), quiet_until=time(7))
    with time_machine.travel(datetime(2026, 11, 24, 23, tzinfo=UTC), tick=False):
        happen(NAMED, document, by=ann, people=(bill.id,))
        send()
        Browser(document_app(), bill).get(f"/groups/{document.group.slug}/library/{document.id}")
    with time_machine.travel(datetime(2026, 11, 25, 7, tzinfo=UTC), tick=False):
        send()
    assert states_of(bill) == ["withheld"]


def document_app():
    from flask import current_app

    return current_app._get_current_object()


def test_two_hundred_mails_at_once_cost_few_statements_each(document, ann):
    from tests.statements import counted

    people = [make_user(f"Person {number}") for number in range(50)]
    for person in people:
        add_member(document.group, person)
    happen(NAMED, document, by=ann, people=tuple(person.id for person in people))
    tell()
    with counted() as statements:
        send()
    assert len(mails()) == 50
    per_mail = [statement for statement in statements if "UPDATE deliveries" not in statement]
    assert len(per_mail) < 4 * 50, "rights are asked of all readers of one thing together"


def test_a_list_is_never_called_by_the_title_of_one_thing_in_it(app):
    with app.test_request_context():
        headers = headers_of("token", place="report:1", name="", group_id=3)
    assert headers["List-Id"].startswith("<group-3.")
