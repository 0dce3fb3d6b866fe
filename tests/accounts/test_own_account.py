"""What people do with their own account: address, appointments."""

import pytest
from sqlalchemy import select, update

from hub.accounts.actions import add_appointment, end_appointment, make_main
from hub.accounts.models import Appointment, User
from hub.accounts.passwords import hash_password
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.organisations.models import EmailDomain
from hub.policy import NotFound
from tests.accounts.mailbox import last_mail, link_sent_to, mails_to
from tests.browser import Browser
from tests.factories import actor_of, make_organisation, make_user

PASSWORD = "bright kettle harbour"
OLD, NEW = "amal@kirklees.gov.uk", "amal@leeds.gov.uk"


@pytest.fixture
def amal(app):
    return make_user("Amal Khan", email=OLD, password_hash=hash_password(PASSWORD))


@pytest.fixture
def leeds(app):
    leeds = make_organisation("Leeds")
    with unit_of_work():
        db.session.add(EmailDomain(domain="leeds.gov.uk", organisation_id=leeds.id))
    return leeds


def ask_for(app, user, email, status=200, password=PASSWORD):
    browser = Browser(app, user)
    browser.get("/account/email")
    browser.submit("Send the link", email=email, current_password=password, status=status)
    return browser


def email_of(user):
    db.session.rollback()
    return db.session.scalar(select(User.email).where(User.id == user.id))


def test_a_new_address_counts_once_its_button_is_pressed(app, amal):
    ask_for(app, amal, NEW)
    link = link_sent_to(NEW)
    browser = Browser(app)
    browser.get(link)
    browser.get(link)
    assert email_of(amal) == OLD, "opening the link changes nothing"
    browser.submit("Use this address")
    assert email_of(amal) == NEW
    assert NEW in last_mail(OLD).body
    Browser(app).get(link, status=410)


def test_changing_the_address_needs_the_password(app, amal):
    assert ask_for(app, amal, NEW, status=422, password="wrong").page.errors == ["This is not your password."]
    assert not mails_to(NEW)


def test_the_page_does_not_tell_that_an_address_is_taken(app, amal):
    make_user("Bo Lee", email="bo@leeds.gov.uk")
    taken, free = ask_for(app, amal, "bo@leeds.gov.uk"), ask_for(app, amal, NEW)
    assert taken.page.text == free.page.text
    assert "/confirm-email/" not in last_mail("bo@leeds.gov.uk").body


def test_an_address_taken_in_the_meantime_kills_the_link(app, amal):
    ask_for(app, amal, NEW)
    make_user("Bo Lee", email=NEW)
    browser = Browser(app)
    browser.get(link_sent_to(NEW))
    browser.submit("Use this address", status=410)
    assert email_of(amal) == OLD


def test_only_the_latest_address_asked_from_counts(app, amal):
    ask_for(app, amal, NEW)
    first = link_sent_to(NEW)
    ask_for(app, amal, "amal@york.gov.uk")
    browser = Browser(app)
    browser.get(link_sent_to("amal@york.gov.uk"))
    browser.submit("Use this address")
    Browser(app).get(first, status=410)


def test_an_office_in_the_body_of_ones_address_is_known_at_once(app, leeds):
    amal = make_user("Amal Khan", email=NEW)
    with unit_of_work():
        add_appointment(actor_of(amal), organisation_id=leeds.id, kind="councillor", job_title="Cabinet member")
    assert f"organisation:{leeds.id}" in actor_of(amal).audiences


@pytest.mark.both_databases
def test_an_office_elsewhere_gives_no_rights_until_staff_confirm(app, amal, leeds):
    browser = Browser(app, amal)
    browser.get("/account/appointments/new")
    browser.submit("Add the appointment", organisation=str(leeds.id), kind="partner", job_title="Adviser")
    assert "Waiting for staff to confirm" in browser.page
    assert f"organisation:{leeds.id}" not in actor_of(amal).audiences
    staff = Browser(app, make_user("Sam Staff", is_staff=True))
    staff.get(f"/people/{amal.id}")
    staff.submit("Confirm this appointment", action=f"/{_newest(amal).id}/")
    assert f"organisation:{leeds.id}" in actor_of(amal).audiences


def _newest(user):
    mine = select(Appointment).where(Appointment.user_id == user.id)
    return db.session.scalar(mine.order_by(Appointment.id.desc()).limit(1))


def test_leaving_ends_the_rights_and_keeps_the_history(app, amal):
    organisation_id, version = amal.appointments[0].organisation_id, amal.permissions_version
    browser = Browser(app, amal)
    browser.get("/account")
    browser.submit("I have left")
    assert "Kirklees Council" in browser.page
    assert "You have none at present." in browser.page
    assert f"organisation:{organisation_id}" not in actor_of(amal).audiences
    assert actor_of(amal).permissions_version > version


@pytest.mark.both_databases
def test_one_office_is_always_the_main_one(app, amal, leeds):
    actor = actor_of(amal)
    with unit_of_work():
        second = add_appointment(actor, organisation_id=leeds.id, kind="officer", job_title="")
        assert not second.is_main
        make_main(actor, second.id)
    assert [row.is_main for row in amal.appointments] == [False, True]
    with unit_of_work():
        end_appointment(actor, second.id)
    assert [row.is_main for row in amal.appointments] == [True, False]


def test_the_same_office_is_not_taken_twice(app, amal):
    held = amal.appointments[0]
    with pytest.raises(Refused, match="already"), unit_of_work():
        add_appointment(actor_of(amal), organisation_id=held.organisation_id, kind=held.kind, job_title="")


def test_nobody_ends_another_s_appointment(app, amal):
    other = make_user("Bo Lee")
    with pytest.raises(NotFound), unit_of_work():
        end_appointment(actor_of(other), amal.appointments[0].id)


def test_what_was_confirmed_is_open_again_when_the_title_changes(app, amal):
    from hub.core import clock

    with unit_of_work():
        db.session.execute(update(Appointment).values(confirmed_at=clock.now(), job_title="Officer"))
    browser = Browser(app, amal)
    browser.get("/account/profile")
    browser.submit("Save my profile", job_title="Chief Executive")
    assert "Their own word" in browser.page


def test_a_visitor_has_no_account_page(app):
    for path in ("/account", "/account/profile", "/account/email", "/account/password", "/account/sign-ins"):
        assert Browser(app).get(path).h1 == "Sign in"
