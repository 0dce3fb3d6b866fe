"""Markdown from people: what it may become, and what never comes through."""

import time

import pytest

from hub.core.markup import plain, plain_of_html, render
from tests.hostile import HOSTILE, breaches

FORBIDDEN = ("<script", "<img", "<iframe", "<form", "<input", "<style", "<svg", "<base", "<meta", "<object", "<embed")


@pytest.mark.parametrize("source", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_markdown_becomes_harmless(source: str) -> None:
    html = render(source)
    assert not breaches(html)
    assert not any(tag in html.lower() for tag in FORBIDDEN)
    assert not any(f" {name}=" in tag for tag in _tags(html.lower()) for name in ("style", "id", "class"))


def test_what_could_act_in_a_page_is_seen() -> None:
    acting = [source for source in HOSTILE if breaches(source)]
    assert len(acting) > 120, "The check must know danger when nothing was cleaned."
    assert not breaches('<p><a href="/a?x=javascript:1">x</a><script src="/static/js/main.js"></script></p>')


def _tags(html: str) -> list[str]:
    return [part.partition(">")[0] for part in html.split("<")[1:]]


def test_what_people_need_comes_through() -> None:
    html = render("## Bins\n\n- one\n- **two**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> said")
    for tag in ("<h2>", "<li>", "<strong>", "<table>", "<blockquote>"):
        assert tag in html


def test_a_page_title_becomes_a_heading_below_the_pages_own() -> None:
    assert render("# Bins") == "<h2>Bins</h2>"


def test_a_bare_address_becomes_a_link_that_lends_no_weight() -> None:
    html = render("See https://www.example.gov.uk/bins for more")
    assert '<a href="https://www.example.gov.uk/bins"' in html
    assert 'rel="nofollow noopener ugc"' in html


def test_an_address_in_code_stays_code() -> None:
    assert "<a" not in render("`https://example.org`")


def test_plain_text_is_the_words_alone() -> None:
    assert plain("## Bins\n\nWe **fixed** [it](https://example.org) & more") == "Bins We fixed it & more"


def test_rendering_rendered_html_again_changes_nothing() -> None:
    once = render("Some *words* & a <b>tag</b>")
    assert render(once) == once


@pytest.mark.parametrize("opening", ["[", "![", "(", "[a](", "<a "])
def test_brackets_that_stay_open_cannot_keep_the_hub_busy(opening: str) -> None:
    begun = time.process_time()
    assert render(opening * (20_000 // len(opening)))
    assert time.process_time() - begun < 5, "taken apart as Markdown this would take most of a minute"


def test_a_few_open_brackets_are_left_as_they_were() -> None:
    assert '<a href="https://example.org"' in render("(see [the report](https://example.org) [")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("`a -> b & c`", "a -> b & c"),
        ("```\nif a < b && c > d\n```", "if a < b && c > d"),
        ("<pre><code>x &lt;y&gt; &amp;lt;</code></pre>", "x <y> &lt;"),
        ("`&amp;` and a -> b & c", "&amp; and a -> b & c"),
        ("`https://example.org/?a=1&b=2`", "https://example.org/?a=1&b=2"),
    ],
)
def test_signs_in_code_are_read_as_they_were_written(source, shown):
    html = render(source)
    assert plain_of_html(html) == shown
    assert "<a " not in html
