"""What pages ask for a member with few rights: few statements, each of which finds its rows by an index."""

import re
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from hub.accounts.models import User
from hub.conversations.models import Conversation
from hub.core.db import db
from hub.demo import bulk
from hub.demo.large import start_large
from hub.demo.sizes import HEAVIEST
from hub.groups.models import Group
from tests.browser import Browser
from tests.demo.test_large import TINY

FEW_RIGHTS = 5
MOST, MOST_OF_A_CONVERSATION = 12, 4
GROWING = {
    *("users", "appointments", "memberships", "sign_ins", "audit_entries", "deliveries", "outbox", "person_words"),
    *("documents", "document_versions", "version_pages", "conversations", "posts", "reading", "follows", "drafts"),
    *("notifications", "happenings", "suggestions", "suggestion_support", "suggestion_comments"),
    *("threads", "participants", "messages", "connections", "live_events", "questions", "answers", "records"),
}
"""Tables that grow with the years. Those of groups, councils and sessions stay small."""

PAGES = ("/", "/groups/{slug}", "/groups/{slug}/conversations", "/people", "/people?q=anna", "/catch-up", "/people/7")
MORE_PAGES = ("/notifications", "/messages", "/groups/{slug}/people", "/groups/{slug}/library", "/groups")

pytestmark = pytest.mark.both_databases


@pytest.fixture
def large(app, monkeypatch):
    """A made-up hub about whose numbers the database has not been told, as on the day it is installed."""
    monkeypatch.setattr(bulk, "settle", lambda: None)
    start_large(TINY, lambda _line: None)


@contextmanager
def asked():
    """The statements sent meanwhile, with their values."""
    seen = []

    def note(_connection, _cursor, statement, values, *_more):
        if not statement.startswith(("BEGIN", "SAVEPOINT", "RELEASE", "PRAGMA")):
            seen.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def statements_of(app, person_id, path):
    """What the page asks when the process has seen the person before."""
    browser = Browser(app, db.session.get_one(User, person_id))
    path = path.format(slug=db.session.get_one(Group, 1).slug)
    browser.get(path)
    with asked() as seen:
        browser.get(path)
    return [
        (statement, values) for statement, values in seen if statement.lstrip().upper().startswith(("SELECT", "WITH"))
    ]


def tables_walked(statement, values=()):
    """The growing tables of which the plan reads every row. In the order of an index, up to a page of them, is none."""
    is_limited = "LIMIT" in statement
    connection = db.session.connection()
    if db.engine.dialect.name == "sqlite":
        lines = [row[-1] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)]
        walks = [line for line in lines if line.startswith("SCAN ") and not (is_limited and " USING " in line)]
        return {re.sub(r"_[0-9]+$", "", line.split()[1]) for line in walks} & GROWING
    connection.exec_driver_sql("SET enable_seqscan = off")
    plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
    return set(walked(plan[0]["Plan"], is_limited=is_limited)) & GROWING


def walked(node, *, is_limited):
    """The tables of which a plan of PostgreSQL reads all, by a walk over the table or over a whole index."""
    kind = node["Node Type"]
    is_walk = kind == "Seq Scan"
    is_walk |= kind in {"Index Scan", "Index Only Scan"} and "Index Cond" not in node and not is_limited
    is_walk |= kind == "Bitmap Heap Scan" and "Recheck Cond" not in node
    if is_walk:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from walked(child, is_limited=is_limited)


@pytest.mark.parametrize("path", [*PAGES, *MORE_PAGES])
def test_a_page_finds_its_rows_by_indexes(app, large, path):
    for person_id in (FEW_RIGHTS, HEAVIEST):
        for statement, values in statements_of(app, person_id, path):
            walked = tables_walked(statement, values)
            assert not walked, f"{path} reads every row of {walked}:\n{statement[:2000]}"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_at_most_twelve_times(app, large, path):
    seen = statements_of(app, HEAVIEST, path)
    assert len(seen) <= MOST, "\n".join(statement for statement, _values in seen)


def test_a_conversation_asks_four_times_beside_who_reads_it(app, large):
    longest = db.session.scalars(select(Conversation).order_by(Conversation.last_position.desc()).limit(1)).one()
    for page in (1, 2):
        path = f"/groups/{longest.group.slug}/conversations/{longest.id}?page={page}"
        seen = statements_of(app, FEW_RIGHTS, path)
        assert len(seen) - 1 <= MOST_OF_A_CONVERSATION, "\n".join(statement for statement, _values in seen)
        for statement, values in seen:
            assert not tables_walked(statement, values), statement


@pytest.mark.parametrize(
    "condition", ["text = 'x'", "author_id + 1 = 2", "author_id IN (SELECT author_id + 1 FROM posts)"]
)
def test_reading_every_row_is_seen(app, large, condition):
    assert tables_walked(f"SELECT count(*) FROM posts WHERE {condition}") == {"posts"}
    assert not tables_walked("SELECT id FROM posts WHERE author_id = 2")
