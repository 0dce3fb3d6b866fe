"""Signing in and out, forgotten passwords, and how little a stranger learns by trying."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select, update

from hub import config
from hub.accounts.entry_views import account_tried
from hub.accounts.models import SignIn, User
from hub.accounts.passwords import hash_password
from hub.app import create_app
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from tests.accounts.mailbox import last_mail, link_sent_to, mails_to
from tests.browser import Browser
from tests.factories import make_user

PASSWORD = "bright kettle harbour"
EMAIL = "amal@kirklees.gov.uk"


@pytest.fixture
def amal(app):
    return make_user("Amal Khan", email=EMAIL, password_hash=hash_password(PASSWORD))


def sign_in(app, email=EMAIL, password=PASSWORD, status=200, path="/sign-in"):
    browser = Browser(app)
    browser.get(path)
    browser.submit("Sign in", email=email, password=password, status=status)
    return browser


@pytest.mark.both_databases
def test_the_right_password_opens_the_hub_and_leaves_a_row(app, amal):
    browser = sign_in(app)
    browser.get("/account")
    assert EMAIL in browser.page
    row = db.session.scalar(select(SignIn))
    assert (row.user_id, row.ended_at) == (amal.id, None)


def test_the_address_is_taken_in_any_case_and_with_spaces(app, amal):
    sign_in(app, email=f" {EMAIL.upper()} ").get("/account")


def test_a_wrong_password_and_an_absent_account_read_the_same(app, amal):
    wrong, absent = sign_in(app, password="no such thing here", status=422), sign_in(app, "x@y.gov.uk", status=422)
    assert wrong.page.errors == absent.page.errors == ["The e-mail address or the password is wrong."]


def test_an_absent_account_costs_as_much_work_as_a_wrong_password(app, amal, monkeypatch):
    from hub.accounts import passwords

    checked = []
    hasher = passwords._current()
    verify = type(hasher).verify
    monkeypatch.setattr(type(hasher), "verify", lambda *args: checked.append(1) or verify(*args))
    sign_in(app, password="no such thing here", status=422)
    sign_in(app, "absent@kirklees.gov.uk", status=422)
    assert len(checked) == 2


@pytest.mark.parametrize("state", ["suspended", "declined", "unconfirmed", "waiting", "closed"])
def test_only_an_active_account_can_sign_in(app, state):
    make_user(email=EMAIL, state=state, password_hash=hash_password(PASSWORD))
    assert sign_in(app, status=422).page.errors == ["The e-mail address or the password is wrong."]


def test_an_account_without_a_password_cannot_be_entered(app):
    make_user(email=EMAIL)
    sign_in(app, password="nobody has this password", status=422)


def test_signing_in_leads_back_to_where_one_was(app, amal):
    browser = Browser(app)
    browser.get("/account/profile")
    assert browser.page.h1 == "Sign in"
    browser.submit("Sign in", email=EMAIL, password=PASSWORD)
    assert browser.page.h1 == "Your profile"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_way_back_never_leads_elsewhere(app, amal, target):
    browser = Browser(app)
    browser.get("/sign-in")
    browser.submit("Sign in", email=EMAIL, password=PASSWORD, next=target, status=302)
    assert browser.page.response.location == "/"


def test_signing_out_ends_the_row_and_an_old_cookie_is_worth_nothing(app, amal):
    browser = sign_in(app)
    with browser.client.session_transaction() as kept:
        old = dict(kept)
    browser.post("/sign-out")
    with browser.client.session_transaction() as kept:
        kept.update(old)
    assert browser.get("/account").h1 == "Sign in"


def test_someone_who_stays_away_for_a_month_signs_in_anew(app, amal):
    browser = sign_in(app)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        assert browser.get("/account").h1 == "Sign in"


def test_last_used_is_kept_but_not_at_every_page(app, amal):
    browser = sign_in(app)
    first = db.session.scalar(select(SignIn.last_seen_at))
    browser.get("/account")
    assert db.session.scalar(select(SignIn.last_seen_at)) == first
    with time_machine.travel(clock.now() + timedelta(minutes=20)):
        browser.get("/account")
    db.session.rollback()
    assert db.session.scalar(select(SignIn.last_seen_at)) > first


def test_the_person_is_loaded_in_one_query_and_is_no_row(app, amal):
    from hub.accounts.person import load_person, open_sign_in

    with unit_of_work():
        token = open_sign_in(amal.id)
    person = load_person(token)
    assert (person.id, person.display_name, person.email) == (amal.id, "Amal Khan", EMAIL)
    assert not hasattr(person, "__dict__")
    assert load_person(token + "x") is None


def test_the_cookie_s_token_is_not_in_the_database(app, amal):
    browser = sign_in(app)
    with browser.client.session_transaction() as kept:
        assert db.session.scalar(select(SignIn.token_hash)) != kept["_user_id"]


def test_sign_ins_are_listed_and_one_can_be_ended(app, amal):
    here, there = sign_in(app), sign_in(app)
    page = here.get("/account/sign-ins")
    assert page.all("strong.hub-tag") == ["This browser"]
    here.submit("Sign out there")
    assert there.get("/account").h1 == "Sign in"
    assert here.get("/account").h1 == "Your account"


def test_nobody_ends_another_person_s_sign_in(app, amal):
    mine = sign_in(app)
    other = Browser(app, make_user("Bo Lee"))
    theirs = db.session.scalar(select(SignIn.id).where(SignIn.user_id == amal.id))
    other.post(f"/account/sign-ins/{theirs}/end", status=404)
    assert mine.get("/account").h1 == "Your account"


@pytest.mark.both_databases
def test_signing_out_everywhere_ends_all(app, amal):
    here, there = sign_in(app), sign_in(app)
    here.get("/account/sign-ins")
    here.submit("Sign out everywhere")
    assert there.get("/account").h1 == here.get("/account").h1 == "Sign in"


def test_a_new_password_ends_the_other_sign_ins_and_is_told_by_mail(app, amal):
    here, there = sign_in(app), sign_in(app)
    here.get("/account/password")
    here.submit("Change my password", current_password=PASSWORD, new_password="seven quiet lanterns")
    assert here.get("/account").h1 == "Your account"
    assert there.get("/account").h1 == "Sign in"
    assert "was changed" in last_mail(EMAIL).subject
    sign_in(app, status=422)
    sign_in(app, password="seven quiet lanterns")


def test_a_new_password_needs_the_old_one(app, amal):
    browser = sign_in(app)
    browser.get("/account/password")
    browser.submit("Change my password", current_password="wrong", new_password="seven quiet lanterns", status=422)
    assert browser.page.errors == ["This is not your password."]


def forgotten(app, email):
    browser = Browser(app)
    browser.get("/forgotten-password")
    browser.submit("Send me the link", email=email)
    return browser


def test_a_forgotten_password_is_chosen_anew_by_a_button(app, amal):
    there = sign_in(app)
    assert forgotten(app, EMAIL).page.h1 == "Check your e-mail"
    link = link_sent_to(EMAIL)
    browser = Browser(app)
    for _ in range(2):
        browser.get(link)
    browser.submit("Change my password", password="seven quiet lanterns")
    assert browser.page.h1 == "Sign in"
    assert there.get("/account").h1 == "Sign in", "a reset signs out everywhere"
    assert Browser(app).get(link, status=410).h1 == "This link no longer works"
    sign_in(app, password="seven quiet lanterns")


def test_a_reset_link_is_good_for_two_hours(app, amal):
    forgotten(app, EMAIL)
    with time_machine.travel(clock.now() + timedelta(hours=3)):
        Browser(app).get(link_sent_to(EMAIL), status=410)


def test_a_reset_link_dies_with_a_change_of_password_or_a_suspension(app, amal):
    forgotten(app, EMAIL)
    link = link_sent_to(EMAIL)
    with unit_of_work():
        db.session.execute(update(User).values(state="suspended"))
    Browser(app).get(link, status=410)


def test_asking_for_a_reset_does_not_tell_that_an_account_exists(app, amal):
    there, absent = forgotten(app, EMAIL), forgotten(app, "nobody@kirklees.gov.uk")
    assert there.page.text == absent.page.text
    (mail,) = mails_to("nobody@kirklees.gov.uk")
    assert "There is no account with this address." in mail.body
    assert "/reset-password/" not in mail.body


def test_a_session_ended_in_another_tab_keeps_what_was_typed(app, amal):
    browser = sign_in(app)
    browser.get("/account/profile")
    with unit_of_work():
        db.session.execute(update(SignIn).values(ended_at=clock.now()))
    browser.submit("Save my profile", works_on="Missed bins in rural rounds", status=401)
    assert browser.page.h1 == "You are signed out"
    assert "Missed bins in rural rounds" in browser.page.html
    Browser.sign_in(browser, amal)
    browser.submit("Send it again")
    assert "Missed bins in rural rounds" in browser.page


def test_a_form_sent_after_the_cookie_ended_asks_to_sign_in_and_shows_only_what_was_typed(app, amal):
    app.config["WTF_CSRF_ENABLED"] = True
    browser = sign_in(app)
    browser.get("/account/profile")
    browser.client.delete_cookie("session")
    browser.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page = browser.post("/account/profile", {"works_on": "Missed bins", "ask_about": "", "key": "f61"}, status=401)
    assert page.h1 == "You are signed out"
    assert page.all("main label") == ["Works on"], "neither what was empty nor what the page filled in by itself"
    assert "Missed bins" in page.html


@pytest.fixture
def throttled(database_url, tmp_path):
    environ = {"HUB_DATA_DIR": str(tmp_path / "throttled"), "HUB_DATABASE_URL": database_url}
    app = create_app(config.load(environ), TESTING=True, CHEAP_PASSWORDS=True, RATELIMIT_ENABLED=True)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_tries_at_one_account_are_slowed_from_wherever_they_come(throttled):
    def try_from(address, email=EMAIL):
        client = throttled.test_client()
        client.environ_base["REMOTE_ADDR"] = address
        return status_of_try(client, email)

    statuses = [try_from(f"10.0.0.{number}") for number in range(11)]
    assert statuses == [422] * 10 + [429]
    assert try_from("10.0.0.1", "someone.else@kirklees.gov.uk") == 422


def test_tries_from_one_address_are_slowed_whatever_account_they_name(throttled):
    client = throttled.test_client()
    statuses = [status_of_try(client, f"person{number}@kirklees.gov.uk") for number in range(101)]
    assert statuses == [422] * 100 + [429]


def test_nobody_s_mailbox_is_filled_by_registering_their_address_again_and_again(throttled):
    throttled.config["WTF_CSRF_ENABLED"] = False
    statuses = []
    for number in range(21):
        client = throttled.test_client()
        client.environ_base["REMOTE_ADDR"] = f"10.0.1.{number}"
        statuses.append(client.post("/register", data={"email": EMAIL}).status_code)
    assert 429 not in statuses[:20]
    assert statuses[20] == 429


def status_of_try(client, email):
    client.application.config["WTF_CSRF_ENABLED"] = False
    return client.post("/sign-in", data={"email": email, "password": "wrong wrong wrong"}).status_code


def test_control_characters_in_an_address_are_no_way_round_the_limit_of_its_account(app):
    keys = set()
    for email in ("ann@kirklees.gov.uk", "\x01ann@kirklees.gov.uk", " ANN@kirklees.gov.uk\x1b"):
        with app.test_request_context(method="POST", data={"email": email}):
            keys.add(account_tried())
    assert keys == {"account:ann@kirklees.gov.uk"}
