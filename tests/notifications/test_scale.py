"""Thousands hear of one thing: accepted at once, and every one of them is accounted for."""

import time

import pytest
from sqlalchemy import func, insert, select

from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.follows.rows import follow_all_by_themselves
from hub.notifications.models import Happening, Notification, Preference
from tests.factories import make_group, make_user
from tests.notifications.crowd import fill_group
from tests.notifications.making import NEW, REPLIED, document_in, happen, mails, send, tell
from tests.statements import counted

MEMBERS = 5000
SECONDS_TO_ACCEPT = 2.0


@pytest.fixture
def crowd(app):
    ann = make_user("Ann Price")
    group = make_group("Waste", "private", facilitator=ann)
    ids = fill_group(group, MEMBERS)
    return ann, document_in(group, ann), ids


def test_telling_five_thousand_members_accounts_for_each_of_them(crowd):
    ann, document, ids = crowd
    with unit_of_work():
        follow_all_by_themselves(ids[:1000], "document", document.id, "asked")
        for user_id in ids[:100]:
            db.session.execute(_off(user_id))
        wanted = [
            {"user_id": user_id, "category": "conversations", "on_page": False, "mail": "none"}
            for user_id in ids[100:200]
        ]
        db.session.execute(insert(Preference), wanted)
    outsider = make_user("Out Sider")
    happening = happen(REPLIED, document, by=ann, people=(outsider.id,))
    send()
    row = db.session.get(Happening, happening.id)
    assert (row.told, row.muted, row.off, row.hidden) == (800, 100, 100, 1)
    assert len(mails()) == 800
    states = dict(db.session.execute(select(Delivery.state, func.count()).group_by(Delivery.state)).all())
    assert states == {"accepted": 800}


def _off(user_id):
    from hub.follows.models import Follow

    return Follow.__table__.update().where(Follow.user_id == user_id).values(frequency="off")


@pytest.mark.both_databases
def test_news_for_five_thousand_is_accepted_at_once_and_told_with_few_statements(crowd):
    ann, document, _ids = crowd
    begun = time.monotonic()
    happening = happen(NEW, document, by=ann)
    assert time.monotonic() - begun < SECONDS_TO_ACCEPT
    with counted() as statements:
        tell()
    row = db.session.get(Happening, happening.id)
    assert row.told == MEMBERS
    assert db.session.scalar(select(func.count(Notification.id))) == MEMBERS
    assert len(statements) < 60, "people are decided about by the thousand, not one by one"
