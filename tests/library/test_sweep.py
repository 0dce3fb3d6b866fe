"""Garbage is taken when it is old and no row names it; everything else stays."""

import os
from datetime import timedelta
from io import BytesIO

from hub.core import clock
from hub.core.db import db
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.library.models import Upload
from hub.library.sweep import sweep
from tests.factories import make_group, make_user
from tests.library.making import publish

OLD = (1000, 1000)


def test_old_bytes_that_no_row_names_are_taken(app):
    stored = store().put(BytesIO(b"never committed"), 1000)
    os.utime(store().path(stored.sha256), OLD)
    sweep()
    assert not store().exists(stored.sha256)


def test_fresh_bytes_are_left_for_the_row_that_may_follow(app):
    stored = store().put(BytesIO(b"about to be named"), 1000)
    sweep()
    assert store().exists(stored.sha256)


def test_bytes_that_a_document_names_stay_however_old(app):
    author = make_user()
    document = publish(author, make_group("Waste", facilitator=author))
    os.utime(store().path(document.current.blob_sha256), OLD)
    sweep()
    assert store().exists(document.current.blob_sha256)


def test_uploads_nobody_finished_are_forgotten_after_a_week(app):
    author = make_user()
    group = make_group("Waste", facilitator=author)
    with unit_of_work():
        for key, days in (("old", 8), ("new", 1)):
            created_at = clock.now() - timedelta(days=days)
            row = Upload(key=key, user_id=author.id, group_id=group.id, filename="a", size=9, created_at=created_at)
            db.session.add(row)
    sweep()
    assert [upload.key for upload in db.session.query(Upload)] == ["new"]
