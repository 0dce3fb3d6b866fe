"""Suggestions from elsewhere: once each, with whoever wrote them named, and never a supporter who is nobody here."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from hub.core.db import db
from hub.suggestions import queries
from hub.suggestions.models import StatusChange, Suggestion, SuggestionComment, SuggestionSupport
from tests.browser import Browser
from tests.factories import actor_of, make_group
from tests.suggestions.making import ids_of


def thread(number: int = 7, **facts: Any) -> dict[str, Any]:
    said = {"author": "bob", "created": "2012-01-02T10:00:00.000", "body_html": "<p>Agreed</p>", "text": "Me too"}
    usual = {
        "site": "bicycles.meta",
        "id": number,
        "kind": "suggestion",
        "title": "Sort by  place",
        "created": "2011-06-21T16:58:51.487",
        "score": 12,
        "author": "zenbike",
        "body_html": "<p>By <b>place</b></p><script>alert(1)</script>",
        "tags": ["feature-request"],
        "url": "https://bicycles.meta/7",
        "comments": [said],
        "answers": [{**said, "comments": [said]}],
    }
    return usual | facts


def bring(app: Flask, tmp_path: Path, *lines: Any, slug: str = "ideas") -> str:
    path = tmp_path / "threads.jsonl.gz"
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    path.write_bytes(gzip.compress(text.encode()))
    result = app.test_cli_runner().invoke(args=["import", "suggestions", str(path), "--group", slug])
    db.session.rollback()
    return result.output


def test_a_thread_becomes_a_suggestion_with_its_words_and_its_writers(app: Flask, tmp_path: Path) -> None:
    group = make_group("Ideas", "public")
    assert "1 added" in bring(app, tmp_path, thread())
    row = db.session.query(Suggestion).one()
    assert (row.title, row.source_note, row.author_id) == ("Sort by place", "zenbike, bicycles.meta", None)
    assert (row.created_at.year, row.comment_count, row.reach) == (2011, 3, "group")
    page = Browser(app).get(f"/groups/{group.slug}/suggestions/{row.id}")
    assert "zenbike, bicycles.meta" in page
    assert "12 more people were for it than against" in page
    assert "<script>alert" not in page.html


def test_votes_from_elsewhere_are_nobodys_support_here(app: Flask, tmp_path: Path) -> None:
    make_group("Ideas")
    bring(app, tmp_path, thread(1), thread(2, score=-5), thread(3, score=None))
    assert ids_of(SuggestionSupport) == []
    found = [(row.support_count, row.earlier_support) for row in db.session.query(Suggestion).order_by(Suggestion.id)]
    assert found == [(0, 12), (0, 0), (0, 0)]


def test_done_again_it_adds_nothing(app: Flask, tmp_path: Path) -> None:
    make_group("Ideas")
    bring(app, tmp_path, thread(1), thread(1), thread(2))
    again = bring(app, tmp_path, thread(1), thread(2), thread(3))
    assert "1 added, 2 there already" in again
    assert (len(ids_of(Suggestion)), len(ids_of(SuggestionComment))) == (3, 9)


@pytest.mark.parametrize(
    ("tag", "status"), [("status-completed", "done"), ("status-bydesign", "declined"), ("design", "open")]
)
def test_it_stands_where_it_stood_and_says_why(app: Flask, tmp_path: Path, tag: str, status: str) -> None:
    group = make_group("Ideas", "public")
    bring(app, tmp_path, thread(tags=["feature-request", tag]))
    row = db.session.query(Suggestion).one()
    assert row.status == status
    assert queries.count_by_status(actor_of(None), group)[status] == 1
    reasons = [change.reason for change in db.session.query(StatusChange)]
    assert all(tag in reason for reason in reasons)
    assert bool(reasons) == (status != "open")


@pytest.mark.parametrize(
    "line", ["no json", "[1]", '"x"', json.dumps(thread(title=" ")), json.dumps({"kind": "suggestion"})]
)
def test_a_line_that_cannot_be_read_is_named_and_the_rest_comes_in(app: Flask, tmp_path: Path, line: str) -> None:
    make_group("Ideas")
    output = bring(app, tmp_path, line, thread(2))
    assert "line 1" in output
    assert "1 added" in output


def test_other_kinds_of_thread_and_empty_lines_are_left_out(app: Flask, tmp_path: Path) -> None:
    make_group("Ideas")
    assert "0 added" in bring(app, tmp_path, thread(kind="question"), "", "   ")


def test_a_group_that_is_not_there_is_said_plainly(app: Flask, tmp_path: Path) -> None:
    assert "There is no group at 'nowhere'" in bring(app, tmp_path, thread(), slug="nowhere")


def test_the_real_feature_requests_come_in_whole(app: Flask, real_data: Path) -> None:
    make_group("Ideas")
    path = real_data / "forum" / "stackexchange_threads.jsonl.gz"
    result = app.test_cli_runner().invoke(args=["import", "suggestions", str(path), "--group", "ideas"])
    assert "158 added" in result.output, result.output
    assert "left out" not in result.output
