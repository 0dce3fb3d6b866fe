"""One rule, many readers: for every actor and row, what one reader shows the others show, and no more."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import hub, resolve, who_may_view
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.groups import actions, queries
from hub.groups.models import VISIBILITIES, Group
from hub.policy import SITE, Actor, NotFound, Verb, can, visible
from hub.search.queries import search
from tests.policy.world import MAKERS, REACHES, WORD, World, kinds_of_content, make_world


@pytest.fixture(params=VISIBILITIES)
def world(app: Flask, request: pytest.FixtureRequest) -> World:
    return make_world(app, request.param)


def ids_by_can(actor: Actor, rows: list) -> set[int]:
    return {row.id for row in rows if can(actor, Verb.VIEW, row)}


def ids_by_query(actor: Actor, rows: list) -> set[int]:
    model = type(rows[0])
    return set(db.session.scalars(select(model.id).where(model.id.in_([r.id for r in rows]), visible(actor, model))))


def ids_by_ref(actor: Actor, kind: str, rows: list) -> set[int]:
    return {row.id for row in rows if resolves(actor, f"{kind}:{row.id}")}


def resolves(actor: Actor, ref: str) -> bool:
    try:
        return resolve(actor, ref).ref == ref
    except NotFound:
        return False


def people_by_telling(row: Any) -> set[int]:
    """Whom a mail about this row may reach."""
    active = select(User.id).where(User.state == "active", who_may_view(row, User.id))
    return set(db.session.scalars(active))


def refs_by_search(actor: Actor, kind: str) -> set[str]:
    return {result.item.ref for result in search(actor, WORD, kinds=[kind], size=100).items}


def test_every_kind_of_content_is_walked_over(app: Flask) -> None:
    missing = set(kinds_of_content()) - set(MAKERS)
    assert not missing, f"tests/policy/world.py makes no row of {missing}: add a maker, and all of this covers it."


def test_a_row_is_for_the_same_people_whoever_asks(app: Flask, world: World) -> None:
    for kind, rows in world.all_rows().items():
        for name, actor in world.actors().items():
            readable = ids_by_can(actor, rows)
            assert ids_by_query(actor, rows) == readable, f"visible() and can() differ for the {name} and a {kind}"
            with app.test_request_context():
                assert ids_by_ref(actor, kind, rows) == readable, f"resolve() and can() differ for the {name}: {kind}"


def test_mail_may_reach_those_who_may_view_and_nobody_else(app: Flask, world: World) -> None:
    people = {name: person.id for name, person in world.people.items() if person is not None}
    for kind, rows in world.all_rows().items():
        for row in rows:
            may = {people[name] for name, actor in world.actors().items() if actor.id and can(actor, Verb.VIEW, row)}
            told = people_by_telling(row) & set(people.values())
            assert told == may, f"mail about a {kind} of reach {row.reach} reaches other people than its page"


def test_search_shows_what_one_may_view_and_nothing_else(app: Flask, world: World) -> None:
    everything = world.all_rows()
    while drain("index", "test"):
        pass
    for kind, rows in everything.items():
        kept = {entry.ref for entry in hub().kinds[kind].entries([row.id for row in rows])}
        for name, actor in world.actors().items():
            with app.test_request_context():
                found = refs_by_search(actor, kind)
            allowed = {f"{kind}:{row_id}" for row_id in ids_by_can(actor, rows)} & kept
            assert found == allowed, f"search shows the {name} something else of a {kind}"


def who_reads(world: World, kind: str, reach: str) -> set[str]:
    row = world.rows(kind)[REACHES.index(reach)]
    return {name for name, actor in world.actors().items() if can(actor, Verb.VIEW, row)}


INSIDERS = {"member", "author", "facilitator"}


def test_a_suspended_person_reads_what_a_visitor_reads(world: World) -> None:
    actors = world.actors()
    assert actors["suspended"].audiences == actors["visitor"].audiences


def test_drafts_and_held_rows_are_for_the_same_few_in_every_group(world: World) -> None:
    assert who_reads(world, "document", "author") == {"author"}
    assert who_reads(world, "document", "facilitators") == {"author", "facilitator"}
    assert who_reads(world, "document", "removed") == {"author", "facilitator"}


def test_how_far_a_row_of_the_group_goes(world: World) -> None:
    everyone = set(world.people)
    expected = {
        "public": everyone,
        "open": everyone - {"visitor", "suspended"},
        "restricted": INSIDERS,
        "private": INSIDERS,
    }
    assert who_reads(world, "document", "group") == expected[world.group.visibility]


def test_what_belongs_to_a_session_its_panel_reads_too(world: World) -> None:
    assert {"panellist", "facilitator"} <= who_reads(world, "live_question", "group")
    assert who_reads(world, "live_question", "panel") == {"author", "panellist", "facilitator"}


def test_a_group_is_known_to_the_same_people_whoever_asks(world: World) -> None:
    while drain("index", "test"):
        pass
    for name, actor in world.actors().items():
        listed = {line.group.id for line in queries.list_groups(actor).items}
        seen = set(db.session.scalars(select(Group.id).where(visible(actor, Group))))
        assert (world.group.id in listed) == (world.group.id in seen) == can(actor, Verb.VIEW, world.group), name


def test_the_glass_once_broken_opens_one_group_for_reading(app: Flask) -> None:
    world, other = make_world(app, "private"), make_world(app, "private")
    staff = world.actors()["staff"]
    opened = Actor(**{**staff.__dict__, "opened": frozenset({world.group.id})})
    assert can(staff, Verb.ADMINISTER, SITE)
    assert not can(staff, Verb.VIEW, world.group)
    assert can(opened, Verb.VIEW, world.rows("document")[0])
    assert not can(opened, Verb.CONTRIBUTE, world.group)
    assert not can(opened, Verb.VIEW, other.group)


def test_leaving_takes_effect_at_the_next_question(world: World) -> None:
    if world.group.visibility in {"public", "open"}:
        return
    row, member = world.rows("document")[0], world.people["member"]
    with unit_of_work():
        actions.leave_group(world.actors()["member"], world.group)
    assert not can(world.actors()["member"], Verb.VIEW, row)
    assert member.permissions_version > 1
