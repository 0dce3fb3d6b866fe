"""How one becomes a member: by a known domain, or by staff's decision."""

import pytest
from sqlalchemy import select

from hub.accounts.actions import approve_registration, decline_registration
from hub.accounts.models import Registration, User
from hub.accounts.queries import list_waiting_registrations
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.organisations.models import EmailDomain
from tests.accounts.mailbox import last_mail, link_sent_to, mails_to
from tests.browser import Browser
from tests.factories import actor_of, make_organisation, make_user

EMAIL = "ann.price@kirklees.gov.uk"
PASSWORD = "bright kettle harbour"


def trust(organisation, domain="kirklees.gov.uk", *, is_wildcard=False):
    with unit_of_work():
        db.session.add(EmailDomain(domain=domain, organisation_id=organisation.id, is_wildcard=is_wildcard))


def register(app, email=EMAIL, name="Ann Price", **values):
    browser = Browser(app)
    browser.get("/register")
    browser.submit("Register", display_name=name, email=email, job_title="Waste manager", **values)
    return browser


def user_of(email=EMAIL):
    db.session.rollback()
    return db.session.scalar(select(User).where(User.email == email))


@pytest.fixture
def kirklees(app):
    kirklees = make_organisation()
    trust(kirklees)
    return kirklees


@pytest.fixture
def staff(app):
    return make_user("Sam Staff", is_staff=True)


def waiting_registration():
    db.session.rollback()
    return db.session.scalar(select(Registration).where(Registration.outcome.is_(None)))


@pytest.mark.both_databases
def test_a_known_domain_confirms_by_a_button_and_the_person_is_in(app, kirklees):
    browser = register(app)
    assert browser.page.h1 == "Check your e-mail"
    assert browser.get(link_sent_to(EMAIL)).h1 == "Confirm your account"
    browser.submit("Confirm my account", password=PASSWORD)
    assert "Welcome to the Knowledge Hub." in browser.page
    (appointment,) = user_of().appointments
    assert appointment.organisation_id == kirklees.id
    assert appointment.organisation_confirmed_at
    assert appointment.confirmed_at is None, "the office itself is the person's own word"


def test_opening_the_link_spends_nothing(app, kirklees):
    register(app)
    link = link_sent_to(EMAIL)
    for _ in range(3):
        Browser(app).get(link)
        app.test_client().head(link)
    assert user_of().state == "unconfirmed"
    browser = Browser(app)
    browser.get(link)
    browser.submit("Confirm my account", password=PASSWORD)
    assert user_of().state == "active"


def test_a_confirmation_works_once(app, kirklees):
    register(app)
    link = link_sent_to(EMAIL)
    browser = Browser(app)
    browser.get(link)
    browser.submit("Confirm my account", password=PASSWORD)
    assert Browser(app).get(link, status=410).h1 == "This link no longer works"
    assert Browser(app).post(link, password="another harbour kettle", status=410).h1 == "This link no longer works"


def test_a_link_that_was_changed_is_dead(app, kirklees):
    register(app)
    link = link_sent_to(EMAIL)
    assert Browser(app).get(link[:-3] + "abc", status=410)
    assert Browser(app).get("/reset-password/" + link.rsplit("/", 1)[-1], status=410), "each purpose has its own salt"


def test_a_weak_password_keeps_the_link_good(app, kirklees):
    register(app)
    browser = Browser(app)
    browser.get(link_sent_to(EMAIL))
    browser.submit("Confirm my account", password="short", status=422)
    assert browser.page.errors == ["Use at least 12 characters. Three random words are easy to keep in mind."]
    browser.submit("Confirm my account", password=PASSWORD)
    assert user_of().state == "active"


def test_an_exact_domain_wins_over_a_wildcard(app, kirklees):
    other = make_organisation("West Yorkshire")
    trust(other, "gov-partners.org.uk", is_wildcard=True)
    exact = make_organisation("Waste Partnership")
    trust(exact, "waste.gov-partners.org.uk")
    register(app, "a@waste.gov-partners.org.uk")
    register(app, "b@parks.gov-partners.org.uk")
    chosen = dict(db.session.execute(select(User.email, Registration.organisation_id).join(Registration.user)).all())
    assert chosen == {"a@waste.gov-partners.org.uk": exact.id, "b@parks.gov-partners.org.uk": other.id}


def test_with_several_organisations_the_person_chooses(app, kirklees):
    calderdale = make_organisation("Calderdale")
    trust(calderdale)
    browser = register(app)
    assert "Several organisations share your e-mail domain." in browser.page
    assert not mails_to(EMAIL)
    browser.submit("Register", organisation=str(calderdale.id))
    assert browser.page.h1 == "Check your e-mail"
    assert db.session.scalar(select(Registration.organisation_id)) == calderdale.id


def test_an_organisation_that_does_not_own_the_domain_cannot_be_chosen(app, kirklees):
    trust(make_organisation("Calderdale"))
    leeds = make_organisation("Leeds")
    browser = register(app)
    browser.submit("Register", organisation=str(leeds.id), status=422)
    assert browser.page.errors == ["Choose the organisation that you work for."]


