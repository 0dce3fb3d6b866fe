"""What stands on a person's page beside what they say of themself: groups in common, and what they wrote lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, String, literal, select, union_all

from hub.core.db import db
from hub.core.registry import ContentKind, Item, hub
from hub.groups.belonging import CURRENT
from hub.groups.models import Group, Membership
from hub.groups.newest import content_kinds
from hub.policy import Actor, visible

MOST_GROUPS, MOST_LINES = 12, 8


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Groups that both belong to, and the newest of what the person wrote that the reader may read."""

    groups: Sequence[Group]
    written: Sequence[Item]


def find_profile(actor: Actor, person_id: int) -> Profile | None:
    """None where there is nothing to show."""
    if actor.id is None:
        return None
    groups = _groups_in_common(actor, person_id) if actor.id != person_id else []
    written = list_written(actor, person_id)
    return Profile(groups=groups, written=written) if groups or written else None


def _groups_in_common(actor: Actor, person_id: int) -> Sequence[Group]:
    theirs = select(Membership.group_id).where(Membership.user_id == person_id, CURRENT)
    both = select(Group).where(Group.id.in_(theirs), Group.id.in_(sorted(actor.roles)), visible(actor, Group))
    return db.session.scalars(both.order_by(Group.name, Group.id).limit(MOST_GROUPS)).all()


def list_written(actor: Actor, person_id: int) -> list[Item]:
    """The newest of each kind that the person wrote and the actor may read: one read says which."""
    heads = [_head(actor, kind, person_id) for kind in content_kinds()]
    if not heads:
        return []
    newest = union_all(*heads).subquery()
    latest = select(newest).order_by(newest.c.created_at.desc(), newest.c.id.desc()).limit(MOST_LINES)
    keys = [(row.kind, row.id) for row in db.session.execute(latest)]
    lines = {name: _lines(name, [key[1] for key in keys if key[0] == name]) for name in {key[0] for key in keys}}
    return [lines[name][row_id] for name, row_id in keys if row_id in lines[name]]


def _head(actor: Actor, kind: ContentKind, person_id: int) -> Select[tuple[str, int, object]]:
    model = kind.model
    written = select(literal(kind.name, String).label("kind"), model.id, model.created_at)
    written = written.where(model.author_id == person_id, model.reach == "group", model.removed_at.is_(None))
    written = written.where(visible(actor, model), kind.stands_alone())
    return select(written.order_by(model.id.desc()).limit(MOST_LINES).subquery())


def _lines(name: str, ids: Sequence[int]) -> dict[int, Item]:
    kind = hub().kinds[name]
    rows = list(db.session.scalars(select(kind.model).where(kind.model.id.in_(ids))))
    return {row.id: item for row, item in zip(rows, kind.items(rows), strict=True)}
