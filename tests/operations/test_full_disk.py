"""A full disk: a sentence, the typed text given back, nothing half-written, and on it goes when there is room."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text
from sqlalchemy.exc import OperationalError

from hub.accounts.models import User
from hub.core import worker
from hub.core.db import db
from hub.core.files import StorageFull
from hub.core.storage import store
from hub.groups.models import Group
from hub.library.models import Document
from hub.search import upkeep
from tests.browser import Browser
from tests.factories import make_group, make_user

LONG = "Half an hour of careful typing. " * 590


@contextmanager
def no_room_in_the_database() -> Iterator[None]:
    """SQLite may not grow by a single page (its own way of testing a full disk)."""
    pages = db.session.scalar(text("PRAGMA page_count"))
    db.session.rollback()

    def cap(connection: object, *_rest: object) -> None:
        connection.execute(f"PRAGMA max_page_count={pages}")  # type: ignore[attr-defined]

    event.listen(db.engine, "checkout", cap)
    try:
        yield
    finally:
        event.remove(db.engine, "checkout", cap)
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1073741823")
        db.engine.dispose()


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
def facilitator(app: Flask) -> User:
    return make_user()


@pytest.fixture
def group(facilitator: User) -> Group:
    return make_group("Waste", facilitator=facilitator)


def _upload(browser: Browser, *, status: int = 200) -> str:
    file = [(BytesIO(LONG.encode()), "notes.md")]
    values = {"title": "Notes on rounds", "description": f"What I typed about it. {LONG[:4000]}", "files": file}
    return browser.post("/groups/waste/library/upload", values, status=status).html


def test_a_full_database_gives_a_sentence_and_the_typed_text_back(app: Flask, facilitator: User, group: Group) -> None:
    browser = Browser(app, facilitator)
    with no_room_in_the_database():
        values = {"name": "Waste", "purpose": "What we are for", "landing": LONG}
        html = browser.post("/groups/waste/settings", values, status=503).html
    assert LONG[:200] in html
    assert "could not save" in html
    assert db.session.scalars(select(Group.landing)).one() == ""


def test_a_document_refused_for_want_of_room_leaves_nothing_behind_and_can_be_sent_again(
    app: Flask, facilitator: User, group: Group
) -> None:
    browser = Browser(app, facilitator)
    with no_room_in_the_database():
        assert "What I typed about it" in _upload(browser, status=503)
    assert db.session.scalar(select(func.count(Document.id))) == 0
    _upload(browser)
    worker.drain_all()
    assert db.session.scalar(select(func.count(Document.id))) == 1
    assert upkeep.verify() == 0


def test_bytes_that_do_not_fit_leave_nothing_behind(app: Flask) -> None:
    with no_file_larger_than(100_000), pytest.raises(StorageFull):
        store().put(BytesIO(b"x" * 400_000), 1_000_000)
    left = [path for path in (store().root).rglob("*") if path.is_file()]
    assert left == []


def test_an_index_that_cannot_be_written_keeps_its_promises_for_later(
    app: Flask, facilitator: User, group: Group
) -> None:
    worker.drain_all()
    _upload(Browser(app, facilitator))
    for topic in ("extract", "index"):
        with no_file_larger_than(10), pytest.raises(OperationalError):
            worker.drain(topic, "full")
        db.session.rollback()
    worker.drain_all()
    assert upkeep.verify() == 0
    found = Browser(app, facilitator).get("/search?q=careful+typing")
    assert "Notes on rounds" in found.text
