"""The newest lines: who may read them is decided each time, whatever wording is kept."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from hub.core import clock
from hub.core.uow import unit_of_work
from hub.groups import queries
from hub.groups.visibility import apply_visibility
from hub.policy import NotFound
from tests.policy.world import REACHES, SECRET, World, make_world


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app, "open")


def titles(app: Flask, world: World, name: str) -> list[str]:
    with app.test_request_context():
        return [item.title for item in queries.list_newest(world.actors()[name], world.group)]


def test_only_what_reaches_the_group_is_listed(app: Flask, world: World) -> None:
    rows = world.rows("document")
    with unit_of_work():
        for reach, row in zip(REACHES, rows, strict=True):
            row.title = f"The {reach} one"
    for name in ("member", "author", "facilitator", "outsider"):
        assert titles(app, world, name) == ["The group one", f"Live today: {SECRET}"], name


def test_the_newest_stands_first_and_a_few_are_enough(app: Flask, world: World) -> None:
    for number in range(8):
        with time_machine.travel(clock.now() + timedelta(minutes=number + 1)):
            row = world.rows("document")[0]
        with unit_of_work():
            row.title = f"No {number}"
    assert titles(app, world, "member") == [f"No {number}" for number in (7, 6, 5, 4, 3, 2)]


def test_a_question_and_its_record_are_one_line(app: Flask, world: World) -> None:
    question, record = world.rows("live_question")[0], world.rows("record")[0]
    with unit_of_work():
        record.title, question.text, question.version = "Why?", "Why?", question.version + 1
    with app.test_request_context():
        lines = queries.list_newest(world.actors()["member"], world.group)
    assert [line.ref.split(":")[0] for line in lines if line.title == "Why?"] == ["record"]
    assert {line.place for line in lines} == {""}


def test_a_kept_line_is_not_shown_to_those_who_may_not_read_it(app: Flask, world: World) -> None:
    world.rows("document")
    assert titles(app, world, "member")
    with unit_of_work():
        apply_visibility(world.group, "private", None)
    with pytest.raises(NotFound):
        titles(app, world, "outsider")


def test_a_changed_row_is_worded_anew_at_once_and_an_old_line_within_a_minute(app: Flask, world: World) -> None:
    row = world.rows("document")[0]
    titles(app, world, "member")
    with unit_of_work():
        row.title = "Renamed"
    assert "Renamed" not in titles(app, world, "member")
    with time_machine.travel(clock.now() + timedelta(minutes=2)):
        assert "Renamed" in titles(app, world, "member")
    with unit_of_work():
        row.title, row.version = "Renamed again", row.version + 1
    assert "Renamed again" in titles(app, world, "member")
