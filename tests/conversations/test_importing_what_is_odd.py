"""Threads from elsewhere that are not as one hopes: odd moments, odd words, and the second half of a broken run."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.conversations.importing import ADDED, ARCHIVE, BATCH, BROKEN, SAME, import_threads
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.outbox import OutboxEntry
from tests.browser import Browser
from tests.conversations.making import make_circle
from tests.conversations.test_importing import THREAD
from tests.factories import make_group

BARE = {"title": "Salt", "body_html": "<p>How much?</p>", "kind": "question", "created": "2014-03-13T20:00:00"}


def bare(number=1, **facts):
    return {**BARE, "url": f"https://x.example/{number}", **facts}


def bring(*threads, slug="parking"):
    return list(import_threads(threads, slug))


def question():
    return db.session.scalars(select(Conversation)).one()


def texts():
    return list(db.session.scalars(select(Post.html).order_by(Post.position)))


@pytest.mark.parametrize(
    "change",
    [
        {"closed": "some day"},
        {"closed": 17},
        {"answers": 5},
        {"answers": [None]},
        {"comments": ["words alone"]},
        {"comments": [{"author": "ann"}]},
        {"url": "https://x.example/" + "a" * 200},
    ],
    ids=["closed-words", "closed-number", "answers-number", "answers-none", "comments-words", "no-text", "long-url"],
)
@pytest.mark.both_databases
def test_what_cannot_be_read_costs_no_other_thread_of_its_batch(app, change):
    make_group()
    assert bring(bare(1), bare(2, **change), bare(3)) == [ADDED, BROKEN, ADDED]
    assert db.session.scalar(select(func.count(Conversation.id))) == 2


def test_a_moment_with_a_zone_is_kept_as_that_moment(app):
    make_group()
    bring(bare(created="2014-03-13T20:00:00+02:00"))
    assert question().created_at == datetime(2014, 3, 13, 18, tzinfo=UTC)


def test_a_thread_that_was_closed_there_takes_no_reply_here(app):
    circle = make_circle()
    bring(bare(closed="2014-03-20T09:00:00"))
    assert question().closed_at == datetime(2014, 3, 20, 9, tzinfo=UTC)
    assert question().open_since is None
    page = Browser(app, circle.ann).get(f"/groups/parking/conversations/{question().id}")
    assert "Post your reply" not in page


def test_an_unanswered_question_waits_since_it_was_asked(app):
    make_group()
    bring(bare(answers=[{"author": "a", "created": "2014-03-14T08:00:00", "body_html": "<p>No idea.</p>"}]))
    assert question().open_since == question().created_at
    assert question().last_post_at == datetime(2014, 3, 14, 8, tzinfo=UTC)


def test_a_discussion_keeps_no_accepted_answer_and_waits_for_none(app):
    make_group()
    bring({**THREAD, "kind": "discussion"})
    assert (question().is_question, question().answered_position, question().open_since) == (False, None, None)


def test_an_answer_dated_before_its_question_stands_no_earlier_than_it(app):
    make_group()
    bring(bare(answers=[{"author": "a", "created": "2013-01-01T00:00:00", "body_html": "<p>Known before.</p>"}]))
    moments = db.session.scalars(select(Post.created_at).order_by(Post.position)).all()
    assert moments[0] == moments[1] == datetime(2014, 3, 13, 20, tzinfo=UTC)


def test_long_and_ragged_titles_become_one_line_that_fits(app):
    make_group()
    bring(bare(title="Salt &lt;road&gt;\n  and   grit " + "x" * 300))
    assert question().title.startswith("Salt <road> and grit x")
    assert len(question().title) == 200


def test_a_thread_with_an_empty_title_is_called_by_its_address(app):
    make_group()
    bring(bare(title="  \n "))
    assert question().title == "https://x.example/1"


def test_signs_of_markdown_in_words_from_elsewhere_stay_signs(app):
    make_group()
    bring(bare(body_html="<p>Use `salt` here</p>\n# not a heading\n<img alt='no source'>"))
    (html,) = texts()
    assert "<code>" not in html
    assert "<h1" not in html
    assert "`salt`" in html
    assert "<img" not in html


def test_an_address_or_author_that_would_act_is_only_words(app):
    make_group()
    bring(bare(author="<b onclick=x>", url="javascript:alert(1)", site='"><script>'), bare(2, author=None))
    html = " ".join(texts())
    assert 'href="javascript' not in html
    assert "<script" not in html
    assert "<b onclick" not in html
    assert "somebody" in html


@pytest.mark.both_databases
def test_the_same_thread_may_come_into_two_groups(app):
    make_group("Parking")
    make_group("Streets")
    assert bring(bare()) + bring(bare(), slug="streets") == [ADDED, ADDED]
    assert bring(bare(), slug="streets") == [SAME]


@pytest.mark.both_databases
def test_a_run_longer_than_a_batch_brings_all_in_and_tells_search_of_each(app):
    make_group()
    results = bring(*(bare(number) for number in range(BATCH + 2)))
    assert results == [ADDED] * (BATCH + 2)
    told = select(OutboxEntry.object_id).where(OutboxEntry.kind == "conversation")
    assert set(db.session.scalars(told)) == set(db.session.scalars(select(Conversation.id)))
    assert db.session.scalar(select(func.count(User.id)).where(User.email == ARCHIVE)) == 1


def test_the_archive_signs_in_nowhere_and_has_no_page(app):
    circle = make_circle()
    bring(bare())
    archive = db.session.scalars(select(User).where(User.email == ARCHIVE)).one()
    assert archive.state == "closed"
    assert archive.password_hash is None
    Browser(app, circle.ann).get(f"/people/{archive.id}", status=404)


def test_the_command_says_so_when_nothing_was_added(app, tmp_path):
    make_group()
    path = tmp_path / "threads.jsonl"
    path.write_text(json.dumps(bare()) + "\nno thread\n", encoding="utf-8")
    command = ["import", "conversations", str(path), "--group", "parking"]
    assert "Nothing was added" not in app.test_cli_runner().invoke(args=command).output
    again = app.test_cli_runner().invoke(args=command)
    assert again.exit_code == 0
    assert "1 already there" in again.output
    assert "1 could not be read" in again.output
    assert "Nothing was added." in again.output
