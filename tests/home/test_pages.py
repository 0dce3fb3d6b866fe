"""The pages of plain words, the languages, and reports of problems."""

import pytest

from hub.core.db import db
from hub.core.mail import Delivery
from tests.browser import Browser
from tests.factories import make_user

PAGES = ["/help", "/accessibility", "/privacy", "/cookies", "/terms", "/report-a-problem"]


@pytest.mark.parametrize("address", PAGES)
def test_anyone_may_read_the_pages_of_plain_words(app, address):
    assert Browser(app).get(address).h1


def test_every_page_leads_to_help_and_the_statements_in_the_same_order(app):
    wanted = ["Help", "Accessibility", "Privacy", "Cookies", "Terms", "Report a problem"]
    for address in ("/", "/help", "/no-such-page"):
        page = Browser(app).get(address, status=404 if "no-such" in address else 200)
        assert page.all("footer nav a") == wanted


def test_the_accessibility_statement_tells_what_fails_and_whom_to_turn_to(app):
    page = Browser(app).get("/accessibility")
    for words in ("partly meets", "2.2, level AA", "Equality and Human Rights Commission", "screen readers", "axe"):
        assert words in page


def test_the_cookies_page_names_every_cookie_that_is_set(app):
    browser = Browser(app, make_user())
    browser.get("/help")
    browser.submit("Cymraeg", action="/language")
    browser.submit("English", action="/language")
    listed = set(browser.get("/cookies").all("tbody th"))
    assert {cookie.key for cookie in browser.client._cookies.values()} <= listed


def test_a_reader_can_change_to_welsh_and_back(app):
    browser = Browser(app)
    browser.get("/help")
    page = browser.submit("Cymraeg", action="/language")
    assert page.tree.css_first("html").attributes["lang"] == "cy"
    page = browser.submit("English", action="/language")
    assert page.tree.css_first("html").attributes["lang"] == "en-GB"


def test_the_switch_of_language_leads_back_to_the_same_page(app):
    browser = Browser(app)
    browser.get("/help?from=footer")
    assert browser.submit("Cymraeg", action="/language").url.endswith("/help?from=footer")


def test_the_switch_of_language_never_leads_to_another_site(app):
    browser = Browser(app)
    page = browser.post("/language", language="cy", next="//elsewhere.example/")
    assert page.url == "/"


def test_a_report_of_a_problem_reaches_everyone_who_runs_the_hub(app):
    staff = [make_user("Sam", is_staff=True), make_user("Kim", is_staff=True)]
    make_user("Not staff")
    browser = Browser(app)
    browser.get("/report-a-problem?page=/groups/parking")
    page = browser.submit("Send", what="The video has no captions", email="ann@example.gov.uk")
    assert "Your report was sent" in page
    mails = db.session.query(Delivery).all()
    assert {mail.recipient for mail in mails} == {person.email for person in staff}
    assert all("no captions" in mail.body and "/groups/parking" in mail.body for mail in mails)


def test_a_report_without_words_is_asked_for_again_and_keeps_the_rest(app):
    browser = Browser(app)
    browser.get("/report-a-problem")
    page = browser.submit("Send", page="the library", email="ann@example.gov.uk", status=422)
    assert page.errors == ["Say what is wrong, or what you need"]
    assert page.form("Send").values()["page"] == ["the library"]


def test_a_report_that_nobody_would_read_says_so(app):
    browser = Browser(app)
    browser.get("/report-a-problem")
    page = browser.submit("Send", what="Help", email="ann@example.gov.uk", status=422)
    assert "Nobody is set up to read reports yet" in page
