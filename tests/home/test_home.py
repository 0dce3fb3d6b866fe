"""The home page: what a visitor is told, and what waits for a person and is new to them."""

from datetime import UTC, datetime

import pytest
import time_machine

from hub.conversations.actions import start_conversation
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows.actions import follow
from hub.groups.models import JoinRequest
from hub.live import actions as live
from hub.suggestions.actions import make_suggestion
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.library.making import publish
from tests.live.making import make_session
from tests.statements import counted

MOST_STATEMENTS = 12


@pytest.fixture
def facilitator(app):
    return make_user("Fay Fields")


@pytest.fixture
def group(facilitator):
    return make_group("Waste", "restricted", facilitator=facilitator)


def test_a_visitor_sees_what_the_hub_is_and_the_groups_open_to_everyone(app):
    make_group("School streets", "public")
    for visibility in ("open", "restricted", "private"):
        make_group(f"Hidden {visibility}", visibility)
    page = Browser(app).get("/")
    assert "School streets" in page
    assert "Hidden" not in page
    assert {"Register", "Sign in"} <= page.links.keys()


def test_a_visitor_of_an_empty_hub_is_told_what_will_stand_here(app):
    assert "No group is open to everyone yet" in Browser(app).get("/")


def test_a_discussion_that_is_on_in_a_public_group_is_offered_to_visitors(app, facilitator):
    session = make_session(make_group("Streets", "public", facilitator=facilitator), facilitator)
    assert "Cutting missed bins" not in Browser(app).get("/")
    with unit_of_work():
        live.open_session(actor_of(facilitator), session)
    page = Browser(app).get("/")
    assert page.all(".hub-live-banner a") == ["Cutting missed bins"]
    assert "Live now" in page.all("header a")


def test_a_discussion_of_a_private_group_is_announced_to_its_members_alone(app, facilitator):
    session = make_session(make_group("Mergers", "private", facilitator=facilitator), facilitator)
    with unit_of_work():
        live.open_session(actor_of(facilitator), session)
    assert "Cutting missed bins" in Browser(app, facilitator).get("/")
    for person in (None, make_user("Olu Outside")):
        assert "Cutting missed bins" not in Browser(app, person).get("/").html


def test_somebody_new_is_shown_the_first_steps(app):
    page = Browser(app, make_user()).get("/")
    assert "First steps" in page
    assert {"Join a group", "Say who you are", "Follow a live discussion"} <= page.links.keys()


def test_the_first_steps_go_away_when_they_are_done(app, group, facilitator):
    member = make_user("Mo Member", works_on="Routes of the winter fleet")
    add_member(group, member)
    assert "First steps" in Browser(app, member).get("/")
    session = make_session(group, facilitator)
    browser = Browser(app, member)
    browser.get(f"/groups/waste/live/{session.id}")
    browser.submit("Follow")
    assert "First steps" not in browser.get("/")


def words_beside(page):
    return " ".join(page.tree.css_first("aside").text(separator=" ").split())


def test_what_moved_in_a_conversation_one_follows_is_listed_until_it_is_read(app, group, facilitator):
    member = make_user("Mo Member")
    add_member(group, member)
    with unit_of_work():
        talk = start_conversation(actor_of(facilitator), group, title="Salt for the winter", text="How much have you?")
        follow(actor_of(member), f"conversation:{talk.id}")
    browser = Browser(app, member)
    page = browser.get("/")
    assert "1 new post" in page
    assert "Waste 1 new" in words_beside(page)
    browser.get(page.link("Salt for the winter"), status=302)
    browser.post(f"/groups/waste/conversations/{talk.id}/read", position=1)
    assert "Salt for the winter" not in browser.get("/")


def test_a_conversation_one_follows_is_listed_no_more_when_one_has_left(app, group, facilitator):
    member = make_user("Mo Member")
    add_member(group, member)
    with unit_of_work():
        talk = start_conversation(actor_of(facilitator), group, title="Salt for the winter", text="How much have you?")
        follow(actor_of(member), f"conversation:{talk.id}")
    end_membership(group, member)
    assert "Salt for the winter" not in Browser(app, member).get("/").html


