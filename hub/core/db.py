"""The database: one declarative base with named constraints, and SQLite set up to be a real one."""

from __future__ import annotations

import select
import sqlite3
import time
from contextvars import ContextVar
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.pool import Pool

from hub.core.columns import UtcDateTime

NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

writing: ContextVar[bool] = ContextVar("writing", default=False)
"""Set by the unit of work: SQLite then takes its write lock at once, so that no transaction fails half-way."""


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: UtcDateTime})


class Session(FlaskSession):
    """On PostgreSQL a page reads without a transaction: each of its statements is one, with no BEGIN and no ROLLBACK.

    Writes have theirs from the unit of work. Outside it a reading session writes nothing, not even by autoflush.
    """

    def read_alone(self) -> None:
        """Read only, until a unit of work begins and after it has ended."""
        self.info["reads_alone"] = True
        self.autoflush = False

    def get_bind(self, *args: Any, **options: Any) -> Engine | Connection:
        bound = super().get_bind(*args, **options)
        if self.info.get("in_unit_of_work") or not self.info.get("reads_alone"):
            return bound
        return _without_transactions(bound) if isinstance(bound, Engine) else bound


def _without_transactions(engine: Engine) -> Engine:
    """The same engine and connections. On SQLite a transaction costs nothing and shows one moment, so it stays."""
    if engine.dialect.name == "sqlite":
        return engine
    kept: dict[str, Any] = vars(engine)  # beside the engine, so that both go together
    if "without_transactions" not in kept:
        kept["without_transactions"] = engine.execution_options(isolation_level="AUTOCOMMIT")
    found: Engine = kept["without_transactions"]
    return found


db = SQLAlchemy(model_class=Base, session_options={"class_": Session})


def read_alone() -> None:
    """Let the session of this context read only, but for its units of work."""
    cast("Session", db.session()).read_alone()


ASKED_AFTER = 60.0
"""Seconds for which a connection may lie idle before it is asked whether it still stands."""

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


@event.listens_for(Engine, "connect")
def _configure_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN, see below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing.get() else "BEGIN")


@event.listens_for(Pool, "checkout")
def _check_it_stands(connection: Any, record: Any, _proxy: object) -> None:
    """A server that ended said so on the socket, which is seen without asking: no round trip for each page.

    Only a connection that lay idle for long is asked, lest something between us dropped it without a word.
    """
    if isinstance(connection, sqlite3.Connection):
        return
    is_idle = time.monotonic() - record.info.get("used", time.monotonic()) > ASKED_AFTER
    if select.select([connection.fileno()], [], [], 0)[0] or (is_idle and not _answers(connection)):
        raise InvalidatePoolError


@event.listens_for(Pool, "checkin")
def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


def _answers(connection: Any) -> bool:
    try:
        connection.execute("SELECT 1")
        connection.rollback()
    except connection.OperationalError:
        return False
    return True
