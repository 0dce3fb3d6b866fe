"""The newest lines of one or many groups: one small read says which, and the lines themselves are kept for a minute."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import get_locale
from sqlalchemy import Select, String, join, literal, select, true, union_all
from sqlalchemy.orm import aliased

from hub.among import each_of
from hub.core import clock
from hub.core.db import db
from hub.core.registry import ContentKind, Item, hub
from hub.groups.content import GroupContent
from hub.groups.models import Group
from hub.policy import Actor, visible

Key = tuple[str, int, int, str]
"""Kind, id, version and language: a changed row has another key, so nothing is ever purged but by age."""

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
    kinds = [kind for kind in content_kinds() if not kind.is_part and kind.name not in but]
    return _lines([_heads(actor, kind, group_ids, limit, before) for kind in kinds], limit)


def newest_lines_by(actor: Actor, author_id: int, limit: int) -> list[Item]:
    """What this person wrote lately, as much of it as the actor may read, in whatever group."""
    return _lines([_heads_by(actor, kind, author_id, limit) for kind in content_kinds()], limit)


def _lines(heads: Sequence[Select[Any]], limit: int) -> list[Item]:
    if not heads:
        return []
    newest = union_all(*heads).subquery()
    rows = db.session.execute(select(newest).order_by(newest.c.created_at.desc(), newest.c.id.desc()).limit(limit))
    keys = [(row.kind, row.id, row.version, str(get_locale())) for row in rows]
    kept = _kept()
    _word([key for key in keys if key not in kept], kept)
    return [kept[key][1] for key in keys if key in kept]


def _heads(
    actor: Actor, kind: ContentKind, group_ids: Collection[int], limit: int, before: datetime | None
) -> Select[Any]:
    """The newest of each group by itself, as the index gives them: a group of thousands costs as one of ten."""
    model = kind.model
    newest = _readable(actor, kind).order_by(model.created_at.desc(), model.id.desc()).limit(limit)
    if before is not None:
        newest = newest.where(model.created_at < before)
    if len(group_ids) == 1:
        return select(newest.where(model.group_id == next(iter(group_ids))).subquery())
    given = each_of(group_ids)
    if db.engine.dialect.name == "postgresql":
        of_each = newest.where(model.group_id == given.c.value).lateral()
        return select(of_each).select_from(given.join(of_each, true()))
    of_group = newest.where(model.group_id == given.c.value).with_only_columns(model.id).correlate(given)
    other = aliased(model)
    columns = (literal(kind.name, String).label("kind"), other.id, other.version, other.created_at)
    return select(*columns).select_from(join(given, other, other.id.in_(of_group)))


def _heads_by(actor: Actor, kind: ContentKind, author_id: int, limit: int) -> Select[Any]:
    """By id, which the index of authors is in the order of: it is nearly the order of time."""
    model = kind.model
    written = _readable(actor, kind).where(model.author_id == author_id)
    return select(written.order_by(model.id.desc()).limit(limit).subquery())


def _columns(kind: ContentKind) -> tuple[Any, ...]:
    return literal(kind.name, String).label("kind"), kind.model.id, kind.model.version, kind.model.created_at


def _readable(actor: Actor, kind: ContentKind) -> Select[Any]:
    model = kind.model
    readable: Select[Any] = select(*_columns(kind)).where(model.reach == "group", visible(actor, model))
    return readable.where(kind.stands_alone())


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
