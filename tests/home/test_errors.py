"""Error pages: what happened, that nothing is lost, what to do."""

import pytest
from flask import abort

from hub.core.errors import Refused
from tests.browser import Browser
from tests.factories import make_user


@pytest.fixture
def broken(app):
    """An application with addresses that go wrong in every way we answer for."""
    for code in (400, 403, 404, 413, 429, 500, 503):
        app.add_url_rule(f"/wrong/{code}", f"wrong_{code}", lambda code=code: abort(code), methods=["GET", "POST"])

    def refuse() -> None:
        raise Refused("That name is taken. Choose another.")

    app.add_url_rule("/wrong/refused", "wrong_refused", refuse, methods=["POST"])
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app


@pytest.mark.parametrize("code", [400, 403, 404, 413, 429, 500, 503])
def test_each_error_is_a_page_in_plain_words_with_a_way_on(broken, code):
    page = Browser(broken).get(f"/wrong/{code}", status=code)
    assert page.h1
    assert str(code) not in page.text
    assert page.all("main a") or "try again" in page.text.lower() or code == 413


@pytest.mark.parametrize("code", [400, 403, 429, 500, 503])
def test_an_error_gives_back_what_was_typed(broken, code):
    page = Browser(broken).post(f"/wrong/{code}", title="Routes", body="Two crews\nthree rounds", status=code)
    assert page.tree.css_first("input[name=title]").attributes["value"] == "Routes"
    assert "three rounds" in page.tree.css_first("textarea[name=body]").text()


def test_an_error_never_gives_back_a_password(broken):
    page = Browser(broken).post("/wrong/400", email="a@b.gov.uk", password="correct horse battery", status=400)
    assert "correct horse" not in page.html


def test_a_refusal_is_said_in_the_actions_own_words(broken):
    assert "That name is taken" in Browser(broken).post("/wrong/refused", status=422)


def test_markup_that_somebody_typed_comes_back_as_text(broken):
    page = Browser(broken).post("/wrong/400", title="</textarea><script>alert(1)</script>", status=400)
    assert "<script>alert" not in page.html


def test_a_form_that_was_open_too_long_can_be_sent_again_from_our_own_page(app):
    browser = Browser(app, make_user())
    browser.get("/report-a-problem")
    stale = {"csrf_token": "stale", "what": "The page is empty", "email": "ann@example.gov.uk", "page": ""}
    browser.client.environ_base["HTTP_ORIGIN"] = "http://localhost"
    page = browser.post("/report-a-problem", stale, status=400)
    assert "send that once more" in page.h1
    make_user("Sam", is_staff=True)
    assert "Your report was sent" in browser.submit("Send it again")


def test_a_strangers_page_is_never_offered_the_sending_again(app):
    browser = Browser(app, make_user())
    browser.client.environ_base["HTTP_ORIGIN"] = "https://elsewhere.example"
    page = browser.post("/report-a-problem", {"csrf_token": "none", "what": "Buy this"}, status=400)
    assert "Send it again" not in page.all("main button")
    assert "Buy this" in page.html


def test_error_pages_work_for_people_who_are_signed_in(broken):
    assert "Page not found" in Browser(broken, make_user()).get("/wrong/404", status=404)


def test_a_text_over_the_limit_is_refused_in_plain_words_without_scripts(app):
    answer = Browser(app, make_user()).client.post("/report-a-problem", data={"what": "x" * 600_000})
    assert answer.status_code == 413
    assert "That is too large to send" in answer.text
    assert "500,000" in answer.text


def test_a_reader_of_welsh_is_told_of_errors_in_welsh(app):
    browser = Browser(app)
    browser.get("/help")
    browser.submit("Cymraeg", action="/language")
    assert browser.get("/no-such-page", status=404).h1 == "Heb ddod o hyd i’r dudalen"
