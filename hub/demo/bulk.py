"""Rows by the hundred thousand: COPY on PostgreSQL, one prepared statement on SQLite, past the session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, func, inspect, select

from hub.core import clock
from hub.core.columns import UtcDateTime
from hub.core.db import db
from hub.core.uow import unit_of_work

BATCH = 20_000
Row = Sequence[Any]


def write(model: Any, names: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert the rows, with values for these columns; the others take the defaults of the model. Returns how many."""
    table: Table = inspect(model).local_table
    constant = _defaults(table, names)
    columns, tail = [*names, *constant], tuple(constant.values())
    convert = _converter(table, columns)
    full = (convert((*row, *tail)) for row in rows)
    count = 0
    while batch := list(islice(full, BATCH)):
        with unit_of_work():
            _insert(table.name, columns, batch)
        count += len(batch)
    _set_next_id(table)
    return count


def _defaults(table: Table, given: Sequence[str]) -> dict[str, Any]:
    """What the model fills in by itself; what is the time of writing is the same moment for all rows."""
    found: dict[str, Any] = {}
    for column in table.columns:
        default: Any = column.default
        if column.name in given or default is None:
            continue
        found[column.name] = default.arg if default.is_scalar else clock.now()
    return found


def _converter(table: Table, columns: Sequence[str]) -> Callable[[Row], Row]:
    """SQLite keeps moments as text without a zone; PostgreSQL's driver takes them as they are."""
    if db.engine.dialect.name != "sqlite":
        return tuple
    dated = [number for number, name in enumerate(columns) if isinstance(table.c[name].type, UtcDateTime)]

    def converted(row: Row) -> Row:
        values = list(row)
        for number in dated:
            if values[number] is not None:
                values[number] = _text_of(values[number])
        return values

    return converted


def _text_of(moment: date) -> str:
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None).isoformat(" ", "microseconds")
    return moment.isoformat()


INSERT = "INSERT INTO {table} ({listed}) VALUES ({marks})"


def _insert(table: str, columns: Sequence[str], batch: Sequence[Row]) -> None:
    connection: Any = db.session.connection().connection
    listed = ", ".join(f'"{column}"' for column in columns)
    if db.engine.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.executemany(INSERT.format(table=table, listed=listed, marks=marks), batch)
        return
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({listed}) FROM STDIN") as copy:
        for row in batch:
            copy.write_row(row)


def _set_next_id(table: Table) -> None:
    """PostgreSQL hands out numbers from a sequence, which knows nothing of rows that brought their own."""
    if db.engine.dialect.name != "postgresql" or table.autoincrement_column is None:
        return
    name, column = table.name, table.autoincrement_column.name
    highest = select(func.max(table.autoincrement_column)).scalar_subquery()
    with unit_of_work():
        db.session.execute(select(func.setval(func.pg_get_serial_sequence(name, column), highest)))


def settle() -> None:
    """Let the database look at what it now holds, so that it plans with true numbers."""
    db.session.rollback()
    statement = "ANALYZE" if db.engine.dialect.name == "sqlite" else "VACUUM ANALYZE"
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(statement)


def numbered(rows: Iterable[Row], start: int = 1) -> Iterator[Row]:
    """The rows with their ids before them."""
    for number, row in enumerate(rows, start):
        yield (number, *row)
