"""What moved since one was last here: across all groups, for their members alone, in a few statements."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import text

from hub.conversations.catchup import _moved, count_moved, get_catch_up, mark_all_read
from hub.conversations.models import Conversation
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.policy import NotFound
from tests.browser import Browser
from tests.conversations.making import make_circle, reply, start
from tests.factories import actor_of, add_member, end_membership, make_user
from tests.statements import counted


@pytest.fixture
def circle(app: Flask):
    return make_circle("private", "Parking")


def titles(app: Flask, person, cursor: str | None = None) -> list[str]:
    with app.test_request_context():
        return [line.title for line in get_catch_up(actor_of(person), cursor).moved.items]


def read_all(person, upto=None) -> None:
    with unit_of_work():
        mark_all_read(actor_of(person), upto or clock.now())


def mute(person, ref: str) -> None:
    with unit_of_work():
        follows.mute(actor_of(person), ref)


def test_what_others_wrote_is_news_and_what_one_wrote_oneself_is_not(app, circle) -> None:
    start(circle, by="ann", title="By Ann")
    assert titles(app, circle.ben) == ["By Ann"]
    assert titles(app, circle.ann) == []
    assert count_moved(actor_of(circle.ben)) == 1


def test_the_latest_of_all_groups_comes_first(app, circle) -> None:
    other = make_circle("open", "Streets")
    add_member(other.group, circle.ben)
    first, _second = start(circle, title="One"), start(other, title="Two")
    assert titles(app, circle.ben) == ["Two", "One"]
    reply(circle, first, by="fay")
    assert titles(app, circle.ben) == ["One", "Two"]


def test_a_line_leads_to_the_first_post_that_is_new(app, circle) -> None:
    conversation = start(circle)
    read_all(circle.ben)
    reply(circle, conversation, by="fay")
    with app.test_request_context():
        (line,) = get_catch_up(actor_of(circle.ben)).moved.items
    assert line.url.endswith(f"/conversations/{conversation.id}/posts/2")
    assert line.new == 1


def test_all_becomes_read_and_what_comes_later_is_new_again(app, circle) -> None:
    conversation = start(circle)
    read_all(circle.ben)
    assert titles(app, circle.ben) == []
    reply(circle, conversation, by="fay")
    assert titles(app, circle.ben) == ["Parking permits"]


def test_what_moved_after_the_page_was_shown_stays_new(app, circle) -> None:
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False):
        start(circle, title="Before")
    start(circle, title="After")
    read_all(circle.ben, clock.now() - timedelta(minutes=30))
    assert titles(app, circle.ben) == ["After"]


def test_what_is_muted_is_left_out_unless_followed_by_a_choice_of_its_own(app, circle) -> None:
    one, two = start(circle, title="One"), start(circle, title="Two")
    mute(circle.ben, f"conversation:{one.id}")
    assert titles(app, circle.ben) == ["Two"]
    mute(circle.ben, f"group:{circle.group.id}")
    assert titles(app, circle.ben) == []
    with unit_of_work():
        follows.follow(actor_of(circle.ben), f"conversation:{two.id}")
    assert titles(app, circle.ben) == ["Two"]


def test_old_things_one_never_opened_are_simply_old(app, circle) -> None:
    with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
        start(circle)
    assert titles(app, circle.ben) == []


def test_what_one_read_long_ago_and_moved_since_is_still_news(app, circle) -> None:
    with time_machine.travel(clock.now() - timedelta(days=60), tick=False):
        conversation = start(circle)
        read_all(circle.ben)
    with time_machine.travel(clock.now() - timedelta(days=50), tick=False):
        reply(circle, conversation, by="fay")
    assert titles(app, circle.ben) == ["Parking permits"]


def test_a_group_is_asked_by_an_index_for_what_moved_lately(app, circle) -> None:
    asked = _moved(actor_of(circle.ben)).with_only_columns(Conversation.id)
    statement = asked.compile(dialect=db.engine.dialect, compile_kwargs={"literal_binds": True})
    plan = [row[3] for row in db.session.execute(text(f"EXPLAIN QUERY PLAN {statement}"))]
    assert any("ix_conversations_group_id_last_post_at" in step for step in plan), plan
    assert not any(step.startswith("SCAN conversations") for step in plan), plan


@pytest.mark.parametrize("who", ["outsider", "ex-member", "staff"])
def test_nobody_outside_a_group_learns_what_moves_in_it(app, circle, who) -> None:
    start(circle)
    person = circle.ben if who == "ex-member" else make_user("Olu Outside", is_staff=who == "staff")
    end_membership(circle.group, circle.ben)
    assert titles(app, person) == []
    assert count_moved(actor_of(person)) == 0
    assert "Parking permits" not in Browser(app, person).get("/catch-up").html


def test_a_visitor_is_asked_to_sign_in_and_has_nothing_to_catch_up_with(app, circle) -> None:
    assert Browser(app).get("/catch-up").h1 == "Sign in"
    with pytest.raises(NotFound):
        get_catch_up(actor_of(None))


def test_held_and_removed_conversations_are_no_news(app, circle) -> None:
    conversation = start(circle)
    with unit_of_work():
        db.session.get_one(Conversation, conversation.id).reach = "facilitators"
    assert titles(app, circle.fay) == []


def test_the_page_leads_there_and_marks_all_as_read_by_a_button(app, circle) -> None:
    start(circle)
    browser = Browser(app, circle.ben)
    assert "1 new post" in browser.get("/catch-up")
    page = browser.submit("Mark all as read")
    assert "You are up to date" in page
    assert browser.get("/catch-up").all(".hub-item") == []


def test_a_member_of_forty_groups_costs_twelve_statements_at_most(app, circle) -> None:
    for number in range(40):
        other = make_circle("open", f"Group {number}")
        add_member(other.group, circle.ben)
        start(other, title=f"In {number}")
    browser = Browser(app, circle.ben)
    browser.get("/catch-up")
    with counted() as statements:
        page = browser.get("/catch-up")
    assert len(page.all(".hub-item")) == 20
    assert len(statements) <= 12, statements
