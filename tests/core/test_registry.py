"""The registry: refs, actors put together from slices, handlers by event type."""

from dataclasses import dataclass

import pytest
from flask import Flask

from hub.core.events import Event
from hub.core.registry import hub, load_actor, parse_ref, resolve
from hub.policy import VISITOR, NotFound, Role
from tests.factories import actor_of, add_member, make_group, make_user


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    """A fact."""


@dataclass(frozen=True, kw_only=True)
class HappenedToo(Happened):
    """A narrower fact."""


@pytest.mark.parametrize(
    "ref", ["", "group", "group:", "group:x", "group:-1", "nothing:1", "group:1:2", "group:" + "9" * 20]
)
def test_a_ref_that_names_nothing_is_not_found(app: Flask, ref: str) -> None:
    with pytest.raises(NotFound):
        parse_ref(ref)


def test_a_ref_resolves_for_those_who_may_see_it_and_for_nobody_else(app: Flask) -> None:
    member, outsider = make_user(), make_user()
    group = make_group("Children in care", "private", facilitator=member)
    with app.test_request_context():
        assert resolve(actor_of(member), f"group:{group.id}").title == "Children in care"
    for actor in (actor_of(outsider), VISITOR):
        with pytest.raises(NotFound):
            resolve(actor, f"group:{group.id}")


def test_hidden_and_absent_refs_fail_alike(app: Flask) -> None:
    group = make_group("Children in care", "private", facilitator=make_user())
    for ref in (f"group:{group.id}", "group:99999"):
        with pytest.raises(NotFound):
            resolve(actor_of(make_user()), ref)


def test_an_actor_is_put_together_from_what_the_slices_know(app: Flask) -> None:
    person = make_user(is_staff=True)
    group = make_group("Parking")
    add_member(group, person, Role.FACILITATOR)
    actor = load_actor(person.id)
    assert actor.is_staff
    assert actor.roles == {group.id: Role.FACILITATOR}


@pytest.mark.parametrize("state", ["unconfirmed", "waiting", "suspended", "declined"])
def test_a_person_who_may_not_sign_in_has_a_visitors_rights(app: Flask, state: str) -> None:
    person = make_user(state=state, is_staff=True)
    add_member(make_group("Parking"), person)
    assert load_actor(person.id) == VISITOR


def test_a_kind_cannot_take_the_name_of_another(app: Flask) -> None:
    with pytest.raises(ValueError, match="called group already"):
        hub().content(hub().kinds["group"])


def test_nobody_and_an_unknown_id_are_visitors(app: Flask) -> None:
    assert load_actor(None) == load_actor(987654) == VISITOR


def test_a_handler_of_a_type_hears_its_subtypes(app: Flask) -> None:
    heard: list[Event] = []
    hub().on(Happened, heard.append)
    for event in (Happened(actor_id=1), HappenedToo(actor_id=2)):
        for handler in hub().handlers(event, after_commit=False):
            handler(event)
    assert [event.actor_id for event in heard if isinstance(event, Happened)] == [1, 2]
