"""The unit of work: all or nothing, handlers in order, no nesting."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.core import outbox
from hub.core.db import db
from hub.core.events import Event, record
from hub.core.outbox import OutboxEntry
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.organisations.models import Organisation


@dataclass(frozen=True, kw_only=True)
class SomethingHappened(Event):
    """A fact for these tests."""


def _add(name: str) -> None:
    db.session.add(Organisation(kind="other", official_name=name, nice_name=name))


def _count() -> int:
    return db.session.scalar(select(func.count(Organisation.id))) or 0


def test_a_failure_takes_back_the_row_and_the_promise(app: Flask) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        _add("Kirklees")
        outbox.enqueue("index", "organisation", 1)
        _ = 1 / 0
    assert _count() == 0
    assert db.session.scalar(select(func.count(OutboxEntry.id))) == 0


def test_units_of_work_do_not_nest(app: Flask) -> None:
    with unit_of_work(), pytest.raises(RuntimeError, match="do not nest"), unit_of_work():
        pass


def test_inside_handlers_share_the_transaction_and_may_record_more(app: Flask) -> None:
    hub().on(SomethingHappened, lambda _event: _add("From the handler"))
    with unit_of_work():
        record(SomethingHappened(actor_id=None))
    assert _count() == 1


def test_an_inside_handler_that_fails_takes_everything_back(app: Flask) -> None:
    def fail(_event: SomethingHappened) -> None:
        raise ValueError("no")

    hub().on(SomethingHappened, fail)
    with pytest.raises(ValueError, match="no"), unit_of_work():
        _add("Kirklees")
        record(SomethingHappened(actor_id=None))
    assert _count() == 0


def test_after_handlers_run_once_the_write_is_durable(app: Flask) -> None:
    seen: list[int] = []

    def look(_event: SomethingHappened) -> None:
        with db.engine.connect() as other:
            seen.append(other.scalar(select(func.count(Organisation.id))) or 0)

    hub().on(SomethingHappened, look, after_commit=True)
    with unit_of_work():
        _add("Kirklees")
        record(SomethingHappened(actor_id=None))
    assert seen == [1]


def test_an_after_handler_that_fails_undoes_nothing_and_stops_no_other(app: Flask) -> None:
    seen: list[str] = []

    def fail(_event: SomethingHappened) -> None:
        raise ValueError("the broadcast broke")

    hub().on(SomethingHappened, fail, after_commit=True)
    hub().on(SomethingHappened, lambda _event: seen.append("still called"), after_commit=True)
    with unit_of_work():
        _add("Kirklees")
        record(SomethingHappened(actor_id=None))
    assert _count() == 1
    assert seen == ["still called"]


def test_after_handlers_do_not_run_when_nothing_was_committed(app: Flask) -> None:
    seen: list[Event] = []
    hub().on(SomethingHappened, seen.append, after_commit=True)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        record(SomethingHappened(actor_id=None))
        _ = 1 / 0
    assert seen == []
