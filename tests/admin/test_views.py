"""The pages that staff see, and nobody else."""

import pytest

from hub.core import clock, outbox
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from tests.browser import Browser
from tests.factories import make_group, make_user

PAGES = ["/admin/", "/admin/acts", "/admin/failures", "/admin/openings"]


@pytest.fixture
def staff(app):
    return Browser(app, make_user("Sam Staff", is_staff=True))


def leave_work_undone():
    with unit_of_work():
        db.session.add(
            Delivery(recipient="a@b.gov.uk", subject="Welcome", body="…", message_id="<1@hub>", state="unknown")
        )
        db.session.add(
            outbox.OutboxEntry(topic="search", kind="document", object_id=7, failed_at=clock.now(), error="disk")
        )


@pytest.mark.parametrize("url", PAGES)
def test_staff_pages_are_not_there_for_others(app, url):
    Browser(app, make_user()).get(url, status=404)


@pytest.mark.parametrize("url", PAGES)
def test_a_visitor_is_asked_to_sign_in(app, url):
    assert Browser(app).get(url).url.startswith("/sign-in")


def test_the_front_page_says_what_waits(staff):
    leave_work_undone()
    page = staff.get("/admin/")
    assert "Work that was given up 1 waits" in page
    assert "Groups that nobody runs Nothing" in page


def test_work_given_up_is_tried_again_with_a_button(staff):
    leave_work_undone()
    assert "disk" in staff.get("/admin/failures")
    assert "It will be tried again" in staff.submit("Try again")
    assert "all that was promised has been done" in staff.page


def test_a_mail_in_doubt_is_sent_again_with_a_button(staff):
    leave_work_undone()
    staff.get("/admin/failures")
    assert "The mail is on its way again" in staff.submit("Send again")


def test_opening_a_group_takes_an_address_and_a_reason(staff):
    make_group("Mergers", "private", slug="x7k2", facilitator=make_user("Fay Moss"))
    staff.get("/admin/openings")
    assert staff.submit("Open the group", slug="x7k2", status=422).errors == ["Say why you need to read this group"]
    page = staff.submit("Open the group", slug="/groups/x7k2", reason="A complaint")
    assert "its facilitators have been told" in page
    assert "Mergers" in page
    staff.get("/groups/x7k2")
    staff.get("/admin/openings")
    staff.submit("Close it now")
    staff.get("/groups/x7k2", status=404)


def test_an_address_of_no_group_is_said_beside_the_field(staff):
    staff.get("/admin/openings")
    page = staff.submit("Open the group", slug="nowhere", reason="A complaint", status=422)
    assert page.errors == ["There is no group at that address."]


def test_what_staff_did_stands_in_their_trail(staff):
    leave_work_undone()
    staff.get("/admin/failures")
    staff.submit("Try again")
    page = staff.get("/admin/acts")
    assert "Promise tried again" in page
    assert "Sam Staff" in page
