"""The one place that commits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from sqlalchemy.orm import Session

from hub.core.db import db, writing
from hub.core.events import Event
from hub.core.registry import hub

logger = structlog.get_logger(__name__)


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Run a write: all of it is committed with its audit rows and promises, or none of it.

    Inside handlers run before the commit, in the same transaction; after handlers once it is durable, each on its
    own. Raises RuntimeError when entered twice: an action never commits, so it never needs a unit of its own.
    """
    session = db.session()
    if session.info.get("in_unit_of_work"):
        raise RuntimeError("units of work do not nest; call the action inside the unit of work under way")
    session.rollback()  # a read under way would hold SQLite to an old snapshot, and the write would fail
    session.info["in_unit_of_work"] = True
    session.autoflush, autoflush = True, session.autoflush
    token = writing.set(True)
    try:
        yield
        happened = _run_inside_handlers(session)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        writing.reset(token)
        session.autoflush = autoflush
        session.info.pop("events", None)
        session.info.pop("in_unit_of_work", None)
    _run_after_handlers(happened)


def _run_inside_handlers(session: Session) -> list[Event]:
    happened: list[Event] = []
    session.flush()
    while pending := session.info.pop("events", None):
        for event in pending:
            happened.append(event)
            for handler in hub().handlers(event, after_commit=False):
                handler(event)
        session.flush()
    return happened


def _run_after_handlers(happened: list[Event]) -> None:
    for event in happened:
        for handler in hub().handlers(event, after_commit=True):
            try:
                handler(event)
            except Exception:
                db.session.rollback()
                logger.exception("after-commit handler failed", handler=handler.__qualname__, happened=repr(event))
    hub().wake()
