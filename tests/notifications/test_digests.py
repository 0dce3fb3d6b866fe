"""Digests: never empty, never an item twice, nothing left out in silence, and built for each reader as it goes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.notifications import actions
from hub.notifications.defaults import Choice
from hub.notifications.digest_letters import MOST_LINES
from hub.notifications.digests import due_periods, send_due_digests
from hub.notifications.models import Digest, Notification
from tests.browser import Browser
from tests.factories import actor_of, end_membership
from tests.notifications.making import (
    NAMED,
    NEW,
    REPLIED,
    document_in,
    happen,
    mails,
    mails_of,
    send,
    states_of,
    tell,
    words_of,
)

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
WEEK = timedelta(days=7)


def at(moment):
    return time_machine.travel(moment, tick=False)


def run_digests():
    send_due_digests()
    send()


def test_a_weekly_digest_says_what_is_new_grouped_by_group_with_links(document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
    with at(MONDAY):
        run_digests()
    (message,) = mails_of(bill)
    words = words_of(message)
    assert message["Subject"].startswith("Your week on the Knowledge Hub")
    assert "Ann Price published Route planning" in words
    assert f"/groups/{document.group.slug}/library/{document.id}" in words
    assert "/unsubscribe/" in message["List-Unsubscribe"]


def test_nothing_new_means_no_digest_at_all(group, bill):
    with at(MONDAY):
        run_digests()
    assert mails() == []
    assert db.session.scalars(select(Digest)).all() == []


def test_no_item_stands_in_two_digests_and_no_period_has_two(document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
    with at(MONDAY):
        run_digests()
        happen(NEW, document_in(document.group, ann, "Missed bins"), by=ann)
        tell()
        run_digests()
    assert len(mails_of(bill)) == 1
    with at(MONDAY + WEEK):
        run_digests()
        run_digests()
    first, second = [words_of(message) for message in mails_of(bill)]
    assert ("Missed bins" in first, "Route planning" in second) == (False, False)
    assert "Missed bins" in second


def test_before_seven_in_the_morning_in_london_no_digest_is_due():
    with at(datetime(2026, 11, 24, 6, 59, tzinfo=UTC)):
        assert [channel for channel, _period, _begins in due_periods()] == ["weekly"]
    with at(datetime(2026, 7, 21, 6, 0, tzinfo=UTC)):
        assert [period for _channel, period, _begins in due_periods()] == ["2026-07-21", "2026-W30"]


def test_a_digest_that_the_worker_missed_in_the_morning_goes_when_it_is_back(document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
    with at(MONDAY + timedelta(days=2)):
        run_digests()
    assert len(mails_of(bill)) == 1


def lose_by_leaving(document, bill):
    end_membership(document.group, bill)


def lose_by_muting(document, bill):
    with unit_of_work():
        follows.mute(actor_of(bill), f"group:{document.group_id}")


def lose_by_choosing(document, bill):
    with unit_of_work():
        actions.choose_channels(actor_of(bill), {"groups": Choice(on_page=True, mail="none")})


@pytest.mark.parametrize("lose", [lose_by_leaving, lose_by_muting, lose_by_choosing])
def test_what_was_lost_after_the_digest_was_begun_is_not_in_it_and_an_empty_one_does_not_go(document, ann, bill, lose):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
    with at(MONDAY):
        send_due_digests()
        assert states_of(bill) == ["waiting"]
        lose(document, bill)
        send()
    assert mails() == []
    assert states_of(bill) == ["withheld"]


def test_one_of_two_things_lost_leaves_the_other_and_the_count_says_one(document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        gone = document_in(document.group, ann, "Names of complainants")
        happen(NEW, gone, by=ann)
        tell()
    with at(MONDAY):
        send_due_digests()
        with unit_of_work():
            _take_down(gone)
        send()
    (message,) = mails_of(bill)
    assert "complainants" not in words_of(message)
    assert "1 thing is new" in message["Subject"]


def _take_down(document):
    from hub.groups.content import remove
    from hub.library.models import Document

    row = db.session.get_one(Document, document.id)
    remove(row, row.group, by_id=None, reason="Names")


def test_what_was_read_on_the_page_meanwhile_is_left_out(app, document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
        Browser(app, bill).get(f"/groups/{document.group.slug}/library/{document.id}")
    with at(MONDAY):
        run_digests()
    assert mails_of(bill) == []


def test_more_than_fits_is_counted_and_linked_never_left_out_in_silence(document, ann, bill):
    with at(SUNDAY):
        for number in range(MOST_LINES + 37):
            happen(NAMED, document_in(document.group, ann, f"Paper {number}"), by=ann, people=(bill.id,))
        tell()
        _all_in_the_weekly(bill)
    with at(MONDAY):
        run_digests()
    words = words_of(next(message for message in mails_of(bill) if "Your week" in message["Subject"]))
    assert "and 37 more" in words
    assert "/notifications" in words
    assert f"{MOST_LINES + 37} things are new" in words


def _all_in_the_weekly(bill):
    with unit_of_work():
        for line in db.session.scalars(select(Notification).where(Notification.user_id == bill.id)):
            line.mail = "weekly"


def test_alike_things_in_one_place_are_one_line_with_their_number(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}", "weekly")
    with at(SUNDAY):
        for _time in range(3):
            happen(REPLIED, document, by=ann)
        tell()
    with at(MONDAY):
        run_digests()
    assert "3 replies in Route planning" in words_of(mails_of(bill)[0])


def test_away_gets_nothing_and_then_one_digest_of_all_that_happened(document, ann, bill):
    with at(SUNDAY):
        with unit_of_work():
            actions.keep_rhythm(actor_of(bill), away_until=date(2026, 11, 27), quiet_from=None, quiet_until=None)
        happen(NAMED, document, by=ann, people=(bill.id,))
        tell()
    for day in range(4):
        with at(MONDAY + timedelta(days=day)):
            run_digests()
    assert mails_of(bill) == []
    with at(MONDAY + timedelta(days=4)):
        run_digests()
    assert "Ann Price named you" in words_of(mails_of(bill)[0])


def test_the_link_in_a_digest_ends_that_digest_and_no_other(app, document, ann, bill):
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        tell()
    with at(MONDAY):
        run_digests()
    path = mails_of(bill)[0]["List-Unsubscribe"].strip("<>").partition("/unsubscribe/")[2]
    assert app.test_client().post(f"/unsubscribe/{path}").status_code == 200
    with at(MONDAY + timedelta(hours=1)):
        happen(NEW, document_in(document.group, ann, "Missed bins"), by=ann)
        happen(NAMED, document, by=ann, people=(bill.id,))
        tell()
    with at(MONDAY + WEEK):
        run_digests()
    subjects = [message["Subject"] for message in mails_of(bill)]
    assert len([subject for subject in subjects if "Your week" in subject]) == 1
    assert len([subject for subject in subjects if "named you" in subject]) == 1


def test_a_digest_of_one_reader_never_shows_what_only_another_may_see(document, ann, bill):
    from tests.factories import add_member, make_group, make_user

    carol = make_user("Carol")
    other = make_group("Housing", "private", facilitator=ann)
    add_member(other, carol)
    with at(SUNDAY):
        happen(NEW, document, by=ann)
        happen(NEW, document_in(other, ann, "Evictions"), by=ann)
        tell()
    with at(MONDAY):
        run_digests()
    assert "Evictions" not in words_of(mails_of(bill)[0])
    assert "Route planning" not in words_of(mails_of(carol)[0])
    assert "Evictions" in words_of(mails_of(carol)[0])
