"""What staff do with people, the first of them, and the command that makes accounts."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from hub.accounts.actions import (
    approve_registration,
    confirm_appointment,
    decline_registration,
    restore_person,
    suspend_person,
)
from hub.accounts.entry import offer_first_administrator
from hub.accounts.models import User
from hub.accounts.passwords import is_right
from hub.accounts.queries import find_people, list_unconfirmed_appointments, list_waiting_registrations
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation
from hub.policy import NotFound
from tests.accounts.mailbox import last_mail
from tests.browser import Browser
from tests.factories import actor_of, make_organisation, make_user

PASSWORD = "bright kettle harbour"


@pytest.fixture
def staff(app):
    return actor_of(make_user("Sam Staff", is_staff=True))


@pytest.fixture
def bo(app):
    return make_user("Bo Lee", email="bo@kirklees.gov.uk")


def test_a_suspension_holds_from_the_next_request_and_is_told(app, staff, bo):
    browser = Browser(app, bo)
    assert browser.get("/account").h1 == "Your account"
    version = bo.permissions_version
    with unit_of_work():
        suspend_person(staff, bo.id, reason="Sent advertisements.")
    assert browser.get("/account").h1 == "Sign in"
    assert actor_of(bo).id is None
    assert bo.permissions_version > version
    assert "Sent advertisements." in last_mail(bo.email).body


def test_a_restored_person_has_all_they_had_and_signs_in_anew(app, staff, bo):
    before = actor_of(bo)
    browser = Browser(app, bo)
    with unit_of_work():
        suspend_person(staff, bo.id, reason="A mistake.")
    with unit_of_work():
        restore_person(staff, bo.id, reason="It was a mistake.")
    assert actor_of(bo).audiences == before.audiences
    assert browser.get("/account").h1 == "Sign in", "the old sign-in stays ended"
    assert "It was a mistake." in last_mail(bo.email).body


def test_suspending_needs_a_reason_and_is_not_for_oneself(app, staff, bo):
    with pytest.raises(Refused, match="Say why"), unit_of_work():
        suspend_person(staff, bo.id, reason="  ")
    with pytest.raises(Refused, match="yourself"), unit_of_work():
        suspend_person(staff, staff.id, reason="Tired.")
    with pytest.raises(Refused, match="suspended"), unit_of_work():
        restore_person(staff, bo.id)


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, bo: suspend_person(actor, bo.id, reason="No"),
        lambda actor, bo: restore_person(actor, bo.id),
        lambda actor, _bo: approve_registration(actor, 1),
        lambda actor, _bo: decline_registration(actor, 1, reason="No"),
        lambda actor, bo: confirm_appointment(actor, bo.appointments[0].id),
        lambda actor, _bo: list_waiting_registrations(actor),
        lambda actor, _bo: list_unconfirmed_appointments(actor),
        lambda actor, _bo: find_people(actor, "bo"),
    ],
)
def test_none_of_it_is_there_for_anyone_else(app, bo, act):
    for other in (None, bo, make_user("Olu Outsider")):
        with pytest.raises(NotFound), unit_of_work():
            act(actor_of(other), bo)


def test_staff_find_people_in_any_state_by_name_and_address(app, staff, bo):
    make_user("Wim Waiting", email="wim@fire.example.org", state="waiting")
    assert [row.display_name for row in find_people(staff, "fire.example").items] == ["Wim Waiting"]
    assert [row.display_name for row in find_people(staff, "lee").items] == ["Bo Lee"]
    assert [row.display_name for row in find_people(staff, "", state="waiting").items] == ["Wim Waiting"]


def make_first(browser, **values):
    facts = {"display_name": "Ada First", "email": "ada@lga.example.org", "organisation": "LGA", "password": PASSWORD}
    browser.submit("Make the account", **(facts | values))


def test_the_first_administrator_is_made_once(app):
    link = f"/first-administrator/{offer_first_administrator()}"
    browser, late = Browser(app), Browser(app)
    browser.get(link)
    late.get(link)
    assert db.session.scalar(select(User)) is None, "opening the page makes nobody"
    make_first(browser)
    ada = db.session.scalar(select(User))
    assert (ada.is_staff, ada.state) == (True, "active")
    assert browser.get("/account").h1 == "Your account"
    make_first(late, email="eve@example.org", status=410)
    Browser(app).get(link, status=410)
    assert offer_first_administrator() is None


def test_a_made_up_token_makes_no_administrator(app):
    Browser(app).get("/first-administrator/made-up", status=410)
    Browser(app).post("/first-administrator/made-up", display_name="Eve", status=410)


def test_the_first_administrator_too_needs_a_good_password(app):
    browser = Browser(app)
    browser.get(f"/first-administrator/{offer_first_administrator()}")
    make_first(browser, password="password1234", status=422)
    assert browser.page.errors == ["This password is easy to guess. Choose another, such as three random words."]


def test_the_demo_offers_no_first_administrator(app):
    app.extensions["settings"] = replace(app.extensions["settings"], demo=True)
    assert offer_first_administrator() is None


def create(app, *args, typed=None):
    return app.test_cli_runner().invoke(
        args=["user", "create", "cat@kirklees.gov.uk", "--name", "Cat", *args], input=typed
    )


def cat():
    db.session.rollback()
    return db.session.scalar(select(User).where(User.email == "cat@kirklees.gov.uk"))


def test_the_command_makes_an_active_account_without_a_password(app):
    council = make_organisation(code="KIR")
    result = create(app, "--organisation", "kir", typed="this is never read\n")
    assert result.exit_code == 0, result.output
    assert (cat().state, cat().password_hash, cat().is_staff) == ("active", None, False)
    assert [(row.organisation_id, row.kind) for row in cat().appointments] == [(council.id, "officer")]


def test_the_command_reads_a_password_when_asked_to(app):
    assert create(app, "--organisation", "X", "--admin", "--password-stdin", typed=f"{PASSWORD}\n").exit_code == 0
    assert is_right(cat().password_hash, PASSWORD)
    assert cat().is_staff


def test_the_command_makes_an_unknown_organisation(app):
    assert create(app, "--organisation", "Fire Service", "--kind", "partner").exit_code == 0
    organisation = db.session.scalar(select(Organisation))
    assert (organisation.kind, organisation.official_name) == ("other", "Fire Service")
    assert cat().appointments[0].kind == "partner"


def test_the_command_takes_an_organisation_by_any_of_its_names(app):
    make_organisation("Kirklees", code="KIR")
    assert create(app, "--organisation", "kirklees council").exit_code == 0
    assert len(db.session.scalars(select(Organisation)).all()) == 1


@pytest.mark.parametrize("typed", ["short\n", "\n", "password1234\n"])
def test_the_command_refuses_a_weak_password_and_makes_nothing(app, typed):
    result = create(app, "--organisation", "X", "--password-stdin", typed=typed)
    assert result.exit_code == 1
    assert "Use at least" in result.output or "easy to guess" in result.output
    assert cat() is None


def test_the_command_refuses_an_address_that_is_taken(app):
    make_user(email="cat@kirklees.gov.uk")
    result = create(app, "--organisation", "X")
    assert result.exit_code == 1
    assert "already an account" in result.output
