"""The same actions over a socket, with the rights of the moment and no others."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.admin import actions as admin
from hub.admin.models import GroupOpening
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups import doors
from hub.groups.models import Membership
from hub.live import broadcast, queries, rights
from hub.live.models import Question
from tests.browser import Browser
from tests.factories import actor_of, make_user
from tests.live.making import Room
from tests.live.wire import Wire


def _joined(app: Flask, room: Room, who: str) -> Wire:
    wire = Wire(app, room.everyone[who])
    assert wire.join(room.session.id)["ok"]
    return wire


def test_a_question_sent_by_plain_form_arrives_on_open_sockets(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "member")
    browser = Browser(app, room.asker)
    browser.get(room.address)
    browser.submit("Ask", action="/ask", text="By plain form")
    assert wire.kinds() == ["question"]


def test_what_is_sent_by_socket_stands_on_the_page(app: Flask) -> None:
    room = Room()
    answer = _joined(app, room, "asker").send("ask", session=room.session.id, text="By socket", key="k1")
    assert answer["ok"]
    assert "By socket" in Browser(app, room.member).get(room.address)


def test_everything_the_forms_do_a_socket_does(app: Flask) -> None:
    room, session = Room(is_moderated=True), {}
    session = {"session": room.session.id}
    host, panellist, asker = (_joined(app, room, who) for who in ("host", "panellist", "asker"))
    asked = asker.send("ask", **session, text="Is this on?", key="k1")["result"]["id"]
    about = {**session, "question": asked}
    assert host.send("list", **about)["ok"]
    assert asker.send("support", **about)["result"]["support"] == 1
    assert asker.send("support", **about, is_supported=False)["result"]["support"] == 0
    reply = panellist.send("answer", **about, text="It is.", key="a1")["result"]["id"]
    assert panellist.send("edit_answer", **session, answer=reply, text="It is on.")["ok"]
    assert host.send("hold", **about, reason="A name")["ok"]
    assert host.send("decline", **about, reason="Twice")["ok"]
    for verb in ("pause", "resume", "close"):
        assert host.send("run", **session, do=verb)["ok"]
    assert asker.follow() == queries.get_snapshot(actor_of(room.asker), room.session)


def test_a_retry_with_the_same_key_is_one_question(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "asker")
    sent = [wire.send("ask", session=room.session.id, text="Once", key="same")["result"]["id"] for _ in range(2)]
    assert sent[0] == sent[1]
    assert db.session.scalar(select(func.count(Question.id))) == 1


def test_a_page_that_comes_back_gets_what_it_missed_and_no_more(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "member")
    last = wire.state["seq"]
    wire.leave()
    room.ask("Missed")
    frame = Wire(app, room.member).join(room.session.id, last)["result"]
    assert (frame["from"], frame["to"]) == (last + 1, last + 1)
    assert [event["kind"] for event in frame["events"]] == ["question"]


def test_pages_that_heard_everything_show_what_a_fresh_page_shows(app: Flask) -> None:
    room = Room(is_moderated=True)
    wires = {who: _joined(app, room, who) for who in ("host", "panellist", "asker", "member")}
    question = room.ask()
    room.do("list_question", room.host, question)
    room.do("support_question", room.member, question)
    room.answer(question)
    room.do("hold_question", room.host, question)
    for who, wire in wires.items():
        assert wire.follow() == queries.get_snapshot(actor_of(room.everyone[who]), room.session), who


def test_a_waiting_question_reaches_the_panel_and_its_asker_alone(app: Flask) -> None:
    room = Room(is_moderated=True)
    wires = {who: _joined(app, room, who) for who in ("host", "panellist", "asker", "member")}
    room.ask("Not yet for all")
    assert {who: wire.kinds() for who, wire in wires.items()} == {
        "host": ["question"], "panellist": ["question"], "asker": ["question"], "member": [],
    }  # fmt: skip


@pytest.mark.parametrize("who", ["visitor", "outsider", "leaver"])
def test_nobody_from_outside_joins_or_hears(app: Flask, who: str) -> None:
    room = Room()
    room.leave()
    wire = Wire(app, room.everyone[who])
    assert wire.join(room.session.id) == wire.join(9999)
    assert wire.send("ask", session=room.session.id, text="Let me in", key="k")["reason"] == "not_found"
    room.ask()
    assert wire.heard() == []


def test_a_socket_of_someone_who_left_is_ended_at_once(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "leaver")
    room.leave()
    assert not wire.is_open
    room.ask("Behind closed doors")
    assert wire.kinds() == []


def test_an_open_socket_of_someone_revoked_is_refused_at_its_next_event(app: Flask) -> None:
    room = Room()
    question = room.ask()
    wire = _joined(app, room, "leaver")
    _revoke_silently(room)
    about: dict[str, Any] = {"session": room.session.id, "question": question.id}
    assert wire.send("ask", session=room.session.id, text="Still here?", key="k")["reason"] == "not_found"
    assert wire.send("support", **about)["reason"] == "not_found"


def test_kept_rights_are_compared_in_the_transaction_that_writes(app: Flask) -> None:
    room = Room()
    question = room.ask()
    wire = _joined(app, room, "leaver")
    about: dict[str, Any] = {"session": room.session.id, "question": question.id}
    assert wire.send("support", **about)["ok"]
    _revoke_silently(room)
    assert wire.send("support", **about, is_supported=False)["reason"] == "not_found"


def _revoke_silently(room: Room) -> None:
    """As another process would: the rows change, and nobody here is told."""
    with unit_of_work():
        theirs = select(Membership).where(Membership.user_id == room.leaver.id, Membership.ended_at.is_(None))
        db.session.scalars(theirs).one().ended_at = room.leaver.created_at
        room.leaver.permissions_version += 1


def test_outdated_rights_end_a_socket_within_a_second(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "leaver")
    _revoke_silently(room)
    doors.look_again()
    assert not wire.is_open


@pytest.mark.parametrize("end", ["closed", "run out"])
@pytest.mark.parametrize("came_in", ["before", "after"])
def test_a_socket_of_staff_ends_with_the_opening_of_its_group(app: Flask, end: str, came_in: str) -> None:
    room, staff = Room(), make_user("Staff", is_staff=True)
    early = Wire(app, staff) if came_in == "before" else None
    opening = _open_by_break_glass(room, staff)
    doors.look_again()  # ends the early one, whose rights are other ones now: its page comes back
    assert early is None or not early.is_open
    wire = Wire(app, staff)
    assert wire.join(room.session.id)["ok"]
    doors.look_again()
    assert wire.is_open
    with unit_of_work():
        now = clock.now()
        opening.closed_at, opening.closes_at = (now, opening.closes_at) if end == "closed" else (None, now)
    doors.look_again()
    assert not wire.is_open
    room.ask("Behind closed doors")
    assert wire.kinds() == []


def test_kept_rights_do_not_outlast_an_opening(app: Flask) -> None:
    room, staff = Room(), make_user("Staff", is_staff=True)
    opening = _open_by_break_glass(room, staff)
    kept = actor_of(staff)
    assert rights.still_hold(kept)
    with unit_of_work():
        opening.closed_at = clock.now()
    assert not rights.still_hold(kept)


def _open_by_break_glass(room: Room, staff: User) -> GroupOpening:
    with unit_of_work():
        return admin.open_group(actor_of(staff), room.group.slug, reason="A complaint")


def test_what_another_process_wrote_is_told_within_a_second(app: Flask) -> None:
    room = Room()
    wire = _joined(app, room, "member")
    ring, broadcast._ring = broadcast._ring, lambda _session_id: None
    room.ask("Written elsewhere")
    broadcast._ring = ring
    broadcast.look_again()
    assert wire.kinds() == ["question"]


def test_a_suspended_person_is_out(app: Flask) -> None:
    from hub.accounts import actions as accounts

    room = Room()
    wire, staff = _joined(app, room, "member"), make_user("Staff", is_staff=True)
    with unit_of_work():
        accounts.suspend_person(actor_of(staff), room.member.id, reason="Rude")
    assert not wire.is_open


def test_a_group_that_closes_its_doors_ends_the_sockets_of_strangers(app: Flask) -> None:
    from hub.groups.visibility import apply_visibility

    room = Room("public")
    visitor = _joined(app, room, "visitor")
    with unit_of_work():
        apply_visibility(room.group, "private", room.host.id)
    room.ask("Among ourselves")
    assert not visitor.is_open
    assert visitor.kinds() == []


def test_a_new_host_is_told_to_look_again(app: Flask) -> None:
    room = Room(is_moderated=True)
    room.ask("Waiting")
    last = queries.get_snapshot(actor_of(room.member), room.session)["seq"]
    room.do("add_panellist", room.host, room.session, person=room.member.email, is_host=True)
    frame = queries.get_changes(actor_of(room.member), room.session, last)
    assert "resync" in [event["kind"] for event in frame["events"]]
    assert len(queries.get_snapshot(actor_of(room.member), room.session)["questions"]) == 1


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("join", "no object"), ("join", {"session": "1"}), ("join", {}), ("ask", {"session": 1}),
        ("support", {"session": 1, "question": None}), ("run", {"session": 1, "do": "destroy"}),
    ],
)  # fmt: skip
def test_a_message_that_makes_no_sense_is_answered_with_a_sentence(app: Flask, event: str, message: Any) -> None:
    room = Room()
    wire = _joined(app, room, "asker")
    answer = wire._apart(wire.client.emit, event, message, namespace="/live", callback=True)
    assert answer["ok"] is False
    assert answer["error"].endswith(".")


def test_there_is_room_for_so_many_and_the_rest_poll(app: Flask) -> None:
    room = Room()
    app.extensions["settings"] = _with_sockets(app, 2)
    kept = [_joined(app, room, who) for who in ("host", "asker")]
    assert not Wire(app, room.member).is_open
    assert all(wire.is_open for wire in kept)
    assert Browser(app, room.member).get(f"{room.address}/events?after=0").response.json["socket"] is False


def _with_sockets(app: Flask, number: int) -> Any:
    from dataclasses import replace

    return replace(app.extensions["settings"], most_sockets=number)
