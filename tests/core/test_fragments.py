"""What is kept of a page is shown to those alone for whom it would say the same."""

from tests.browser import Browser
from tests.factories import make_group, make_user


def test_each_person_sees_their_own_name_in_the_header(app):
    amal, bo = (Browser(app, make_user(name)) for name in ("Amal Khan", "Bo Lund"))
    for _ in range(2):
        for browser, own, other in ((amal, "Amal Khan", "Bo Lund"), (bo, "Bo Lund", "Amal Khan")):
            page = browser.get("/help")
            assert own in page.html
            assert other not in page.html


def test_a_visitor_is_never_shown_a_persons_header(app):
    amal, visitor = Browser(app, make_user("Amal Khan")), Browser(app)
    for _ in range(2):
        assert "Amal Khan" in amal.get("/help").html
        assert "Amal Khan" not in visitor.get("/help").html


def test_a_form_in_a_kept_header_carries_the_secret_of_its_own_session(app):
    person = make_user("Amal Khan")
    first, second = Browser(app, person), Browser(app, person)
    for browser in (first, second):
        browser.get("/help")
        browser.get("/help")
    first.submit("Sign out", action="/sign-out")
    assert "Amal Khan" in second.get("/help").html
    second.submit("Sign out", action="/sign-out")


def test_the_box_searches_the_group_whose_page_it_is_on(app):
    browser = Browser(app, make_user("Amal Khan"))
    for name in ("Parking", "Waste"):
        make_group(name)
    for _ in range(2):
        for slug in ("parking", "waste"):
            assert f'name="group" value="{slug}"' in browser.get(f"/groups/{slug}").html
        assert 'name="group"' not in browser.get("/help").html


def test_a_kept_header_follows_the_language_of_the_page(app):
    browser = Browser(app, make_user("Amal Khan"))
    english = browser.get("/help").html
    browser.submit("Cymraeg", action="/language")
    assert browser.get("/help").html != english
