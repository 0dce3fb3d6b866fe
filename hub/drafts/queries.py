"""Reads of drafts. Each is its author's alone; what it is about is looked up with the rights of this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import MOST_DIGITS, Item, hub
from hub.drafts.desk import desk_of
from hub.drafts.models import Draft
from hub.groups.content import inside
from hub.groups.models import Group
from hub.policy import Actor, Verb, can, require, visible


@dataclass(frozen=True, kw_only=True)
class DraftLine:
    """A draft as its author sees it. `is_lost`: the place is gone, or no longer open to them, and is not named.

    `about` is None then, and where the draft is about nothing yet, such as a message without a reader.
    """

    id: int
    about: Item | None
    is_lost: bool
    page: str
    heading: str
    texts: Sequence[str]
    saved_at: datetime


def find_draft(actor: Actor, place: str) -> dict[str, str] | None:
    """The texts that the person has typed in this place and not sent. Ask once the place itself is authorised."""
    if actor.id is None:
        return None
    return db.session.scalar(select(Draft.fields).where(Draft.user_id == actor.id, Draft.place == place))


def list_drafts(actor: Actor, cursor: str | None = None) -> Page[DraftLine]:
    """All that the person has begun and not sent, the newest first."""
    require(actor, Verb.CONTRIBUTE, desk_of(actor))
    mine = select(Draft).where(Draft.user_id == actor.id)
    page = paginate(mine, Draft.saved_at, Draft.id, cursor=cursor, descending=True)
    return page.map(lambda drafts: _lines(actor, drafts))


def _lines(actor: Actor, drafts: Sequence[Draft]) -> list[DraftLine]:
    about = _places(actor, {_ref(draft.place) for draft in drafts})
    return [
        DraftLine(
            id=draft.id,
            about=about.get(_ref(draft.place)),
            is_lost=_names_something(draft.place) and _ref(draft.place) not in about,
            page=draft.page,
            heading=draft.heading,
            texts=list(draft.fields.values()),
            saved_at=draft.saved_at,
        )
        for draft in drafts
    ]


def _ref(place: str) -> str:
    """`group:3` of `group:3:conversation`."""
    return ":".join(place.split(":")[:2])


def _names_something(place: str) -> bool:
    return _ref(place).partition(":")[2].isdecimal()


def _places(actor: Actor, refs: set[str]) -> dict[str, Item]:
    """The things these refs name, as far as the actor may read them now: one query a kind."""
    wanted: dict[str, list[int]] = {}
    for ref in refs:
        name, _colon, number = ref.partition(":")
        if name in hub().kinds and number.isdecimal() and len(number) <= MOST_DIGITS:
            wanted.setdefault(name, []).append(int(number))
    found: dict[str, Item] = {}
    for name, ids in wanted.items():
        kind = hub().kinds[name]
        rows = db.session.scalars(select(kind.model).where(kind.model.id.in_(ids), visible(actor, kind.model)))
        kept = [row for row in rows if _is_readable(actor, row)]
        found |= {item.ref: item for item in kind.items(kept)} if kept else {}
    return found


def _is_readable(actor: Actor, row: Any) -> bool:
    """A group that only shows its door is no place to write in."""
    return not isinstance(row, Group) or can(actor, Verb.VIEW, inside(row))
