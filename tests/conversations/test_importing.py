"""Threads from elsewhere: kept with their answers and their authors' names, and never brought in twice."""

import gzip
import json
from collections import Counter

import pytest
from sqlalchemy import func, select

from hub.conversations.importing import ADDED, BROKEN, LEFT_OUT, SAME, import_threads, read_threads
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from tests.conversations.making import make_circle

THREAD = {
    "site": "bicycles.meta.stackexchange.com",
    "title": "What is on &amp; off topic?",
    "kind": "question",
    "created": "2014-03-13T20:32:04.033",
    "author": "user21",
    "body_html": "<h1>Hello</h1><p>See <img src='https://x.example/a.png' alt='the map'><script>alert(1)</script></p>",
    "closed": None,
    "comments": [{"author": "user4", "text": "Which <map>?"}],
    "url": "https://bicycles.meta.stackexchange.com/questions/1",
    "licence": "CC-BY-SA 3.0",
    "answers": [
        {"author": "b", "created": "2014-03-15T08:00:00", "accepted": True, "body_html": "<p>Later, and right.</p>"},
        {"author": "a", "created": "2014-03-14T08:00:00", "accepted": False, "body_html": "<p>Earlier.</p>"},
    ],
}


def bring(*threads):
    return list(import_threads(threads, "parking"))


def test_a_question_keeps_its_answers_in_order_and_the_accepted_one(app):
    make_circle()
    assert bring(THREAD) == [ADDED]
    question = db.session.scalars(select(Conversation)).one()
    posts = db.session.scalars(select(Post).order_by(Post.position)).all()
    assert question.title == "What is on & off topic?"
    assert question.is_question
    assert question.answered_position == 3
    assert question.open_since is None
    assert "Earlier" in posts[1].html
    assert "Later" in posts[2].html
    assert (question.post_count, question.next_position) == (3, 4)
    assert question.created_at.year == 2014


def test_words_from_elsewhere_are_cleaned_and_say_whose_they_are(app):
    make_circle()
    bring(THREAD)
    html = db.session.scalar(select(Post.html).where(Post.position == 1))
    assert "<script" not in html
    assert "<img" not in html
    assert "<h2>Hello</h2>" in html
    assert 'href="https://x.example/a.png"' in html
    assert "user21" in html
    assert "CC-BY-SA 3.0" in html
    assert "Which &lt;map&gt;? – user4" in html


def test_what_was_brought_in_before_is_left_as_it_is(app):
    make_circle()
    assert bring(THREAD, THREAD) == [ADDED, SAME]
    assert bring(THREAD) == [SAME]
    assert db.session.scalar(select(func.count(Post.id))) == 3


@pytest.mark.parametrize(
    ("change", "result"),
    [({"kind": "suggestion"}, LEFT_OUT), ({"created": "yesterday"}, BROKEN), ({"answers": [{}]}, BROKEN)],
)
def test_what_does_not_fit_is_counted_and_the_rest_comes_in(app, change, result):
    make_circle()
    assert bring({**THREAD, **change}, {**THREAD, "url": "https://x.example/2"}) == [result, ADDED]


def test_a_line_that_is_no_thread_is_counted_too(app, tmp_path):
    path = tmp_path / "threads.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as lines:
        lines.write(json.dumps(THREAD) + "\nnot json\n[]\n\n")
    assert [thread is None for thread in read_threads(path)] == [False, True, True]


def test_the_command_says_how_many_came_in(app, tmp_path):
    make_circle()
    path = tmp_path / "threads.jsonl"
    path.write_text(json.dumps(THREAD) + "\n", encoding="utf-8")
    said = app.test_cli_runner().invoke(args=["import", "conversations", str(path), "--group", "parking"])
    assert "1 added" in said.output
    assert app.test_cli_runner().invoke(args=["import", "conversations", str(path), "--group", "x"]).exit_code == 1


def test_the_first_hundred_real_threads_come_in_whole(app, real_data):
    make_circle()
    found = read_threads(real_data / "forum" / "stackexchange_threads.jsonl.gz")
    results = Counter(import_threads((thread for thread, _number in zip(found, range(100), strict=False)), "parking"))
    assert results[BROKEN] == 0
    assert results[ADDED] == 100
