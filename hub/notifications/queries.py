"""What a person is told, how they wish to be told, and what became of a group's mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from hub.accounts.authors import Author, authors
from hub.accounts.models import User
from hub.core.db import db
from hub.core.mail import ParkedAddress
from hub.core.pagination import SIZE, Page
from hub.core.registry import CATEGORIES, Item, hub
from hub.follows.queries import find_items
from hub.notifications.defaults import DEFAULTS, Choice
from hub.notifications.models import Happening, Notification, Preference, Rhythm
from hub.notifications.wording import title_of, why_told, words_of
from hub.policy import Actor, visible

MOST_UNREAD = 100
"""Counted no further: the header then says 99+."""


@dataclass(frozen=True, kw_only=True)
class Unread:
    """How much waits, and whether something of it is read on the page that is open."""

    number: int
    is_here: bool

    @property
    def label(self) -> str:
        return str(self.number) if self.number < MOST_UNREAD else f"{MOST_UNREAD - 1}+"


@dataclass(frozen=True, kw_only=True)
class ToldLine:
    """One line on the page: all that is alike of one day. `url` is the first that was not read; `last_id` its end."""

    last_id: int
    day: date
    at: datetime
    words: str
    place: str
    reason: str
    url: str
    why: str
    stop: str
    category: str
    is_unread: bool


def find_unread(actor: Actor, path: str = "") -> Unread:
    """What waits for the person on the page, hidden things left out: one query."""
    if actor.id is None:
        return Unread(number=0, is_here=False)
    waiting = _told(actor).where(Notification.read_at.is_(None)).order_by(Notification.id.desc()).limit(MOST_UNREAD)
    paths = list(db.session.scalars(waiting.with_only_columns(Happening.path)))
    return Unread(number=len(paths), is_here=path in paths)


def _told(actor: Actor) -> Any:
    """The person's own lines, of what they may see now."""
    mine = select(Notification.id).join(Happening, Happening.id == Notification.happening_id)
    return mine.where(Notification.user_id == actor.id, Notification.on_page, visible(actor, Happening))


def list_told(actor: Actor, before: int | None = None) -> Page[ToldLine]:
    """What the person was told, newest first, what is alike of one day in one line."""
    alike = (Notification.day, Notification.place, Happening.notice, Notification.read_at.is_(None))
    last, first = func.max(Notification.id), func.min(Notification.id)
    groups = _told(actor).with_only_columns(last.label("last"), first.label("first"), func.count().label("count"))
    groups = groups.group_by(*alike).order_by(last.desc()).limit(SIZE + 1)
    rows = db.session.execute(groups.having(last < before) if before else groups).all()
    lines = _lines(actor, rows[:SIZE])
    return Page(lines, str(rows[SIZE - 1].last) if len(rows) > SIZE else None)


def _lines(actor: Actor, rows: Sequence[Any]) -> list[ToldLine]:
    ids = {row.first for row in rows} | {row.last for row in rows}
    wanted = select(Notification).where(Notification.id.in_(ids)).options(joinedload(Notification.happening))
    told = {one.id: one for one in db.session.scalars(wanted)}
    refs = {ref for one in told.values() for ref in (one.happening.ref, one.happening.title_ref, one.source)}
    items = find_items(actor, refs - {""})
    by = authors((one.happening.actor_id, None) for one in told.values() if one.happening.actor_id)
    pairs = [(told[row.first], told[row.last], row.count) for row in rows]
    return [_line(first, last, count, items, by) for first, last, count in pairs if first.happening.ref in items]


def _line(
    first: Notification, last: Notification, count: int, items: dict[str, Item], by: dict[Any, Author]
) -> ToldLine:
    happening = last.happening if last.happening.ref in items else first.happening
    who = by[happening.actor_id, None].name if happening.actor_id else ""
    item = items[first.happening.ref]
    return ToldLine(
        last_id=last.id,
        day=last.day,
        at=last.created_at,
        words=words_of(hub().notices[happening.notice], who=who, title=title_of(happening, items), count=count),
        place=item.place,
        reason=happening.reason if count == 1 else "",
        url=item.url,
        why=why_told(last, items),
        stop=last.source if last.source in items else "",
        category=last.category,
        is_unread=last.read_at is None,
    )


def find_choices(actor: Actor) -> dict[str, Choice]:
    """For every category how the person is told: what they chose, else the default."""
    rows = db.session.scalars(select(Preference).where(Preference.user_id == actor.id))
    chosen = {row.category: Choice(on_page=row.on_page, mail=row.mail) for row in rows}
    return {category: chosen.get(category, DEFAULTS[category]) for category in CATEGORIES}


def find_rhythm(actor: Actor) -> dict[str, Any]:
    """When mail may reach the person, by the names of the row; empty where they chose nothing."""
    row = db.session.get(Rhythm, actor.id) if actor.id is not None else None
    names = ("away_until", "quiet_from", "quiet_until", "no_daily", "no_weekly")
    return {name: getattr(row, name) for name in names} if row is not None else {}


def find_parked(actor: Actor) -> ParkedAddress | None:
    """That mail to the person's own address came back, if it did."""
    own = select(func.lower(User.email)).where(User.id == actor.id).scalar_subquery()
    return db.session.scalar(select(ParkedAddress).where(ParkedAddress.address == own))
