"""The worker reads what was promised, once, and says what happened."""

import pytest
from sqlalchemy import select

from hub.core import worker
from hub.core.db import db
from hub.core.outbox import OutboxEntry, Promise
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.library import actions
from hub.library.consumer import read_version, read_versions
from hub.library.models import VersionPage
from tests.core.extract import making as files
from tests.factories import actor_of, make_group, make_user
from tests.library.making import content_of, publish


@pytest.fixture
def author(app):
    return make_user("Ann Author")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


def texts(version):
    wanted = select(VersionPage.text).where(VersionPage.version_id == version.id).order_by(VersionPage.number)
    return list(db.session.scalars(wanted))


def test_a_pdf_is_kept_page_by_page(author, group, tmp_path):
    document = publish(author, group, files.pdf(tmp_path / "a.pdf", "One", "Two").read_bytes(), "a.pdf")
    worker.drain("extract", "test")
    assert (document.current.state, document.current.page_count) == ("read", 2)
    assert texts(document.current) == ["One", "Two"]


@pytest.mark.parametrize(
    ("make", "name", "state"),
    [
        (files.locked_pdf, "locked.pdf", "password"),
        (files.bomb, "bomb.docx", "damaged"),
        (lambda path: files.pdf(path, ""), "scan.pdf", "no_text"),
    ],
)
def test_what_cannot_be_read_says_why(author, group, tmp_path, make, name, state):
    document = publish(author, group, make(tmp_path / name).read_bytes(), name)
    worker.drain("extract", "test")
    assert document.current.state == state
    assert document.current.detail


def test_search_is_asked_to_look_again_once_the_text_is_there(author, group):
    document = publish(author, group)
    worker.drain("index", "test")
    read_version(document.current.id)
    waiting = select(OutboxEntry.object_id).where(OutboxEntry.topic == "index", OutboxEntry.kind == "document")
    assert list(db.session.scalars(waiting)) == [document.id]
    assert document.version == 2


def test_reading_twice_changes_nothing_more(author, group):
    document = publish(author, group)
    promise = Promise(1, "extract", "version", document.current.id)
    read_versions([promise, promise])
    assert (document.version, texts(document.current)) == (2, ["Missed bins fell by a third"])


def test_bytes_that_went_missing_are_said_to_be_damaged(author, group):
    document = publish(author, group)
    store().delete(document.current.blob_sha256)
    read_version(document.current.id)
    assert document.current.state == "damaged"


def test_an_older_version_read_late_leaves_the_document_as_it_is(author, group):
    document = publish(author, group)
    first = document.current.id
    with unit_of_work():
        actions.add_version(actor_of(author), document, content_of(b"Second"))
    before = document.version
    read_version(first)
    assert document.version == before


def test_a_promise_about_a_version_that_never_came_to_be_is_kept_quietly(app):
    read_version(12345)
