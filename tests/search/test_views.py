"""The search page and its type-ahead, as people and their browsers meet them."""

from __future__ import annotations

import pytest

from tests.browser import Browser
from tests.factories import add_member, make_group, make_user
from tests.search.notes import index_now, make_note

pytestmark = pytest.mark.usefixtures("noted")


@pytest.fixture
def reader():
    return make_user("Rea Der")


@pytest.fixture
def found(app, reader):
    """Two groups with a note in each that speaks of bins."""
    for name in ("Waste", "Roads"):
        make_note(make_group(name, "open"), f"Bins of {name}", "The bins & <b>lorries</b>")
    index_now()
    return Browser(app, reader)


def test_the_empty_page_says_what_can_be_searched(app):
    page = Browser(app).get("/search")
    assert "Search documents, groups, people" in page
    assert page.h1 == "Search"


def test_results_show_the_passage_and_open_at_the_page(found):
    page = found.get("/search?q=bins")
    assert "2 results" in page
    assert "Bins of Waste" in page.links
    assert "<mark>bins</mark> &amp; &lt;b&gt;lorries" in page.html
    assert "score" not in page.html


def test_a_search_inside_a_group_stays_there_until_everything_is_asked_for(found):
    page = found.get("/search?q=bins&group=waste")
    assert page.h1 == "Search in Waste"
    assert "1 result" in page
    page = found.click("Search everything")
    assert "2 results" in page


def test_the_box_keeps_the_scope_and_the_filters(found):
    found.get("/search?q=bins&group=waste&type=note")
    page = found.submit("Search", q="lorries")
    assert "1 result" in page
    assert page.h1 == "Search in Waste"


def test_filters_are_links_that_turn_on_and_off(found):
    page = found.get("/search?q=bins")
    assert "1 result" in found.get(page.links["Roads"])
    page = found.get(page.links["Notes"])
    assert "type=note" in page.url
    assert "type=note" not in page.links["Notes"]


def test_nothing_found_offers_ways_on(found):
    page = found.get("/search?q=zzyzx&group=waste&type=note")
    assert "Nothing found" in page
    assert "search everything, not only this group" in page.links


def test_a_hidden_and_an_absent_group_are_one_page(app, reader):
    make_group("Secret", "private")
    browser = Browser(app, reader)
    hidden = browser.get("/search?q=bins&group=secret", status=404).text
    assert hidden == browser.get("/search?q=bins&group=nowhere", status=404).text


def test_hidden_and_absent_words_give_the_same_page(app, reader):
    make_note(make_group("Secret", "private"), "Asbestos")
    index_now()
    browser = Browser(app, reader)
    assert (
        browser.get("/search?q=asbestos").html.replace("asbestos", "absentos") == browser.get("/search?q=absentos").html
    )


@pytest.mark.parametrize("url", ["/search?q=bins&page=0", "/search?q=bins&page=x", "/search?q=bins&page=9999"])
def test_odd_pages_are_answered(found, url):
    found.get(url)


def test_a_question_of_ten_thousand_characters_is_answered(found):
    found.get(f"/search?q={'bins+(' * 1600}")


def test_typing_offers_titles_the_reader_may_see(app, reader):
    private = make_group("Secret", "private")
    make_note(private, "Asbestos report")
    index_now()
    answer = Browser(app, reader).client.get("/search/suggestions?q=asbes")
    assert (answer.json, answer.headers["Cache-Control"]) == ({"items": [], "words": []}, "private, no-store")
    add_member(private, reader)
    answer = Browser(app, reader).client.get("/search/suggestions?q=asbes")
    assert answer.json["items"] == [{"title": "Asbestos report", "kind": "Note", "url": "/notes/1"}]


def test_the_box_on_a_groups_pages_searches_that_group(found):
    page = found.get("/groups/waste")
    assert 'placeholder="Search this group"' in page.html
    page = found.submit("Search", q="bins")
    assert page.h1 == "Search in Waste"
    assert "1 result" in page
