"""Quiet hours and digests by the clock on the wall in London, also on the two nights when it changes."""

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.notifications import actions
from hub.notifications.deciding import Hearer, chunks, end_of_quiet, is_between, mail_for
from hub.notifications.defaults import Choice
from hub.notifications.digests import due_periods, send_due_digests
from hub.notifications.models import Notification, Rhythm
from tests.factories import actor_of
from tests.notifications.making import NEW, happen, lines_of, mails_of, send, tell

NIGHT = Rhythm(quiet_from=time(22), quiet_until=time(7))


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "ends"),
    [
        (utc(2026, 11, 24, 21, 59), None),
        (utc(2026, 11, 24, 22), utc(2026, 11, 25, 7)),
        (utc(2026, 11, 25, 0), utc(2026, 11, 25, 7)),
        (utc(2026, 11, 25, 6, 59), utc(2026, 11, 25, 7)),
        (utc(2026, 11, 25, 7), None),
        (utc(2026, 7, 24, 20, 59), None),
        (utc(2026, 7, 24, 21), utc(2026, 7, 25, 6)),
        (utc(2026, 3, 28, 22, 30), utc(2026, 3, 29, 6)),
        (utc(2026, 3, 29, 1, 30), utc(2026, 3, 29, 6)),
        (utc(2026, 10, 24, 21, 30), utc(2026, 10, 25, 7)),
        (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 7)),
        (utc(2026, 10, 25, 1, 30), utc(2026, 10, 25, 7)),
        (utc(2026, 12, 31, 23), utc(2027, 1, 1, 7)),
    ],
)
def test_quiet_hours_end_at_seven_by_the_clock_on_the_wall(now: datetime, ends: datetime | None) -> None:
    with time_machine.travel(now, tick=False):
        assert end_of_quiet(NIGHT) == ends


@pytest.mark.parametrize("rhythm", [Rhythm(), Rhythm(quiet_from=time(22)), Rhythm(quiet_until=time(7))])
def test_half_of_the_quiet_hours_is_none_at_all(rhythm: Rhythm) -> None:
    with time_machine.travel(utc(2026, 11, 25, 2), tick=False):
        assert end_of_quiet(rhythm) is None


@pytest.mark.parametrize(
    ("moment", "begin", "end", "inside"),
    [
        (time(9), time(9), time(17), True),
        (time(17), time(9), time(17), False),
        (time(8, 59, 59), time(9), time(17), False),
        (time(23), time(22), time(7), True),
        (time(12), time(22), time(7), False),
        (time(9), time(9), time(9), False),
    ],
)
def test_the_first_minute_is_inside_and_the_last_is_not(moment: time, begin: time, end: time, *, inside: bool) -> None:
    assert is_between(moment, begin, end) is inside


@pytest.mark.parametrize(
    ("now", "periods"),
    [
        (utc(2026, 11, 23, 6, 59), []),
        (utc(2026, 11, 23, 7), ["2026-11-23", "2026-W48"]),
        (utc(2026, 11, 22, 23, 59), ["2026-11-22", "2026-W47"]),
        (utc(2026, 7, 21, 5, 59), ["2026-W30"]),
        (utc(2026, 7, 21, 23, 30), ["2026-W30"]),
        (utc(2026, 3, 29, 6), ["2026-03-29", "2026-W13"]),
        (utc(2026, 10, 25, 6), ["2026-W43"]),
        (utc(2027, 1, 1, 8), ["2027-01-01", "2026-W53"]),
    ],
)
def test_a_period_begins_at_seven_in_london_and_weeks_have_their_own_year(now: datetime, periods: list[str]) -> None:
    with time_machine.travel(now, tick=False):
        assert [period for _channel, period, _begins in due_periods()] == periods


@pytest.mark.parametrize(("told_at", "goes"), [(utc(2026, 11, 23, 6, 59, 59), 1), (utc(2026, 11, 23, 7), 0)])
def test_what_happens_on_the_stroke_of_seven_waits_for_the_next_digest(document, ann, bill, told_at, goes) -> None:
    with time_machine.travel(told_at, tick=False):
        happen(NEW, document, by=ann)
        tell()
    with time_machine.travel(utc(2026, 11, 23, 7, 5), tick=False):
        send_due_digests()
        send()
    assert len(mails_of(bill)) == goes


def test_a_digest_that_was_turned_off_leaves_nothing_waiting_for_it(document, ann, bill) -> None:
    hours = {"quiet_from": None, "quiet_until": None}
    with unit_of_work():
        actions.keep_rhythm(actor_of(bill), away_until=None, **hours, no_weekly=True)
    happen(NEW, document, by=ann)
    tell()
    assert [(line.on_page, line.mail) for line in lines_of(bill)] == [(True, "none")]


def test_who_is_back_today_is_no_longer_away(document, bill) -> None:
    with time_machine.travel(utc(2026, 11, 23, 12), tick=False), unit_of_work():
        hours = {"quiet_from": None, "quiet_until": None}
        actions.keep_rhythm(actor_of(bill), away_until=utc(2026, 11, 23).date(), **hours)
    assert db.session.get_one(Rhythm, bill.id).away_until is None


@pytest.mark.parametrize(
    ("hearer", "mail"),
    [
        (Hearer("group:1", "member"), "weekly"),
        (Hearer("group:1", "followed", "each"), "each"),
        (Hearer("document:1", "followed", "each"), "weekly"),
        (Hearer("document:1", "followed", "daily"), "daily"),
        (Hearer("", "named"), "weekly"),
    ],
)
def test_how_closely_one_follows_decides_by_which_mail_it_comes(hearer: Hearer, mail: str) -> None:
    assert mail_for(hearer, Choice(on_page=True, mail="weekly")) == mail
    assert mail_for(hearer, Choice(on_page=True, mail="none")) == "none"


def test_people_are_decided_about_in_parts_without_losing_one() -> None:
    parts = list(chunks(dict.fromkeys(range(7)), 3))
    assert parts == [[0, 1, 2], [3, 4, 5], [6]]
    assert list(chunks([], 3)) == []


def test_a_digest_looks_no_further_back_than_what_is_still_unread(document, ann, bill) -> None:
    with time_machine.travel(utc(2026, 11, 22, 12), tick=False):
        happen(NEW, document, by=ann)
        tell()
        with unit_of_work():
            actions.mark_read(actor_of(bill), max(line.id for line in lines_of(bill)))
    with time_machine.travel(utc(2026, 11, 22, 12) + timedelta(days=1), tick=False):
        send_due_digests()
        send()
    assert mails_of(bill) == []
    assert db.session.query(Notification).filter_by(user_id=bill.id, digest_id=None).count() == 1
