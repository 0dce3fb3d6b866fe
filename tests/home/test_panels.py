"""The panels of the home page: what is counted there, for whom, and how far back."""

from datetime import timedelta

import pytest
import time_machine

from hub.conversations import hiding
from hub.conversations.actions import mark_read
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.groups.models import JoinRequest
from hub.home import panels, waiting
from hub.networks import actions as networks
from hub.networks.circles import decline_invitation, invite_connections
from hub.policy import Role
from tests.conversations.making import again, make_circle, reply, start
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.live.making import Room
from tests.moderation.making import Case
from tests.networks.making import connected, make_network, waiting_invitation


@pytest.fixture
def circle(app):
    return make_circle()


@pytest.fixture
def page(app):
    with app.test_request_context():
        yield


def news_of(person):
    return {line.name: line.new for line in panels.list_group_news(actor_of(person))}


def follow(person, row):
    with unit_of_work():
        follows.follow(actor_of(person), f"conversation:{row.id}")


def lines_for(person):
    actor = actor_of(person)
    return waiting.list_waiting(actor, panels.list_group_news(actor), panels.get_own(actor))


def waiting_for(person):
    return [(line.place, line.title) for line in lines_for(person)]


@pytest.mark.both_databases
def test_a_groups_news_are_conversations_that_moved_beyond_my_mark(circle, page):
    one, _two = start(circle, title="One"), start(circle, title="Two")
    assert news_of(circle.ben) == {"Parking": 2}
    with unit_of_work():
        mark_read(actor_of(circle.ben), one, 1)
    assert news_of(circle.ben) == {"Parking": 1}
    reply(circle, one, by="fay")
    assert news_of(circle.ben) == {"Parking": 2}


def test_conversations_older_than_a_fortnight_are_no_news_of_a_group(circle, page):
    with time_machine.travel(clock.now() - panels.NEW_FOR - timedelta(hours=1), tick=False):
        start(circle, title="Long ago")
    assert news_of(circle.ben) == {"Parking": 0}


def test_what_is_held_is_no_news_to_those_who_cannot_read_it(circle, page):
    talk = start(circle)
    with unit_of_work():
        hiding.hold_conversation(circle.actor("fay"), again(talk), "Wait")
    assert news_of(circle.ben) == {"Parking": 0}


@pytest.mark.both_databases
def test_groups_with_news_come_first_and_then_by_name(app, page):
    ben = make_user("Ben Okri")
    for name in ("Alpha", "Beta", "Gamma"):
        other = make_circle("open", name)
        add_member(other.group, ben)
        if name == "Gamma":
            start(other)
    assert list(news_of(ben)) == ["Gamma", "Alpha", "Beta"]
    assert panels.list_group_news(actor_of(make_user("New Here"))) == []


@pytest.mark.both_databases
def test_those_who_ask_in_are_counted_for_each_group_one_runs(app, page):
    fay, ada = make_user("Fay Field"), make_user("Ada Asker")
    run, joined = make_group("Run", "restricted", facilitator=fay), make_group("Joined", "restricted")
    add_member(joined, fay, Role.MEMBER)
    with unit_of_work():
        db.session.add_all(JoinRequest(user_id=ada.id, group_id=g.id, reason="Please") for g in (run, joined))
    assert {line.name: line.asking for line in panels.list_group_news(actor_of(fay))} == {"Joined": 0, "Run": 1}
    with unit_of_work():
        db.session.query(JoinRequest).filter_by(group_id=run.id).one().decided_at = clock.now()
    assert waiting_for(fay) == []


def test_a_line_of_what_i_follow_leads_to_the_first_post_i_have_not_read(circle, page):
    talk = start(circle)
    follow(circle.ben, talk)
    for _number in range(3):
        reply(circle, talk, by="fay")
    with unit_of_work():
        mark_read(actor_of(circle.ben), talk, 2)
    (line,) = panels.list_conversations(actor_of(circle.ben))
    assert line.url.endswith(f"/conversations/{talk.id}/posts/3")
    assert (str(line.why), str(line.by)) == ("2 new posts", "last by Fay Field")


def test_what_i_muted_or_read_to_its_end_is_not_listed(circle, page):
    one, two = start(circle, title="One"), start(circle, title="Two")
    follow(circle.ben, one)
    follow(circle.ben, two)
    with unit_of_work():
        follows.mute(actor_of(circle.ben), f"conversation:{one.id}")
        mark_read(actor_of(circle.ben), two, 1)
    assert panels.list_conversations(actor_of(circle.ben)) == []


def test_only_the_few_that_moved_last_are_listed(circle, page):
    for number in range(panels.MOST + 2):
        follow(circle.ben, start(circle, title=f"No {number}"))
    titles = [line.title for line in panels.list_conversations(actor_of(circle.ben))]
    assert titles == [f"No {number}" for number in range(panels.MOST + 1, 1, -1)]


@pytest.mark.both_databases
def test_people_and_networks_wait_for_the_one_who_was_asked(app, page):
    asker, asked = make_user("Ada Asker"), make_user("Ben Okri")
    with unit_of_work():
        networks.ask_to_connect(actor_of(asker), asked.id)
    assert waiting_for(asked) == [("", "1 person asks to connect")]
    assert waiting_for(asker) == []
    keeper = make_user("Kay Keeper")
    connected(keeper, asked)
    network = make_network(keeper)
    with unit_of_work():
        invite_connections(actor_of(keeper), network, [asked.id])
    assert ("", "You are invited to 1 network") in waiting_for(asked)
    with unit_of_work():
        decline_invitation(actor_of(asked), waiting_invitation(network, asked).id)
    assert waiting_for(asked) == [("", "1 person asks to connect")]


@pytest.mark.both_databases
def test_questions_wait_for_the_panel_until_they_are_answered(app, page):
    room = Room()
    first, _second = room.ask("Who pays?"), room.ask("Who drives?", by=room.member)
    for person in (room.host, room.panellist):
        assert [str(line.why) for line in lines_for(person)] == ["2 questions without an answer"]
    assert waiting_for(room.member) == []
    room.answer(first)
    assert [str(line.why) for line in lines_for(room.panellist)] == ["1 question without an answer"]


def test_a_panellist_who_left_the_group_has_nothing_waiting_in_it(app, page):
    room = Room()
    room.ask()
    room.leave(room.panellist)
    assert waiting_for(room.panellist) == []


def test_reports_wait_for_those_who_run_the_group_and_for_no_member(app, page):
    case = Case()
    case.report()
    assert waiting_for(case.fay) == waiting_for(case.gus) == [("Waste", "1 report waits for you")]
    assert waiting_for(case.rob) == waiting_for(case.ann) == []
    end_membership(case.group, case.gus)
    assert waiting_for(case.gus) == []


def test_registrations_wait_for_staff_alone(app, page):
    make_user("Rae Register", state="pending")
    assert waiting_for(make_user("Mo Member")) == []
    assert all(place != "Waste" for place, _title in waiting_for(make_user("Sam", is_staff=True)))


def test_each_first_step_is_ticked_by_itself(app, page):
    def done(person):
        actor = actor_of(person)
        return [step.is_done for step in panels.list_first_steps(actor, panels.get_own(actor))]

    room, newcomer = Room(), make_user("New Here")
    assert done(newcomer) == [False, False, False]
    assert done(make_user("Asked About", ask_about="Bins")) == [False, True, False]
    assert done(room.member) == [True, False, False]
    room.ask(by=room.member)
    assert done(room.member) == [True, False, True]
