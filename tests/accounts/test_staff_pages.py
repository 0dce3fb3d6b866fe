"""The pages on which staff decide about people."""

from datetime import date

import pytest
from sqlalchemy import select, update

from hub.accounts.models import Appointment, Registration, User
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.organisations.models import EmailDomain
from tests.accounts.mailbox import last_mail, link_sent_to
from tests.browser import Browser
from tests.factories import make_organisation, make_user

BO = "bo@fire.example.org"


@pytest.fixture
def staff(app):
    return Browser(app, make_user("Sam Staff", is_staff=True))


@pytest.fixture
def request_of_bo(app):
    bo = make_user("Bo Lee", email=BO, state="waiting")
    with unit_of_work():
        db.session.execute(update(Appointment).where(Appointment.user_id == bo.id).values(ends_on=date(2020, 1, 1)))
        row = Registration(user_id=bo.id, kind="officer", organisation_name="Cumbria Fire", message="Ask the chief")
        db.session.add(row)
    return row


def test_staff_see_who_waits_and_what_they_say(app, staff, request_of_bo):
    assert "1 person waits." in staff.get("/people/registrations")
    page = staff.click("Bo Lee")
    assert "Ask the chief" in page
    assert BO in page


def test_staff_let_someone_in_and_their_domain_with_them(app, staff, request_of_bo):
    staff.get(f"/people/registrations/{request_of_bo.id}")
    staff.submit("Let them in", trusts_domain="y", reason="Welcome.")
    assert "0 people wait." in staff.page
    assert "Welcome." in last_mail(BO).body
    assert link_sent_to(BO).startswith("/confirm/")
    assert db.session.scalars(select(EmailDomain.domain)).all() == ["fire.example.org"]


def test_staff_choose_the_organisation_where_it_is_known(app, staff, request_of_bo):
    fire = make_organisation("Cumbria Fire and Rescue", "fire")
    staff.get(f"/people/registrations/{request_of_bo.id}")
    staff.submit("Let them in", organisation=str(fire.id))
    db.session.rollback()
    assert db.session.scalar(select(Registration.organisation_id)) == fire.id


def test_a_domain_of_many_is_not_trusted_for_one(app, staff, request_of_bo):
    with unit_of_work():
        db.session.execute(update(User).where(User.email == BO).values(email="bo@gmail.com"))
    staff.get(f"/people/registrations/{request_of_bo.id}")
    staff.submit("Let them in", trusts_domain="y", status=422)
    assert staff.page.errors == ["gmail.com is shared by many bodies. Give a domain that is this one's own."]


def test_declining_asks_for_a_reason_and_sends_it(app, staff, request_of_bo):
    staff.get(f"/people/registrations/{request_of_bo.id}")
    staff.submit("Decline", status=422)
    assert staff.page.errors == ["Say why. The person gets your reason by mail."]
    staff.submit("Decline", reason="We could not find you.")
    assert "We could not find you." in last_mail(BO).body


def test_staff_find_and_suspend_and_restore_a_person(app, staff):
    bo = make_user("Bo Lee", email=BO)
    staff.get("/people/accounts?q=fire.example")
    staff.click("Bo Lee")
    staff.click("Suspend")
    staff.submit("Suspend", status=422)
    staff.submit("Suspend", reason="Sent advertisements.")
    assert "This account cannot be used now." in staff.page
    staff.click("Restore")
    staff.submit("Restore")
    db.session.rollback()
    assert db.session.get_one(User, bo.id).state == "active"


def test_staff_confirm_appointments_that_nothing_else_confirms(app, staff):
    bo = make_user("Bo Lee")
    with unit_of_work():
        bo.appointments[0].organisation_confirmed_at = None
    staff.get("/people/appointments")
    staff.submit("Confirm", action="/confirm")
    staff.get("/people/appointments")
    assert "Bo Lee" not in staff.page.all("h2")


@pytest.mark.parametrize(
    "path", ["registrations", "registrations/1", "accounts", "appointments", "1/suspend", "1/restore"]
)
def test_these_pages_are_absent_for_others(app, request_of_bo, path):
    Browser(app, make_user("Olu Outsider")).get(f"/people/{path}", status=404)
    assert Browser(app).get(f"/people/{path}").h1 == "Sign in"