def test_an_unknown_domain_waits_for_staff_and_keeps_what_was_typed(app, kirklees):
    browser = register(app, "bo@unknown.example.org")
    assert "We do not know your e-mail domain yet." in browser.page
    assert 'value="Waste manager"' in browser.page.html
    browser.submit("Register", organisation="0", organisation_name="Fire Service", message="Ask the chief")
    assert browser.page.h1 == "We have your request"
    assert user_of("bo@unknown.example.org").state == "waiting"
    assert waiting_registration().organisation_name == "Fire Service"


def test_who_waits_must_name_a_body(app):
    browser = register(app, "bo@unknown.example.org")
    browser.submit("Register", organisation="0", status=422)
    assert browser.page.errors == ["Choose your organisation, or write its name."]


def ask_to_join(app, **values):
    browser = register(app, "bo@unknown.example.org", name="Bo Lee")
    browser.submit("Register", **({"organisation": "0", "organisation_name": "Fire Service"} | values))
    return waiting_registration()


def test_staff_approve_and_the_reason_comes_with_the_link(app, staff):
    registration = ask_to_join(app)
    with unit_of_work():
        approve_registration(actor_of(staff), registration.id, reason="Your chief vouched for you.")
    assert "Your chief vouched for you." in last_mail("bo@unknown.example.org").body
    browser = Browser(app)
    browser.get(link_sent_to("bo@unknown.example.org"))
    browser.submit("Confirm my account", password=PASSWORD)
    (appointment,) = user_of("bo@unknown.example.org").appointments
    assert appointment.organisation.official_name == "Fire Service"
    assert appointment.organisation_confirmed_at


def test_staff_decline_with_a_reason_and_no_link_follows(app, staff):
    registration = ask_to_join(app)
    with unit_of_work():
        decline_registration(actor_of(staff), registration.id, reason="We could not find you.")
    assert user_of("bo@unknown.example.org").state == "declined"
    mail = last_mail("bo@unknown.example.org")
    assert "We could not find you." in mail.body
    assert "/confirm/" not in mail.body


def test_a_decision_needs_a_reason_to_decline_and_is_made_once(app, staff):
    registration = ask_to_join(app)
    actor = actor_of(staff)
    with pytest.raises(Refused, match="Say why"), unit_of_work():
        decline_registration(actor, registration.id, reason=" ")
    with unit_of_work():
        approve_registration(actor, registration.id)
    with pytest.raises(Refused, match="already decided"), unit_of_work():
        decline_registration(actor, registration.id, reason="No")


@pytest.mark.both_databases
def test_asking_twice_leaves_one_request_with_the_last_words(app, staff):
    ask_to_join(app)
    ask_to_join(app, organisation_name="Ambulance Service")
    page = list_waiting_registrations(actor_of(staff))
    assert [row.organisation_name for row in page.items] == ["Ambulance Service"]


def test_registering_again_cannot_undo_an_approval(app, staff):
    registration = ask_to_join(app)
    with unit_of_work():
        approve_registration(actor_of(staff), registration.id)
    browser = register(app, "bo@unknown.example.org", name="Someone Else")
    browser.submit("Register", organisation="0", organisation_name="Elsewhere")
    user = user_of("bo@unknown.example.org")
    assert (user.state, user.display_name) == ("unconfirmed", "Bo Lee")
    assert "/confirm/" in last_mail("bo@unknown.example.org").body


@pytest.mark.parametrize("state", ["active", "suspended"])
def test_the_page_does_not_tell_that_an_account_exists(app, kirklees, state):
    make_user(email="there@kirklees.gov.uk", state=state)
    there, absent = register(app, "there@kirklees.gov.uk"), register(app, "absent@kirklees.gov.uk")
    assert there.page.h1 == absent.page.h1 == "Check your e-mail"
    assert there.page.text == absent.page.text
    assert "You already have an account" in last_mail("there@kirklees.gov.uk").subject
    assert "/confirm/" not in last_mail("there@kirklees.gov.uk").body


def test_a_shared_domain_asks_the_same_of_someone_who_is_here_already(app, kirklees):
    trust(make_organisation("Calderdale"))
    make_user(email="there@kirklees.gov.uk")
    there, absent = register(app, "there@kirklees.gov.uk"), register(app, "absent@kirklees.gov.uk")
    assert there.page.text.replace("there@", "absent@") == absent.page.text
    for browser in (there, absent):
        browser.submit("Register", organisation="999", status=422)
    assert there.page.errors == absent.page.errors


def test_a_name_of_300_characters_gets_a_sentence_and_is_kept(app, kirklees):
    browser = Browser(app)
    browser.get("/register")
    browser.submit("Register", display_name="A" * 300, email=EMAIL, status=422)
    assert browser.page.errors == ["Use at most 120 characters."]
    assert "A" * 300 in browser.page.html
    assert user_of() is None


def test_a_name_cannot_carry_a_link_into_mail(app, kirklees):
    browser = Browser(app)
    browser.get("/register")
    browser.submit("Register", display_name="Win http://evil.example", email=EMAIL, status=422)
    assert not mails_to(EMAIL)


def test_an_expired_form_gives_back_what_was_typed(app, kirklees):
    app.config["WTF_CSRF_ENABLED"] = True
    browser = Browser(app)
    browser.get("/register")
    browser.submit("Register", display_name="Ann Price", email=EMAIL, csrf_token="old", status=400)
    assert browser.page.h1 == "Please send that once more"
    browser.submit("Send it again")
    assert browser.page.h1 == "Check your e-mail"
