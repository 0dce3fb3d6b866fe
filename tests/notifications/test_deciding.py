"""One event, one decision: who hears, by which channel, and that everyone in question is counted."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.networks.models import Block
from hub.notifications import actions
from hub.notifications.defaults import Choice
from hub.notifications.models import Happening
from hub.policy import Role
from tests.factories import actor_of, add_member, end_membership, make_user
from tests.notifications.making import ASKED, NAMED, NEW, REPLIED, happen, lines_of, send, states_of, tell

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def counts(happening):
    row = db.session.get(Happening, happening.id)
    return (row.told, row.muted, row.off, row.hidden)


def test_members_hear_of_what_is_new_in_their_group_on_the_page_and_once_a_week(document, ann, bill):
    happening = happen(NEW, document, by=ann)
    tell()
    (line,) = lines_of(bill)
    assert (line.on_page, line.mail, line.because, line.source) == (
        True,
        "weekly",
        "member",
        f"group:{document.group_id}",
    )
    assert counts(happening) == (1, 0, 0, 0)
    assert lines_of(ann) == [], "nobody hears of their own act"


def test_a_reply_reaches_those_who_follow_and_not_the_whole_group(document, ann, bill):
    carol = make_user("Carol")
    add_member(document.group, carol)
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    happen(REPLIED, document, by=ann)
    tell()
    assert [line.mail for line in lines_of(bill)] == ["each"]
    assert lines_of(carol) == []


def test_who_follows_a_group_closely_hears_of_each_reply_at_once(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"group:{document.group_id}", "each")
    happen(REPLIED, document, by=ann)
    tell()
    assert [(line.mail, line.source) for line in lines_of(bill)] == [("each", f"group:{document.group_id}")]


def test_a_mute_of_what_is_nearer_beats_a_follow_of_the_group(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"group:{document.group_id}", "each")
        follows.mute(actor_of(bill), f"document:{document.id}")
    happening = happen(REPLIED, document, by=ann)
    tell()
    assert lines_of(bill) == []
    assert counts(happening) == (0, 1, 0, 0)


def test_who_is_named_hears_although_they_muted_the_thing(document, ann, bill):
    with unit_of_work():
        follows.mute(actor_of(bill), f"document:{document.id}")
    happen(NAMED, document, by=ann, people=(bill.id,))
    tell()
    assert [(line.because, line.mail) for line in lines_of(bill)] == [("named", "each")]


def test_nobody_is_told_twice_of_one_event_however_many_ways_it_reaches_them(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
        follows.follow(actor_of(bill), f"group:{document.group_id}", "daily")
    happen(REPLIED, document, by=ann, people=(bill.id, bill.id))
    tell()
    assert len(lines_of(bill)) == 1


def test_an_outsider_who_is_named_hears_nothing_and_is_counted(document, ann):
    outsider = make_user("Out Sider")
    happening = happen(NAMED, document, by=ann, people=(outsider.id,))
    send()
    assert lines_of(outsider) == []
    assert states_of(outsider) == []
    assert counts(happening)[3] == 1


def test_an_ex_member_who_still_follows_hears_nothing(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"document:{document.id}")
    end_membership(document.group, bill)
    happening = happen(REPLIED, document, by=ann)
    tell()
    assert lines_of(bill) == []
    assert counts(happening) == (0, 0, 0, 1)


def test_a_suspended_person_hears_nothing(document, ann, bill):
    with unit_of_work():
        bill.become("suspended")
    happening = happen(NEW, document, by=ann)
    tell()
    assert counts(happening) == (0, 0, 0, 1)


def test_nobody_hears_of_a_person_they_blocked(document, ann, bill):
    with unit_of_work():
        db.session.add(Block(blocker_id=bill.id, blocked_id=ann.id))
    happening = happen(NAMED, document, by=ann, people=(bill.id,))
    tell()
    assert lines_of(bill) == []
    assert counts(happening) == (0, 0, 1, 0), "the log of a group's mail must not say to its writer that it is a block"


def test_who_wants_no_word_of_a_sort_is_told_none_and_counted(document, ann, bill):
    with unit_of_work():
        actions.choose_channels(actor_of(bill), {"groups": Choice(on_page=False, mail="none")})
    happening = happen(NEW, document, by=ann)
    tell()
    assert counts(happening) == (0, 0, 1, 0)


def test_no_mail_of_a_sort_stays_no_mail_whatever_one_follows(document, ann, bill):
    with unit_of_work():
        follows.follow(actor_of(bill), f"group:{document.group_id}", "each")
        actions.choose_channels(actor_of(bill), {"conversations": Choice(on_page=True, mail="none")})
    happen(REPLIED, document, by=ann)
    tell()
    assert [line.mail for line in lines_of(bill)] == ["none"]


def test_what_waits_for_facilitators_reaches_them_alone(document, ann, bill):
    dora = make_user("Dora")
    add_member(document.group, dora, Role.FACILITATOR)
    happen(ASKED, document, by=ann, about=(f"group:{document.group_id}",))
    tell()
    assert [line.mail for line in lines_of(dora)] == ["each"]
    assert lines_of(bill) == []


def test_a_decision_is_made_once_although_its_promise_is_kept_twice(document, ann, bill):
    from hub.core import outbox

    happening = happen(NEW, document, by=ann)
    with unit_of_work():
        outbox.enqueue("tell", "happening", happening.id)
    tell()
    assert len(lines_of(bill)) == 1


def test_away_turns_a_mail_at_once_into_the_digest_of_the_day_they_are_back(document, ann, bill):
    with time_machine.travel(NOON, tick=False):
        with unit_of_work():
            actions.keep_rhythm(actor_of(bill), away_until=date(2026, 11, 30), quiet_from=None, quiet_until=None)
        happen(NAMED, document, by=ann, people=(bill.id,))
        tell()
    assert [(line.on_page, line.mail) for line in lines_of(bill)] == [(True, "daily")]


@pytest.mark.parametrize(
    ("at", "goes_at"),
    [
        (datetime(2026, 11, 24, 23, tzinfo=UTC), datetime(2026, 11, 25, 7, tzinfo=UTC)),
        (datetime(2026, 7, 24, 2, tzinfo=UTC), datetime(2026, 7, 24, 6, tzinfo=UTC)),  # summer time: 7 in London
        (datetime(2026, 3, 28, 23, tzinfo=UTC), datetime(2026, 3, 29, 6, tzinfo=UTC)),  # the clocks change in between
    ],
)
def test_a_mail_at_once_waits_through_quiet_hours_till_their_end_in_london(document, ann, bill, at, goes_at):
    with unit_of_work():
        actions.keep_rhythm(actor_of(bill), away_until=None, quiet_from=time(22), quiet_until=time(7))
    with time_machine.travel(at, tick=False):
        happen(NAMED, document, by=ann, people=(bill.id,))
        send()
        assert states_of(bill) == ["waiting"]
    with time_machine.travel(goes_at, tick=False):
        send()
        assert states_of(bill) == ["accepted"]


def test_outside_quiet_hours_a_mail_goes_at_once(document, ann, bill):
    with unit_of_work():
        actions.keep_rhythm(actor_of(bill), away_until=None, quiet_from=time(22), quiet_until=time(7))
    with time_machine.travel(NOON, tick=False):
        happen(NAMED, document, by=ann, people=(bill.id,))
        send()
    assert states_of(bill) == ["accepted"]
