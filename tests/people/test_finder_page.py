"""The list of people as its address asks for it, also by hand, and the words that find them."""

import pytest
from flask import Flask

from hub.people.words import words_in
from tests.browser import Browser
from tests.factories import add_member, make_group, make_organisation, make_user
from tests.people.making import find_me


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        (" \t\n—…!", []),
        ("Siân ap Dafydd", ["sian", "ap", "dafydd"]),
        ("Tŷ'r GŴR", ["ty", "r", "gwr"]),
        ("\U0001d400nn Price", ["ann", "price"]),
        ("\uff21\uff2e\uff2e", ["ann"]),
        ("Straße STRASSE", ["strasse"]),
        ("under_score", ["under", "score"]),
        ("ﬁnance №5", ["finance", "no5"]),
        ("Łukasz", ["łukasz"]),
        ("陳 大文", ["陳", "大文"]),
    ],
)
def test_words_are_the_same_however_they_are_written(text: str, words: list[str]) -> None:
    assert words_in(text) == words


@pytest.fixture
def browser(app: Flask) -> Browser:
    find_me("Ann Price", works_on="Hedges")
    return Browser(app, make_user("Rae Reader"))


@pytest.mark.parametrize(
    "query", ["q=ann", "q=ANN+%F0%9F%98%80", "q=ann&kind=officer", "subject=hedges", "like=nothing&q=ann"]
)
def test_the_page_shows_whom_the_address_asks_for(browser: Browser, query: str) -> None:
    assert "Ann Price" in browser.get(f"/people?{query}")


@pytest.mark.parametrize("query", ["q=zzz", "kind=nobody", "region=Nowhere", "type=%3Cscript%3E", "q=" + "x" * 3000])
def test_nobody_found_is_said_and_the_form_stays(browser: Browser, query: str) -> None:
    assert "Ann Price" not in browser.get(f"/people?{query}")
    assert browser.page.form(action="/people").method == "GET"


@pytest.mark.parametrize("query", ["organisation=98765", "group=nowhere", "organisation=" + "9" * 40])
def test_an_organisation_or_group_that_is_not_there_is_not_found(browser: Browser, query: str) -> None:
    browser.get(f"/people?{query}", status=404)


@pytest.mark.parametrize("query", ["organisation=x", "organisation=", "cursor=x", "cursor=" + "A" * 999])
def test_what_cannot_be_read_in_the_address_narrows_nothing(browser: Browser, query: str) -> None:
    assert "Ann Price" in browser.get(f"/people?{query}")


def test_the_name_of_a_private_group_is_told_to_nobody_by_the_list(app: Flask, browser: Browser) -> None:
    member = make_user("Mo Member")
    add_member(make_group("Quartzite circle", "private"), member)
    browser.get("/people?group=quartzite-circle", status=404)
    assert "Mo Member" in Browser(app, member).get("/people?group=quartzite-circle")


def test_people_of_one_organisation_stand_alone_under_its_name(browser: Browser) -> None:
    leeds = make_organisation("Leeds")
    find_me("Lee Leeds", organisation=leeds)
    page = browser.get(f"/people?organisation={leeds.id}")
    assert "Lee Leeds" in page
    assert "Ann Price" not in page
