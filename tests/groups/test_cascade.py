"""A group's audience changes: its content follows in the same transaction, and nothing that was hidden comes out."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.events import record
from hub.core.outbox import OutboxEntry
from hub.core.uow import unit_of_work
from hub.groups import actions
from hub.groups.belonging import begin_membership
from hub.groups.content import remove, restore
from hub.groups.events import MemberJoined
from hub.groups.visibility import apply_visibility
from hub.library.models import Document
from hub.policy import Verb, can, visible
from tests.factories import actor_of
from tests.policy.world import MAKERS, REACHES, World, make_world
from tests.statements import counted

pytestmark = pytest.mark.both_databases


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app, "private")


def let(world: World, visibility: str) -> None:
    with unit_of_work():
        apply_visibility(world.group, visibility, None)


def test_opening_a_group_publishes_its_content(world: World) -> None:
    everything = world.all_rows()
    let(world, "public")
    for kind, rows in everything.items():
        assert can(world.actors()["visitor"], Verb.VIEW, rows[REACHES.index("group")]), kind


def test_opening_a_group_never_publishes_drafts_held_or_binned_rows(world: World) -> None:
    everything = world.all_rows()
    hidden = [row for rows in everything.values() for row in rows if row.reach != "group"]
    before = [(row.audience, row.audience_also) for row in hidden]
    let(world, "public")
    assert [(row.audience, row.audience_also) for row in hidden] == before
    for rows in everything.values():
        model = type(rows[0])
        seen = set(db.session.scalars(select(model.id).where(visible(world.actors()["visitor"], model))))
        assert seen & {row.id for row in rows} == {rows[REACHES.index("group")].id}


def test_closing_a_group_takes_its_content_back(world: World) -> None:
    rows = [row for rows in world.all_rows().values() for row in rows]
    let(world, "public")
    let(world, "private")
    for name in ("visitor", "outsider", "ex-member", "staff", "suspended"):
        assert not any(can(world.actors()[name], Verb.VIEW, row) for row in rows), name


def test_closing_a_group_that_was_born_public_takes_its_content_back(app: Flask) -> None:
    world = make_world(app, "public")
    rows = [row for rows in world.all_rows().values() for row in rows]
    let(world, "private")
    for name in ("visitor", "outsider", "ex-member", "staff", "suspended"):
        assert not any(can(world.actors()[name], Verb.VIEW, row) for row in rows), name


def test_the_panel_keeps_its_own_token_through_every_change(world: World) -> None:
    question = world.rows("live_question")[0]
    let(world, "restricted")
    assert question.audience_also == f"panel:{world.session.id}"


def test_search_is_told_of_every_row_that_moved_and_of_the_group(world: World) -> None:
    rows = world.rows("document")
    with unit_of_work():
        db.session.query(OutboxEntry).delete()
    let(world, "open")
    queued = set(db.session.execute(select(OutboxEntry.kind, OutboxEntry.object_id)).all())
    assert ("document", rows[0].id) in queued
    assert ("group", world.group.id) in queued
    assert not {("document", row.id) for row in rows[1:]} & queued


def test_every_row_that_moved_has_a_new_version(world: World) -> None:
    rows = world.rows("document")
    before = [row.version for row in rows]
    let(world, "open")
    assert [row.version for row in rows] == [before[0] + 1, *before[1:]]


def test_a_row_put_back_from_the_bin_goes_as_far_as_the_group_goes_now(world: World) -> None:
    binned = world.rows("document")[REACHES.index("removed")]
    let(world, "public")
    let(world, "private")
    with unit_of_work():
        restore(binned, world.group)
    assert binned.audience == f"group:{world.group.id}"


def test_a_large_library_moves_in_a_few_statements(world: World) -> None:
    with unit_of_work():
        facts = {"group_id": world.group.id, "reach": "group", "audience": f"group:{world.group.id}"}
        db.session.execute(Document.__table__.insert(), [{**facts, "title": f"No {number}"} for number in range(5000)])
    with counted() as statements:
        let(world, "open")
    assert len(statements) < 5 * len(MAKERS) + 10, "a few for each kind, however many the rows"
    moved = select(func.count(Document.id)).where(Document.audience == "signed-in")
    assert db.session.scalar(moved) == 5000


def hidden_rows(world: World) -> list[Any]:
    rows = [row for rows in world.all_rows().values() for row in rows]
    return [row for row in rows if row.reach in {"facilitators", "panel"}]


def leave(world: World, name: str) -> None:
    with unit_of_work():
        actions.leave_group(actor_of(world.people[name]), world.group)


def test_an_author_who_left_sees_nothing_of_what_was_held_or_removed(world: World) -> None:
    rows = hidden_rows(world)
    assert all(can(world.actors()["author"], Verb.VIEW, row) for row in rows)
    leave(world, "author")
    assert not any(can(world.actors()["author"], Verb.VIEW, row) for row in rows)


def test_what_is_removed_after_its_author_left_is_the_facilitators_alone(world: World) -> None:
    row = world.rows("document")[REACHES.index("group")]
    leave(world, "author")
    with unit_of_work():
        remove(row, world.group, by_id=None, reason="A test")
    assert row.audience_also is None


def test_an_author_who_comes_back_finds_what_was_held_of_theirs(world: World) -> None:
    rows = hidden_rows(world)
    leave(world, "author")
    with unit_of_work():
        begin_membership(world.group, world.people["author"].id)
        fact = {"ref": f"group:{world.group.id}", "group_id": world.group.id}
        record(MemberJoined(actor_id=None, user_id=world.people["author"].id, **fact))
    assert all(can(world.actors()["author"], Verb.VIEW, row) for row in rows)


def test_narrowing_a_group_hides_held_rows_from_authors_who_are_no_members(world: World) -> None:
    let(world, "open")
    leave(world, "author")
    rows = hidden_rows(world)
    assert all(can(world.actors()["author"], Verb.VIEW, row) for row in rows)
    let(world, "private")
    assert not any(can(world.actors()["author"], Verb.VIEW, row) for row in rows)
