"""`column IN (…)` with the whole list as one parameter: a statement of the same text however long the list is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, String, TypeDecorator, bindparam
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

IN_JSON = "(+{column} IN (SELECT value FROM json_each({values})))"


class Listed(TypeDecorator[Any]):
    """A tuple of numbers or words as text: the way PostgreSQL writes an array, or JSON for SQLite."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return (_as_array if dialect.name == "postgresql" else _as_json)(tuple(value))


@lru_cache(maxsize=4096)
def _as_array(values: tuple[str | int, ...]) -> str:
    words = (str(value).replace("\\", "\\\\").replace('"', '\\"') for value in values)
    return "{" + ",".join(f'"{word}"' for word in words) + "}"


@lru_cache(maxsize=4096)
def _as_json(values: tuple[str | int, ...]) -> str:
    return json.dumps(values)


class Among(FunctionElement[bool]):
    """Whether the first argument is in the list that is the second."""

    inherit_cache = True
    name = "among"
    type = Boolean()


@compiles(Among, "postgresql")
def _any_of(element: Among, compiler: Any, **more: Any) -> str:
    column, values = element.clauses
    of = "INTEGER[]" if isinstance(column.type, Integer) else "VARCHAR[]"
    return f"({compiler.process(column, **more)} = ANY (CAST({compiler.process(values, **more)} AS {of})))"


@compiles(Among)
def _in_json(element: Among, compiler: Any, **more: Any) -> str:
    """The sign before the column keeps SQLite from walking an index on it: who may read is asked last, of few rows."""
    column, values = (compiler.process(clause, **more) for clause in element.clauses)
    return IN_JSON.format(column=column, values=values)


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that the column's value is one of these. For what narrows a list, not for finding its rows."""
    return Among(column, bindparam(None, tuple(values), type_=Listed(), unique=True))


def among_given(column: Any, name: str) -> ColumnElement[bool]:
    """The same for a statement that is made once: the values come with its execution, by this name."""
    return Among(column, bindparam(name, type_=Listed()))


def each_given(name: str) -> Any:
    """A table of one column, `value`, with the numbers that come by this name with the execution."""
    return Numbers(bindparam(name, type_=Listed())).table_valued("value").alias()


class Numbers(FunctionElement[int]):
    """The list that is its argument, a row for each."""

    inherit_cache = True
    name = "numbers"
    type = Integer()


@compiles(Numbers, "postgresql")
def _unnest(element: Numbers, compiler: Any, **more: Any) -> str:
    return f"(SELECT unnest(CAST({compiler.process(element.clauses, **more)} AS INTEGER[])) AS value)"


@compiles(Numbers)
def _json_each(element: Numbers, compiler: Any, **more: Any) -> str:
    return f"json_each({compiler.process(element.clauses, **more)})"
