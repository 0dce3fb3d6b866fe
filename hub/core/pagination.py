"""Keyset pagination: page 500 costs what page 1 costs, and nothing shifts when a row is added."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, UnaryExpression, literal, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from hub.core.columns import UtcDateTime
from hub.core.db import db

T = TypeVar("T")
Key = InstrumentedAttribute[Any] | ColumnElement[Any]
SIZE = 20
LARGEST = 2**31


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items in order, and the cursors of the pages around them (None where there is none)."""

    items: Sequence[T]
    next_cursor: str | None = None
    previous_cursor: str | None = None

    def map(self, change: Any) -> Page[Any]:
        """The same page with `change(items)` in place of its items."""
        return Page(change(self.items), self.next_cursor, self.previous_cursor)


def paginate(
    query: Select[Any],
    *keys: Key,
    cursor: str | None = None,
    descending: bool = False,
    size: int = SIZE,
) -> Page[Any]:
    """One page of `query` in the order of `keys`, the last of which must be unique.

    The query selects one entity, or several columns, that carry the keys as attributes. A cursor that cannot be read
    gives page one.
    """
    backwards, position = _read(cursor, keys)
    downwards = descending != backwards
    if position is not None:
        bounds = tuple_(*[literal(value, key.type) for value, key in zip(position, keys, strict=True)])
        query = query.where(tuple_(*keys) < bounds if downwards else tuple_(*keys) > bounds)
    found = db.session.execute(query.order_by(*[_order(key, downwards) for key in keys]).limit(size + 1))
    rows = [row[0] if len(row) == 1 else row for row in found]
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_next, has_previous = (True, more) if backwards else (more, position is not None)
    return Page(
        rows,
        _write(rows[-1], keys, backwards=False) if rows and has_next else None,
        _write(rows[0], keys, backwards=True) if rows and has_previous else None,
    )


def _order(key: Key, downwards: bool) -> UnaryExpression[Any]:
    return key.desc() if downwards else key.asc()


def _value(value: Any, key: Key) -> Any:
    """The value as its column has it. Raises ValueError for one that the column cannot have."""
    if _is_time(key):
        return datetime.fromisoformat(value)
    if not isinstance(value, key.type.python_type) or (isinstance(value, int) and abs(value) >= LARGEST):
        raise ValueError("a cursor that nobody was given")
    return value


def _is_time(key: Key) -> bool:
    return isinstance(key.type, UtcDateTime)


def _write(row: Any, keys: Sequence[Key], *, backwards: bool) -> str:
    values = [getattr(row, str(key.key)) for key in keys]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps([backwards, *plain]).encode()).decode().rstrip("=")


def _read(cursor: str | None, keys: Sequence[Key]) -> tuple[bool, list[Any] | None]:
    if not cursor:
        return False, None
    try:
        backwards, *position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return bool(backwards), [_value(value, key) for value, key in zip(position, keys, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        return False, None
