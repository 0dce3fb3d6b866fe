"""`column IN (…)` with the whole list as one parameter: a statement of the same text however long the list is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Dialect, Integer, String, TypeDecorator, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import TypeEngine


class Listed(TypeDecorator[Any]):
    """A list of numbers or words: an array on PostgreSQL, JSON on SQLite."""

    impl = String
    cache_ok = True

    def __init__(self, of: type[Integer | String]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        of: TypeEngine[Any] = ARRAY(self.of) if dialect.name == "postgresql" else String()
        return dialect.type_descriptor(of)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        return value if dialect.name == "postgresql" else json.dumps(value)


class Among(FunctionElement[bool]):
    """Whether the first argument is in the list that is the second."""

    inherit_cache = True
    name = "among"
    type = Boolean()


@compiles(Among, "postgresql")
def _any_of(element: Among, compiler: Any, **more: Any) -> str:
    column, values = (compiler.process(clause, **more) for clause in element.clauses)
    return f"({column} = ANY ({values}))"


@compiles(Among)
def _in_json(element: Among, compiler: Any, **more: Any) -> str:
    """The sign before the column keeps SQLite from walking an index on it: who may read is asked last, of few rows."""
    column, values = (compiler.process(clause, **more) for clause in element.clauses)
    return f"(+{column} IN (SELECT value FROM json_each({values})))"  # noqa: S608 -- both are compiled SQL


def among(column: Any, values: Iterable[Any]) -> ColumnElement[bool]:
    """The condition that the column's value is one of these. For what merely narrows a list, not for finding rows."""
    of: type[Integer | String] = Integer if isinstance(column.type, Integer) else String
    return Among(column, bindparam(None, list(values), type_=Listed(of), unique=True))
