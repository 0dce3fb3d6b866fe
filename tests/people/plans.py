"""How the database would answer: the plans of the statements that a piece of a test sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from hub.core.db import db

EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN "}


@contextmanager
def planned(*tables: str) -> Iterator[list[str]]:
    """The lines of the plans of every SELECT of the block that names one of these tables; read when it has ended."""
    sent: list[tuple[str, Any]] = []
    plans: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if statement.lstrip().startswith("SELECT") and any(table in statement for table in tables):
            sent.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield plans
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    with db.engine.connect() as connection:
        for statement, parameters in sent:
            rows = connection.exec_driver_sql(EXPLAIN[db.engine.dialect.name] + statement, parameters)
            plans += [str(row[-1]).strip() for row in rows]


def tables_read_whole(plans: list[str], *tables: str) -> list[str]:
    """The lines that read one of the tables from its first row to its last, without an index."""
    marks = [f"SCAN {table}" for table in tables] + [f"Seq Scan on {table}" for table in tables]
    return [line for line in plans if any(f"{mark} " in f"{line} " for mark in marks) and "USING" not in line]
