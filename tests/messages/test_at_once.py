"""Two who write at the same moment, and one who clicks twice: nothing is lost, nothing is doubled."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.messages import actions, queries, to_group
from hub.messages.models import GroupMessage, Message, Participant, Thread
from tests.factories import actor_of, add_member, make_group, make_user
from tests.messages.making import start

pytestmark = pytest.mark.both_databases


def at_once(app: Flask, acts: list[Callable[[], object]]) -> list[BaseException]:
    """Run each in a thread and a context of its own, all let go at one moment. Returns what went wrong."""
    gate = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        with app.app_context():
            gate.wait()
            with unit_of_work():
                act()

    with ThreadPoolExecutor(len(acts)) as pool:
        done = [pool.submit(run, act) for act in acts]
    db.session.rollback()
    return [error for one in done if (error := one.exception()) is not None]


def count(model: type) -> int:
    return db.session.scalar(select(func.count(model.id))) or 0


def answering(user_id: int, thread_id: int, text: str, key: str = "") -> Callable[[], object]:
    from hub.core.registry import load_actor

    def act() -> object:
        actor = load_actor(user_id)
        return actions.send_message(actor, queries.get_thread(actor, thread_id), text=text, key=key)

    return act


def test_answers_that_come_at_once_each_have_a_place_and_a_mark(app: Flask) -> None:
    ann, ben, cat = (make_user(name) for name in ("Ann", "Ben", "Cat"))
    thread_id = start(ann, [ben, cat]).thread_id
    acts = [answering(person.id, thread_id, f"From {person.id}") for person in (ann, ben, cat) for _twice in range(2)]
    assert at_once(app, acts) == []
    positions = select(Message.position).where(Message.thread_id == thread_id).order_by(Message.position)
    assert list(db.session.scalars(positions)) == [1, 2, 3, 4, 5, 6, 7]
    assert set(db.session.scalars(select(Participant.last_position))) == {7}


def test_one_who_clicks_twice_sends_one_answer(app: Flask) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    thread_id = start(ann, [ben]).thread_id
    assert at_once(app, [answering(ben.id, thread_id, "Once", key="k") for _click in range(4)]) == []
    assert count(Message) == 2


def test_one_who_clicks_twice_begins_one_thread(app: Flask) -> None:
    ann, ben = make_user("Ann"), make_user("Ben")
    ann_id, ben_id = ann.id, ben.id

    def begin() -> object:
        from hub.core.registry import load_actor

        return actions.start_thread(load_actor(ann_id), to=[ben_id], subject="Once", text="Only", key="k")

    assert at_once(app, [begin] * 4) == []
    assert (count(Thread), count(Message)) == (1, 1)


def test_two_clicks_send_one_message_to_a_group(app: Flask) -> None:
    fay = make_user("Fay")
    group = make_group("Parking", facilitator=fay)
    add_member(group, make_user("Ann"))
    fay_id, slug = fay.id, group.slug

    def send() -> object:
        from hub.core.registry import load_actor
        from hub.groups.queries import get_group

        actor = load_actor(fay_id)
        said = {"subject": "Once", "text": "Only", "is_sure": True, "key": "k"}
        return to_group.send_group_message(actor, get_group(actor, slug), **said)

    assert at_once(app, [send] * 3) == []
    assert count(GroupMessage) == 1
    assert actor_of(fay).roles
