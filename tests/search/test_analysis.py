"""How text becomes terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search import analysis


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("recycling", "Recycled"),
        ("Council’s", "councils"),
        ("Tŷ", "ty"),
        ("gŵyl", "GWYL"),
        ("café", "cafe"),
        ("1,200", "1200"),
        ("straße", "STRASSE"),
    ],
)
def test_forms_of_one_word_share_a_term(one, other):
    assert analysis.terms(one) == analysis.terms(other)


def test_an_accent_written_as_a_mark_of_its_own_does_not_split_the_word():
    assert analysis.terms("ty\u0302") == analysis.terms("tŷ") == ["ty"]


def test_common_words_hold_their_place_but_have_no_term():
    assert analysis.terms("the bank of England") == ["", "bank", "", "england"]


def test_numbers_codes_and_single_letters_can_be_searched():
    assert analysis.terms("S151 band D 3.5 2024/25") == ["s151", "band", "d", "3.5", "2024", "25"]


def test_an_endless_word_is_cut():
    assert len(analysis.terms("x" * 5000)[0]) == analysis.LONGEST_TERM


@given(st.text(max_size=200))
def test_any_text_becomes_terms_that_can_be_stored(text):
    for term in analysis.terms(text):
        assert len(term.encode()) <= 4 * analysis.LONGEST_TERM


def test_words_are_offered_as_they_are_read():
    assert analysis.words("Recycling in Tŷ") == ["recycling", "in", "ty"]
