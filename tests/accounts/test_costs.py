"""Pages of people ask the database as often for twenty as for one."""

import pytest
from sqlalchemy import event

from hub.core.db import db
from tests.browser import Browser
from tests.factories import add_member, make_group, make_user

MOST = 12


@pytest.fixture
def statements(app):
    seen = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _x, statement, *_rest: seen.append(statement))
    return seen


@pytest.fixture
def reader(app):
    """Someone in forty groups, among twenty people who limit what they show."""
    reader = make_user("Rae Reader")
    for number in range(40):
        make_group(f"Group {number}", facilitator=reader)
    shared = make_group("Shared", "private", facilitator=reader)
    for number in range(20):
        person = make_user(
            f"Person {number:02}", organisation=reader.appointments[0].organisation, works_on_seen_by="groups"
        )
        add_member(shared, person)
    return reader


@pytest.mark.parametrize(
    "path", ["/people", "/people?q=person", "/people/2", "/account", "/organisations", "/organisations/1"]
)
def test_a_page_asks_at_most_twelve_times(app, reader, statements, path):
    browser = Browser(app, reader)
    browser.get("/help")  # the process reads the person's rights once, and keeps them while they stand
    statements.clear()
    browser.get(path)
    reads = [statement for statement in statements if statement.lstrip().upper().startswith("SELECT")]
    assert len(reads) <= MOST, "\n".join(reads)
