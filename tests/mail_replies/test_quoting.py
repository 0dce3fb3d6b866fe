"""What a person wrote is kept, and what their mail programme added is cut, in English and in Welsh."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.mail_replies.html_text import text_of_html
from hub.mail_replies.quoting import cut_quoted
from tests.mail_replies.styles import HTML, TEXTS, WORDS


@pytest.mark.parametrize("style", TEXTS)
def test_the_quoted_mail_is_cut_and_the_answer_stays_whole(style: str) -> None:
    assert cut_quoted(TEXTS[style]) == WORDS


@pytest.mark.parametrize("style", HTML)
def test_a_mail_of_html_alone_gives_the_same_words(style: str) -> None:
    assert cut_quoted(text_of_html(HTML[style])) == WORDS


def test_answers_between_quoted_lines_keep_what_they_answer() -> None:
    mail = "On 23/11/2026 09:41, Ann wrote:\n> Who checks?\nA warden.\n> And at night?\nNobody.\n> Thanks\n"
    assert cut_quoted(mail) == "> Who checks?\nA warden.\n> And at night?\nNobody."


@pytest.mark.parametrize(
    "words",
    [
        "On Monday we wrote:\n- a letter\n- a form",
        "On 3 May we wrote:\n- a letter\n- a form",
        "The auditors wrote: no.",
        "From: Leeds\nwe go on.",
        "She wrote:\nplease come",
        "Ar y bore hwnnw aeth popeth yn iawn.",
        "Our rule is -- never -- to tow.",
        "From my side it is fine.\nTo be sure, ask Ann.",
        "1. one\n2. two\n\n> quoted by me\n\nand what I say of it",
    ],
)
def test_ordinary_sentences_that_look_like_headings_are_not_cut(words: str) -> None:
    assert cut_quoted(words) == words


def test_a_mail_that_only_quotes_has_no_words() -> None:
    assert cut_quoted("On Mon, 23 Nov 2026, Hub wrote:\n> Hello\n> there\n") == ""
    assert cut_quoted("> Hello") == ""


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_no_text_breaks_the_cutting_or_grows_by_it(text: str) -> None:
    assert len(cut_quoted(text)) <= len(text) + 2


@pytest.mark.parametrize(
    "bomb",
    ["On " * 300_000, "> " * 300_000, "From:\n" * 100_000, "On 1\n" * 100_000, "wrote:" * 100_000, "_" * 900_000],
)
def test_no_text_makes_the_cutting_slow(bomb: str) -> None:
    began = time.perf_counter()
    cut_quoted(bomb)
    assert time.perf_counter() - began < 5


@pytest.mark.parametrize(
    "bomb", ["<div>" * 150_000, "<b>x</b>" * 100_000, "<" * 900_000, "<a href='http://x'>" * 40_000]
)
def test_no_html_makes_the_reading_slow(bomb: str) -> None:
    began = time.perf_counter()
    text_of_html(bomb)
    assert time.perf_counter() - began < 5
