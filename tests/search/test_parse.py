"""What a person may type, and what it means. Nothing is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.search.parse import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("missed bins", {"words": ("missed", "bins")}),
        ('"missed bins" lorry', {"phrases": ("missed bins",), "words": ("lorry",)}),
        ("bins -parking", {"words": ("bins",), "without": ("parking",)}),
        ("recyc*", {"prefixes": ("recyc",)}),
        ("re*", {"words": ("re*",)}),
        ("type:document bins", {"filters": {"type": ("document",)}, "words": ("bins",)}),
        ('group:"Parking and traffic"', {"filters": {"group": ("Parking and traffic",)}}),
        ("TAG:waste tag:fines", {"filters": {"tag": ("waste", "fines")}}),
        ("https://example.org", {"words": ("https://example.org",)}),
        ("a - b -- c", {"words": ("a", "-", "b", "--", "c")}),
        ('say "hello', {"words": ("say", "hello")}),
        ('""', {"words": ('""',)}),
        ("type:", {"words": ("type:",)}),
        ("well-known cost-benefit", {"words": ("well-known", "cost-benefit")}),
        ("*** ( ) AND OR ~ ^", {"words": ("***", "(", ")", "AND", "OR", "~", "^")}),
    ],
)
def test_each_sign_means_one_thing_or_is_plain_text(text, expected):
    query = parse(text)
    got = {name: getattr(query, name) for name in ("words", "phrases", "without", "prefixes", "filters")}
    assert {name: value for name, value in got.items() if value} == expected


def test_only_eight_operators_count_and_the_rest_are_words():
    query = parse(" ".join(f"-word{n}" for n in range(10)))
    assert (len(query.without), query.words) == (8, ("-word8", "-word9"))


@given(st.text(max_size=300))
def test_any_text_at_all_is_read(text):
    query = parse(text)
    assert all(len(prefix) >= 3 for prefix in query.prefixes)


def test_ten_thousand_characters_are_read_at_once():
    assert len(parse('"(bins* -"' * 1000).words) > 100
