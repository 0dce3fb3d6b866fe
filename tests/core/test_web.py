"""The HTTP edge: errors in plain words, nothing typed is lost, nobody is sent elsewhere."""

import pytest
from flask import Blueprint, Flask, request
from sqlalchemy.exc import OperationalError

from hub.core.errors import Refused
from hub.core.web import absolute_url, local_path, sign_in_required
from hub.policy import Forbidden, NotFound
from tests.browser import Browser
from tests.factories import make_user

ERRORS = {
    "hidden": NotFound("document:1"),
    "forbidden": Forbidden("edit"),
    "refused": Refused("That name is taken. Choose another."),
    "full": OperationalError("INSERT", {}, Exception("database or disk is full")),
}


@pytest.fixture
def pages(app: Flask) -> Flask:
    """The application with a few pages that go wrong."""
    app._got_first_request = False
    bp = Blueprint("wrong", __name__)

    @bp.route("/wrong/<name>", methods=["GET", "POST"])
    def wrong(name: str) -> str:
        raise ERRORS[name]

    @bp.route("/signed-in", methods=["GET", "POST"])
    @sign_in_required
    def signed_in() -> str:
        return request.form.get("text", "nothing")

    app.register_blueprint(bp)
    return app


@pytest.mark.parametrize(("name", "status"), [("hidden", 404), ("forbidden", 403), ("refused", 422), ("full", 503)])
def test_each_error_has_a_page_that_gives_the_typed_text_back(pages: Flask, name: str, status: int) -> None:
    page = Browser(pages, make_user()).post(f"/wrong/{name}", text="Half an hour of typing", status=status)
    assert "Half an hour of typing" in page.html


def test_a_refusal_says_its_own_sentence(pages: Flask) -> None:
    page = Browser(pages, make_user()).post("/wrong/refused", status=422)
    assert "That name is taken. Choose another." in page.text


def test_a_password_is_never_given_back(pages: Flask) -> None:
    page = Browser(pages, make_user()).post("/wrong/refused", text="kept", password="correct horse", status=422)
    assert "correct horse" not in page.html


def test_hidden_and_absent_look_the_same(pages: Flask) -> None:
    browser = Browser(pages)
    hidden, absent = browser.get("/wrong/hidden", status=404), browser.get("/wrong-there-is-none", status=404)
    assert hidden.h1 == absent.h1


def test_an_expired_form_gives_the_text_back(pages: Flask) -> None:
    page = Browser(pages, make_user()).post("/signed-in", text="A long question", csrf_token="expired", status=400)
    assert "A long question" in page.html


@pytest.mark.both_databases
@pytest.mark.parametrize("url", ["/search?q=%00", "/groups/%00", "/organisations?q=a%00b"])
def test_an_address_with_a_null_character_is_not_found(pages: Flask, url: str) -> None:
    Browser(pages).get(url, status=404)


@pytest.mark.both_databases
@pytest.mark.parametrize("url", ["/people/{}", "/organisations/{}", "/groups/x/library/{}", "/people?organisation={}"])
def test_a_number_too_long_for_the_database_names_nothing(pages: Flask, url: str) -> None:
    response = Browser(pages, make_user()).client.get(url.format("9" * 30))
    assert response.status_code in {200, 404}


@pytest.mark.parametrize("name", [b"caf\xe9\xff", b"caf%E9%FF"])
def test_broken_bytes_in_a_form_get_a_sentence_and_the_rest_is_kept(app: Flask, name: bytes) -> None:
    browser = Browser(app, make_user())
    token = browser.csrf_token().encode()
    body = b"csrf_token=" + token + b"&visibility=open&purpose=Half+an+hour+of+typing&name=" + name
    response = browser.client.post("/groups/new", data=body, content_type="application/x-www-form-urlencoded")
    html = response.get_data(as_text=True)
    assert response.status_code == 422
    assert "Some signs came broken" in html
    assert "Half an hour of typing" in html


def test_what_was_typed_survives_a_session_that_ended_in_another_tab(pages: Flask) -> None:
    page = Browser(pages).post("/signed-in", text="A long question", status=401)
    assert "A long question" in page.html


def test_a_visitor_is_asked_to_sign_in_and_comes_back(pages: Flask) -> None:
    response = pages.test_client().get("/signed-in?x=1")
    assert response.status_code == 302
    assert response.location.endswith("next=/signed-in?x%3D1")


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "evil",
        "javascript:alert(1)",
        "/\n\\x",
        "/a\\b",
    ],
)
def test_a_link_that_leads_elsewhere_leads_home_instead(app: Flask, target: str | None) -> None:
    assert local_path(target, "/home") == "/home"


def test_a_path_of_this_site_is_kept(app: Flask) -> None:
    assert local_path("/groups/parking?page=2", "/") == "/groups/parking?page=2"


def test_addresses_in_mail_never_come_from_the_request(app: Flask) -> None:
    with app.test_request_context(base_url="https://evil.example"):
        assert absolute_url("static", filename="x.css") == "http://127.0.0.1:8000/static/x.css"


def test_every_answer_carries_the_policy_of_content_and_is_kept_out_of_shared_caches(pages: Flask) -> None:
    headers = pages.test_client().get("/wrong/hidden").headers
    assert "script-src 'self'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
