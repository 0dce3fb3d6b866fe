"""What a person follows. Nobody else is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub, parse_ref
from hub.follows.models import Follow
from hub.policy import Actor, visible


def find_follow(actor: Actor, ref: str) -> Follow | None:
    """The actor's own choice for this thing, mutes included."""
    kind, object_id = parse_ref(ref)
    return find_own(actor, kind.name, object_id)


def find_own(actor: Actor, kind: str, object_id: int) -> Follow | None:
    mine = (Follow.user_id == actor.id, Follow.kind == kind, Follow.object_id == object_id)
    return db.session.scalar(select(Follow).where(*mine))


def list_followed_ids(actor: Actor, kind: str) -> list[int]:
    """The ids of this kind that the actor follows, newest choice first. Mutes are not followed."""
    mine = (Follow.user_id == actor.id, Follow.kind == kind, Follow.frequency != "off")
    return list(db.session.scalars(select(Follow.object_id).where(*mine).order_by(Follow.id.desc())))


def find_frequencies(actor: Actor, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """For those of the ids that the actor chose something for: id → frequency, one query for a whole list."""
    mine = (Follow.user_id == actor.id, Follow.kind == kind, Follow.object_id.in_(set(ids)))
    rows = db.session.execute(select(Follow.object_id, Follow.frequency).where(*mine))
    return {row.object_id: row.frequency for row in rows}


@dataclass(frozen=True, kw_only=True)
class Followed:
    """One line of what a person follows. `item` is None where they may not see it any more: even its name is hidden."""

    follow: Follow | None
    ref: str
    item: Item | None


def list_follows(actor: Actor, cursor: str | None = None) -> Page[Followed]:
    """What the actor follows or muted, groups they belong to left out, newest choice first."""
    mine = select(Follow).where(Follow.user_id == actor.id)
    own_groups = and_(Follow.kind == "group", Follow.object_id.in_(sorted(actor.roles)))
    page = paginate(mine.where(~own_groups), Follow.id, cursor=cursor, descending=True)
    return page.map(lambda follows: _lines(actor, follows))


def list_groups_followed(actor: Actor) -> list[Followed]:
    """The groups the actor belongs to, with their choice for each where they made one."""
    chosen = {
        follow.object_id: follow
        for follow in db.session.scalars(select(Follow).where(Follow.user_id == actor.id, Follow.kind == "group"))
    }
    items = find_items(actor, [f"group:{group_id}" for group_id in actor.roles])
    lines = [Followed(follow=chosen.get(int(ref.partition(":")[2])), ref=ref, item=item) for ref, item in items.items()]
    return sorted(lines, key=lambda line: line.item.title.casefold() if line.item else "")


def _lines(actor: Actor, follows: Sequence[Follow]) -> list[Followed]:
    items = find_items(actor, [follow.ref for follow in follows])
    return [Followed(follow=follow, ref=follow.ref, item=items.get(follow.ref)) for follow in follows]


def find_items(actor: Actor, refs: Iterable[str]) -> dict[str, Item]:
    """The lines of those refs that the actor may see: one read a kind, however many there are."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        kind, _colon, object_id = ref.partition(":")
        wanted[kind].add(int(object_id))
    found: dict[str, Item] = {}
    for name, ids in wanted.items():
        kind_of = hub().kinds.get(name)
        if kind_of is not None:
            model = kind_of.model
            rows = list(db.session.scalars(select(model).where(model.id.in_(ids), visible(actor, model))))
            found |= {f"{name}:{row.id}": item for row, item in zip(rows, kind_of.items(rows), strict=True)}
    return found
