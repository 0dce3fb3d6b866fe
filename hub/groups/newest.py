"""The newest lines of one or many groups: one small read says which, and the lines themselves are kept for a minute."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import Select, String, bindparam, join, literal, select, true, union_all
from sqlalchemy.orm import aliased

from hub.core import clock
from hub.core.among import each_given
from hub.core.db import db
from hub.core.i18n import locale_name
from hub.core.registry import ContentKind, Item, hub
from hub.groups.content import GroupContent
from hub.groups.models import Group
from hub.policy import Actor, readable, reader

Key = tuple[str, int, int, str]
"""Kind, id, version and language: a changed row has another key, so nothing is ever purged but by age."""

Head = Callable[[ContentKind, int], Select[Any]]

AHEAD = timedelta(days=1)
"""What bears a date of its own may be a little ahead of the clock."""

KEPT_FOR = timedelta(minutes=1)
MOST_KEPT = 2000


def content_kinds() -> list[ContentKind]:
    return [kind for kind in hub().kinds.values() if issubclass(kind.model, GroupContent)]


def rows_within(kind: ContentKind, group: Group) -> Select[Any]:
    """The rows of this kind that reach the whole group."""
    return select(kind.model.id).where(kind.model.group_id == group.id, kind.model.reach == "group")


def newest_lines(
    actor: Actor,
    group_ids: Collection[int],
    limit: int,
    before: datetime | None = None,
    but: Collection[str] = (),
) -> list[Item]:
    """What the actor may read of these groups' newest, decided afresh each time; only the wording is kept.

    `but` names kinds that the page shows elsewhere.
    """
    names = tuple(kind.name for kind in content_kinds() if not kind.is_part and kind.name not in but)
    latest = before or clock.now() + AHEAD
    return _lines(_made_once(names, limit, of_groups), {"group_ids": group_ids, "latest": latest, **reader(actor)})


def newest_lines_by(actor: Actor, author_id: int, limit: int) -> list[Item]:
    """What this person wrote lately, as much of it as the actor may read, in whatever group."""
    names = tuple(kind.name for kind in content_kinds())
    return _lines(_made_once(names, limit, of_author), {"author_id": author_id, **reader(actor)})


def _lines(statement: Select[Any] | None, values: Mapping[str, Any]) -> list[Item]:
    if statement is None:
        return []
    keys = [(*row[:3], locale_name()) for row in db.session.execute(statement, values)]
    kept = _kept()
    _word([key for key in keys if key not in kept], kept)
    return [kept[key][1] for key in keys if key in kept]


def _made_once(names: Sequence[str], limit: int, head: Head) -> Select[Any] | None:
    """The newest of all these kinds. It is long, so it is put together once; who reads comes with each execution."""
    made: dict[Any, Select[Any]] = current_app.extensions.setdefault("newest_statements", {})
    if names and (names, limit, head) not in made:
        newest = union_all(*[head(hub().kinds[name], limit) for name in names]).subquery()
        order = (newest.c.created_at.desc(), newest.c.id.desc())
        made[names, limit, head] = select(newest).order_by(*order).limit(limit)
    return made.get((names, limit, head))


def of_groups(kind: ContentKind, limit: int) -> Select[Any]:
    """The newest of each group by itself, as the index gives them: a group of thousands costs as one of ten."""
    model, given = kind.model, each_given("group_ids")
    newest = _readable(kind).where(model.group_id == given.c.value, model.created_at < bindparam("latest"))
    newest = newest.order_by(model.created_at.desc(), model.id.desc()).limit(limit)
    if db.engine.dialect.name == "postgresql":
        of_each = newest.lateral()
        return select(of_each).select_from(given.join(of_each, true()))
    other = aliased(model)
    of_group = newest.with_only_columns(model.id).correlate(given)
    return select(*_columns(kind, other)).select_from(join(given, other, other.id.in_(of_group)))


def of_author(kind: ContentKind, limit: int) -> Select[Any]:
    """By id, which the index of authors is in the order of: it is nearly the order of time."""
    written = _readable(kind).where(kind.model.author_id == bindparam("author_id"))
    return select(written.order_by(kind.model.id.desc()).limit(limit).subquery())


def _readable(kind: ContentKind) -> Select[Any]:
    rows: Select[Any] = select(*_columns(kind, kind.model)).where(kind.model.reach == "group", readable(kind.model))
    return rows.where(kind.stands_alone())


def _columns(kind: ContentKind, model: Any) -> tuple[Any, ...]:
    return literal(kind.name, String).label("kind"), model.id, model.version, model.created_at


def _word(keys: Sequence[Key], kept: dict[Key, tuple[datetime, Item]]) -> None:
    """Make the lines of these rows, with a few queries for each kind among them."""
    for name in {key[0] for key in keys}:
        kind = hub().kinds[name]
        wanted = {key[1]: key for key in keys if key[0] == name}
        rows = list(db.session.scalars(select(kind.model).where(kind.model.id.in_(wanted))))
        kept |= {wanted[row.id]: (clock.now(), item) for row, item in zip(rows, kind.items(rows), strict=True)}


def _kept() -> dict[Key, tuple[datetime, Item]]:
    """The lines of this process that are young enough: a name may change without the row's version."""
    kept: dict[Key, tuple[datetime, Item]] = current_app.extensions.setdefault("newest_lines", {})
    oldest = clock.now() - KEPT_FOR
    for key in [key for key, (at, _item) in list(kept.items()) if at < oldest or len(kept) > MOST_KEPT]:
        kept.pop(key, None)
    return kept
