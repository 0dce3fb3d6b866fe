"""Writing follows, for actions and for what follows by itself. Two tabs at once make one row."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from hub.core import clock
from hub.core.db import db
from hub.follows.models import Follow

KEY = ("user_id", "kind", "object_id")


def follow_by_itself(user_id: int, kind: str, object_id: int, because: str) -> None:
    """Follow because of what the person did: wrote, mentioned, supported, asked. What they chose before stays."""
    follow_all_by_themselves([user_id], kind, object_id, because)


def follow_all_by_themselves(user_ids: list[int], kind: str, object_id: int, because: str) -> None:
    """The same for many people, in one statement."""
    if user_ids:
        facts = {"kind": kind, "object_id": object_id, "frequency": "each", "because": because}
        rows = [facts | {"user_id": user_id, "created_at": clock.now()} for user_id in sorted(set(user_ids))]
        db.session.execute(_insert().on_conflict_do_nothing(index_elements=KEY), rows)


def choose(user_id: int, kind: str, object_id: int, frequency: str) -> None:
    """Write what the person chose, over what stood there."""
    chosen = {"frequency": frequency, "because": "asked"}
    row = {"user_id": user_id, "kind": kind, "object_id": object_id, "created_at": clock.now(), **chosen}
    db.session.execute(_insert().on_conflict_do_update(index_elements=KEY, set_=chosen), [row])


def _insert() -> Any:
    dialect = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    insert: Insert = dialect.insert(Follow.__table__)
    return insert
