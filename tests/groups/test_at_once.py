"""Two facilitators decide about the same person at the same moment: one decision holds, and it is told once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.groups import actions
from hub.groups.belonging import find_current
from hub.groups.models import Group, JoinRequest
from hub.policy import Actor, NotFound, Role
from tests.factories import actor_of, add_member, make_group, make_user

pytestmark = pytest.mark.both_databases

Decision = Callable[[Actor, Group, int], None]


@pytest.fixture
def asked(app: Flask) -> tuple[Group, list[Actor], int]:
    """A group with two facilitators, and somebody who asks in."""
    first, second, asker = make_user("Fay"), make_user("Gus"), make_user("Ada")
    group = make_group("Waste", "restricted", facilitator=first)
    add_member(group, second, Role.FACILITATOR)
    with unit_of_work():
        actions.ask_to_join(actor_of(asker), group, reason="I run the depots")
    return group, [actor_of(first), actor_of(second)], asker.id


def at_once(app: Flask, group_id: int, pairs: list[tuple[Actor, Decision]]) -> int:
    """Let each decide at the same moment. Gives how many were refused."""
    request_id = db.session.scalar(select(JoinRequest.id)) or 0
    db.session.rollback()

    def one(pair: tuple[Actor, Decision]) -> bool:
        with app.app_context():
            try:
                with unit_of_work():
                    pair[1](pair[0], db.session.get_one(Group, group_id), request_id)
            except (Refused, NotFound):
                return True
            finally:
                db.session.remove()
        return False

    with ThreadPoolExecutor(len(pairs)) as pool:
        return sum(pool.map(one, pairs))


def decline(actor: Actor, group: Group, request_id: int) -> None:
    actions.decline_request(actor, group, request_id, reason="The group is for depots of this county")


def mails_to(user_id: int) -> int:
    return db.session.scalar(select(func.count(Delivery.id)).where(Delivery.user_id == user_id)) or 0


def test_two_who_let_the_same_person_in_make_one_member_and_one_mail(app: Flask, asked: tuple) -> None:
    group, (first, second), asker = asked
    before = mails_to(asker)
    assert at_once(app, group.id, [(first, actions.approve_request), (second, actions.approve_request)]) == 1
    db.session.refresh(group)
    assert group.member_count == 3
    assert mails_to(asker) == before + 1


def test_of_a_yes_and_a_no_at_once_one_holds_whole(app: Flask, asked: tuple) -> None:
    group, (first, second), asker = asked
    assert at_once(app, group.id, [(first, actions.approve_request), (second, decline)]) == 1
    outcome = db.session.scalar(select(JoinRequest.outcome))
    assert (outcome == "approved") == (find_current(group.id, asker) is not None)
    assert mails_to(asker) == 1
