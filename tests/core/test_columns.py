"""Times in the database: aware, in UTC."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy.exc import StatementError

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation

pytestmark = pytest.mark.both_databases


def _kept(moment: datetime) -> datetime:
    with unit_of_work():
        organisation = Organisation(kind="other", official_name="LGA", nice_name="LGA", created_at=moment)
        db.session.add(organisation)
    db.session.expire_all()
    return organisation.created_at


def test_a_time_without_a_zone_is_refused(app: Flask) -> None:
    with pytest.raises(StatementError, match="without a zone"):
        _kept(datetime.fromisoformat("2026-03-29T01:30"))


def test_a_time_comes_back_as_the_same_moment_in_utc(app: Flask) -> None:
    summer = datetime(2026, 7, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    assert _kept(summer) == summer
    assert _kept(summer).tzinfo == UTC
