"""Single lines of a file of suggestions: what is read of them, and what is left out with its reason."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hub.core.uow import unit_of_work
from hub.suggestions.importing import BadLine, Thread, bring_in, read_threads
from hub.suggestions.models import Suggestion
from tests.factories import make_group
from tests.suggestions.making import ids_of
from tests.suggestions.test_importing import thread


def read(tmp_path: Path, *lines: str) -> list[Thread | BadLine]:
    path = tmp_path / "threads.jsonl"
    path.write_text("\n".join(lines))
    return list(read_threads(path))


def read_one(tmp_path: Path, **facts: Any) -> Any:
    (found,) = read(tmp_path, json.dumps(thread(**facts)))
    return found


@pytest.mark.parametrize(
    "facts",
    [
        {"score": float("inf")},
        {"score": "many"},
        {"title": "Bins\0"},
        {"body_html": "<p>a\0b</p>"},
        {"title": "Half a sign \ud800"},
        {"author": "half \udc00"},
        {"created": "yesterday"},
        {"answers": 7},
        {"tags": None},
        {"comments": [{"text": "a\0b", "author": "bob", "created": "2012-01-02"}]},
        {"comments": [{"text": "No date", "author": "bob"}]},
    ],
)
def test_what_cannot_be_kept_is_left_out_by_its_line(tmp_path: Path, facts: dict[str, Any]) -> None:
    assert str(read_one(tmp_path, **facts)).startswith("line 1: ")


def test_lines_after_a_bad_one_are_read_on(tmp_path: Path) -> None:
    good = json.dumps(thread())
    kinds = [type(found) for found in read(tmp_path, good, "{", good)]
    assert kinds == [Thread, BadLine, Thread]


def test_a_file_may_be_packed_or_plain(tmp_path: Path) -> None:
    packed = tmp_path / "threads.jsonl.gz"
    packed.write_bytes(gzip.compress(json.dumps(thread()).encode()))
    assert list(read_threads(packed)) == read(tmp_path, json.dumps(thread()))


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://plain.example", "https://x/" + "y" * 500, None, 7])
def test_only_an_address_that_is_safe_to_follow_is_kept(tmp_path: Path, url: object) -> None:
    assert read_one(tmp_path, url=url).url == ""


@pytest.mark.parametrize(("score", "kept"), [(-3, 0), (None, 0), ("12", 12), (10**12, 1_000_000)])
def test_a_score_is_kept_within_what_a_board_shows(tmp_path: Path, score: object, kept: int) -> None:
    assert read_one(tmp_path, score=score).score == kept


def test_a_long_title_is_cut_and_a_key_stays_within_its_column(tmp_path: Path) -> None:
    found = read_one(tmp_path, title="Bins " * 100, site="s" * 400)
    assert (len(found.title), len(found.key)) == (200, 200)


def test_what_was_said_comes_in_the_order_it_was_said(tmp_path: Path) -> None:
    late, early = (
        {"author": "bob", "text": text, "created": day} for text, day in (("b", "2012-02-02"), ("a", "2011"))
    )
    early["created"] = "2011-01-01T10:00:00+02:00"
    assert [one.html for one in read_one(tmp_path, comments=[late, early], answers=[]).said] == ["a", "b"]


def test_the_same_thread_belongs_to_each_group_once(app: Flask, tmp_path: Path) -> None:
    first, second = make_group("Ideas"), make_group("Others")
    threads = [read_one(tmp_path)]
    with unit_of_work():
        assert [bring_in(group, threads) for group in (first, second, first)] == [1, 1, 0]
    assert len(ids_of(Suggestion)) == 2