def test_suggestions_one_follows_stand_beside_the_page_with_where_they_are(app, group, facilitator):
    member = make_user("Mo Member")
    add_member(group, member)
    with unit_of_work():
        idea = make_suggestion(actor_of(facilitator), group, title="Lend the gritters", text="They stand still in May.")
        follow(actor_of(member), f"suggestion:{idea.id}")
    beside = words_beside(Browser(app, member).get("/"))
    assert "Lend the gritters" in beside
    assert "Open ·" in beside


def ask_in(group, asker):
    with unit_of_work():
        db.session.add(JoinRequest(user_id=asker.id, group_id=group.id, reason="I run the depots"))


def test_a_facilitator_sees_who_waits_to_be_let_in(app, group, facilitator):
    ask_in(group, make_user("Ada Asker"))
    page = Browser(app, facilitator).get("/")
    assert page.link("1 person waits to be let in") == "/groups/waste/requests"


def test_members_who_do_not_run_a_group_are_not_told_who_asks_in(app, group):
    member = make_user("Mo Member")
    add_member(group, member)
    ask_in(group, make_user("Ada Asker"))
    assert "let in" not in Browser(app, member).get("/")


def test_new_documents_of_my_groups_are_listed_and_of_other_groups_not(app, group, facilitator):
    publish(facilitator, group, name="depots.txt", title="Joining depots")
    member, outsider = make_user("Mo Member"), make_user("Olu Outside")
    add_member(group, member)
    assert "Joining depots" in Browser(app, member).get("/")
    assert "Joining depots" not in Browser(app, outsider).get("/")


def test_an_ex_member_is_told_nothing_more_of_the_group(app, group, facilitator):
    leaver = make_user("Lee Leaver")
    add_member(group, leaver)
    publish(facilitator, group, name="depots.txt", title="Joining depots")
    end_membership(group, leaver)
    page = Browser(app, leaver).get("/")
    assert "Joining depots" not in page
    assert "Waste" not in page.all("aside a")


def test_my_groups_stand_beside_the_page(app, group, facilitator):
    assert "Waste" in Browser(app, facilitator).get("/").all("aside a")


def test_staff_find_the_way_to_their_pages_and_others_do_not(app, facilitator):
    assert "Run the hub" in Browser(app, make_user("Sam", is_staff=True)).get("/").all("header a")
    assert "Run the hub" not in Browser(app, facilitator).get("/").all("header a")


def test_everybody_finds_their_own_pages_under_their_name(app):
    page = Browser(app, make_user()).get("/")
    offered = set(page.all(".hub-menu a"))
    assert {"Messages", "Catch up", "My drafts", "What I follow", "People", "Networks", "Settings"} <= offered
    assert {"Suggestions to the hub"} <= offered


@pytest.mark.parametrize(("hour", "words"), [(8, "Good morning"), (14, "Good afternoon"), (21, "Good evening")])
def test_people_are_greeted_by_the_clock_in_london(app, facilitator, hour, words):
    with time_machine.travel(datetime(2026, 7, 1, hour - 1, 0, tzinfo=UTC)):
        assert Browser(app, facilitator).get("/").h1 == words


def test_the_home_page_asks_few_questions_of_the_database_however_many_groups_one_has(app, facilitator):
    for number in range(40):
        group = make_group(f"Group {number}", "restricted", facilitator=facilitator)
        if number < 4:
            publish(facilitator, group, body=f"text {number}".encode(), name=f"file-{number}.txt")
            make_session(group, facilitator)
    browser = Browser(app, facilitator)
    browser.get("/")
    with counted() as statements:
        browser.get("/")
    assert len(statements) <= MOST_STATEMENTS, "\n".join(statements)
