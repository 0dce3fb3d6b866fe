"""The page of what one was told, its count, its marks, the settings; and what losing a place takes away."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.actions import change_visibility, leave_group
from hub.notifications import actions, queries
from hub.notifications.defaults import DEFAULTS
from hub.notifications.models import Notification, Preference
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_user
from tests.notifications.making import (
    ASKED,
    NAMED,
    NEW,
    REPLIED,
    document_in,
    happen,
    lines_of,
    mails,
    park,
    send,
    tell,
)
from tests.statements import counted


@pytest.fixture
def told(document, ann, bill):
    """Bill was named and hears of a new document, on the page."""
    happen(NEW, document, by=ann)
    happen(NAMED, document_in(document.group, ann, "Missed bins"), by=ann, people=(bill.id,), reason="You know it")
    tell()
    return document


def unread_of(person):
    with _app().test_request_context():
        return queries.find_unread(actor_of(person)).number


def _app():
    from flask import current_app

    return current_app._get_current_object()


def words_on_page(person, before=None):
    with _app().test_request_context():
        return [line.words for line in queries.list_told(actor_of(person), before).items]


def test_the_page_says_what_happened_why_and_with_what_reason(app, told, bill):
    browser = Browser(app, bill)
    browser.get("/notifications")
    assert "Ann Price named you in Missed bins" in browser.page
    assert "The reason given: You know it" in browser.page
    assert "You are told this because you belong to “Waste”." in browser.page


def test_the_header_counts_what_is_unread_and_opening_the_thing_marks_it(app, told, bill):
    browser = Browser(app, bill)
    assert unread_of(bill) == 2
    browser.get(f"/groups/{told.group.slug}/library/{told.id}")
    assert unread_of(bill) == 1
    assert [line.read_at is None for line in lines_of(bill)] == [False, True]


def test_all_is_marked_as_read_by_post_and_what_came_since_stays_unread(app, told, ann, bill):
    browser = Browser(app, bill)
    browser.get("/notifications")
    happen(NEW, document_in(told.group, ann, "New since"), by=ann)
    tell()
    browser.submit("Mark all as read")
    assert unread_of(bill) == 1
    browser.get("/notifications")
    assert "New since" in browser.page


def test_looking_at_the_page_alone_marks_nothing(app, told, bill):
    Browser(app, bill).get("/notifications")
    assert unread_of(bill) == 2


def test_alike_things_of_one_day_are_one_line_that_opens_at_the_first(app, document, ann, bill):
    from hub.follows import actions as follows

    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    for days in (0, 0, 0, 1, 1):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            happen(REPLIED, document, by=ann)
            tell()
    assert words_on_page(bill) == ["2 replies in Route planning", "3 replies in Route planning"]


def test_a_line_offers_to_stop_exactly_what_it_came_through(app, told, bill):
    browser = Browser(app, bill)
    browser.get("/notifications")
    browser.submit("Stop telling me of this")
    assert "You will hear nothing more of it" in browser.page
    happen(NEW, told, by=None)
    tell()
    assert len(lines_of(bill)) == 2


def test_nobody_sees_what_another_was_told(app, told):
    outsider = make_user("Out Sider")
    assert words_on_page(outsider) == []
    browser = Browser(app, outsider)
    browser.get("/notifications")
    assert "Missed bins" not in browser.page


def test_a_visitor_is_asked_to_sign_in_and_sees_no_count(app, told):
    answer = app.test_client().get("/notifications")
    assert answer.status_code == 302
    assert "Notifications" not in app.test_client().get("/help").get_data(as_text=True)


def test_leaving_takes_away_what_one_was_told_of_a_private_group_and_its_count(told, bill):
    with unit_of_work():
        leave_group(actor_of(bill), told.group)
    assert lines_of(bill) == []
    assert unread_of(bill) == 0


def test_leaving_an_open_group_keeps_what_one_may_still_read(app, ann, bill):
    group = make_group("Parking", "open", facilitator=ann)
    add_member(group, bill)
    happen(NEW, document_in(group, ann, "Permit prices"), by=ann)
    tell()
    with unit_of_work():
        leave_group(actor_of(bill), group)
    assert unread_of(bill) == 1


def test_what_was_taken_down_stands_on_no_page_and_in_no_count(told, bill):
    from hub.groups.content import remove
    from hub.library.models import Document

    with unit_of_work():
        row = db.session.get_one(Document, told.id)
        remove(row, row.group, by_id=None, reason="Names")
    from hub.core.events import ContentChanged, record

    with unit_of_work():
        record(ContentChanged(actor_id=None, kind="document", object_id=told.id))
    assert unread_of(bill) == 1
    assert words_on_page(bill) == ["Ann Price named you in Missed bins"]


def test_a_group_that_closes_its_doors_takes_away_what_outsiders_were_told(app, ann):
    outsider = make_user("Out Sider")
    group = make_group("Parking", "open", facilitator=ann)
    document = document_in(group, ann, "Permit prices")
    happen(NAMED, document, by=ann, people=(outsider.id,))
    tell()
    assert unread_of(outsider) == 1
    with unit_of_work():
        change_visibility(actor_of(ann), group, "private")
    assert unread_of(outsider) == 0
    assert words_on_page(outsider) == []


def test_the_page_costs_the_same_for_two_lines_and_for_two_hundred(app, document, ann, bill):
    def statements():
        with app.test_request_context(), counted() as seen:
            queries.list_told(actor_of(bill))
        return len(seen)

    happen(NAMED, document, by=ann, people=(bill.id,))
    tell()
    few = statements()
    for number in range(30):
        happen(NAMED, document_in(document.group, ann, f"Paper {number}"), by=ann, people=(bill.id,))
    tell()
    assert statements() <= few + 2


def test_pages_follow_one_another_without_a_gap_or_a_repeat(document, ann, bill):
    for number in range(45):
        happen(NAMED, document_in(document.group, ann, f"Paper {number}"), by=ann, people=(bill.id,))
    tell()
    seen, before = [], None
    while True:
        with _app().test_request_context():
            page = queries.list_told(actor_of(bill), before)
        seen += [line.words for line in page.items]
        if page.next_cursor is None:
            break
        before = int(page.next_cursor)
    assert seen == [f"Ann Price named you in Paper {number}" for number in reversed(range(45))]


def test_the_settings_keep_what_differs_from_the_defaults_alone(app, bill):
    browser = Browser(app, bill)
    browser.get("/account/notifications")
    browser.submit("Save", mail_groups="daily")
    rows = db.session.scalars(select(Preference)).all()
    assert [(row.category, row.mail, row.on_page) for row in rows] == [("groups", "daily", True)]
    browser.get("/account/notifications")
    browser.submit("Save", mail_groups=DEFAULTS["groups"].mail)
    assert queries.find_choices(actor_of(bill))["groups"] == DEFAULTS["groups"]


def test_half_of_the_quiet_hours_is_refused_and_what_was_chosen_stays_on_the_form(app, bill):
    browser = Browser(app, bill)
    browser.get("/account/notifications")
    browser.submit("Save", mail_groups="daily", quiet_from="22:00", status=422)
    assert browser.page.errors == ["Give both ends of the quiet hours, or neither."]
    assert db.session.scalars(select(Preference)).all() == []


def test_a_parked_address_is_said_on_the_page_and_confirmed_by_its_own_mail(app, bill):
    park(bill)
    send()
    browser = Browser(app, bill)
    browser.get("/notifications")
    assert "Mail does not reach you." in browser.page
    browser.submit("Send me a mail to confirm it")
    send()
    (message,) = mails()
    path = message.get_content().partition("127.0.0.1:8000")[2].split()[0]
    assert app.test_client().get(path).status_code == 200
    assert queries.find_parked(actor_of(bill)) is not None, "a scanner that opens the link confirms nothing"
    browser.get(path)
    browser.submit("Send mail to this address again")
    assert queries.find_parked(actor_of(bill)) is None


def test_facilitators_see_how_far_the_mail_of_their_group_came_and_nobody_else_does(app, told, ann, bill):
    send()
    browser = Browser(app, ann)
    browser.get(f"/groups/{told.group.slug}/told")
    assert "Mails at once, accepted by the mail server: 1" in browser.page
    assert bill.email not in browser.page
    Browser(app, bill).get(f"/groups/{told.group.slug}/told", status=403)
    Browser(app, make_user("Out Sider")).get(f"/groups/{told.group.slug}/told", status=404)


def test_the_log_foretells_who_would_hear_and_names_whom_mail_does_not_reach(app, told, ann, bill):
    park(bill)
    browser = Browser(app, ann)
    browser.get(f"/groups/{told.group.slug}/told")
    assert "Members whom mail does not reach" in browser.page
    assert "Bill Roe" in browser.page


def test_staff_see_parked_addresses_and_may_let_mail_go_there_again(app, bill):
    park(bill)
    browser = Browser(app, make_user("Sam Staff", is_staff=True))
    browser.get("/admin/addresses")
    assert bill.email in browser.page
    browser.submit("Send there again")
    assert queries.find_parked(actor_of(bill)) is None
    Browser(app, bill).get("/admin/addresses", status=404)


def test_two_people_asking_in_are_one_line_for_the_facilitator(app, told, ann, bill):
    for _time in range(2):
        happen(ASKED, told, by=bill, about=(f"group:{told.group_id}",))
    tell()
    assert words_on_page(ann) == ["2 ask in"]


def test_marking_read_touches_nobody_elses_lines(told, ann, bill):
    happen(NAMED, told, by=bill, people=(ann.id,))
    tell()
    with unit_of_work():
        actions.mark_read(actor_of(bill), 10_000)
    assert db.session.scalars(select(Notification.read_at).where(Notification.user_id == ann.id)).all() == [None]
