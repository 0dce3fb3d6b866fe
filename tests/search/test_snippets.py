"""The passage and the page that show why something was found."""

import time

from hypothesis import given
from hypothesis import strategies as st

from hub.search.parse import parse
from hub.search.snippets import WIDTH, passage


def test_the_page_with_the_rarest_words_is_shown():
    pages = [(1, "Council report on waste"), (2, "Missed bins fell when routes changed"), (3, "Waste and waste again")]
    found = passage(pages, parse("missed bins waste"))
    assert (found.page, found.matched) == (2, True)
    assert "<mark>Missed</mark> <mark>bins</mark> fell" in found.text


def test_other_forms_of_a_word_are_marked_and_common_words_are_not():
    found = passage([(None, "The recycled routes of the lorry")], parse("how the recycling route"))
    assert found.text == "The <mark>recycled</mark> <mark>routes</mark> of the lorry"


def test_a_phrase_decides_the_page():
    pages = [(1, "bins and bins, missed, missed, lorry"), (2, "the Missed\nbins of May")]
    assert passage(pages, parse('"missed bins" lorry')).page == 2


def test_text_is_escaped_and_only_our_marks_are_markup():
    found = passage([(1, "<script>alert('bins')</script> & <b>bins</b>")], parse("bins"))
    assert "<script>" not in found.text
    assert "&lt;script&gt;" in found.text
    assert found.text.count("<mark>") == 2


def test_accents_are_marked_where_plain_letters_were_typed():
    assert "<mark>Tŷ</mark>" in passage([(1, "Y Tŷ newydd")], parse("ty")).text


def test_a_prefix_is_marked():
    assert "<mark>Recycling</mark>" in passage([(1, "Recycling")], parse("recyc*")).text


def test_a_long_text_is_cut_at_words_round_the_match():
    text = f"{'before ' * 400}the missed bins {'after ' * 400}"
    found = passage([(7, text)], parse("missed bins"))
    words = found.text.striptags().strip("… ")
    assert len(words) < WIDTH + 60
    assert set(words.split()) == {"before", "the", "missed", "bins", "after"}


def test_without_a_match_the_beginning_is_shown_and_no_page():
    found = passage([(1, ""), (2, "Only the title matched")], parse("bins"))
    assert (str(found.text), found.page, found.matched) == ("Only the title matched", None, False)


def test_nothing_to_read_gives_an_empty_passage():
    assert passage([], parse("bins")).text == ""


def test_a_million_characters_are_skimmed_quickly():
    text = "A sentence about housing repairs and the damp in homes. " * 18_000
    start = time.perf_counter()
    passage([(1, text)], parse("missed bins"))
    assert time.perf_counter() - start < 2


@given(st.text(max_size=400), st.text(max_size=40))
def test_any_text_and_any_query_give_whole_words_and_safe_markup(text, query):
    found = passage([(1, text)], parse(query))
    assert "<script" not in found.text.lower().replace("&lt;", "")
    assert found.text.count("<mark>") == found.text.count("</mark>")


def test_a_page_that_can_be_opened_goes_before_the_description_of_the_document() -> None:
    pages = [
        (None, "How rounds were joined and what it did to missed bins."),
        (1, "Contents"),
        (2, "Missed bins fell."),
    ]
    assert passage(pages, parse("missed bins")).page == 2
