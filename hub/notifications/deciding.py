"""One event, one decision: who hears of a happening, and by which channel. Everyone in question is counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.registry import Notice, hub, who_may_view
from hub.follows.models import Follow
from hub.groups.belonging import CURRENT
from hub.groups.models import Membership
from hub.networks.blocks import who_blocked
from hub.notifications.defaults import DEFAULTS, NEWS_OF_A_GROUP, WRITING, Choice
from hub.notifications.models import Happening, Preference, Rhythm
from hub.policy import Role

SOME = 2000
"""People decided about with one set of statements."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """How someone comes to hear of it: through `source`, which they follow as `frequency`, or by name."""

    source: str
    because: str
    frequency: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """The decision for one person. `due_at`: when a mail at once may go, where their quiet hours hold it back."""

    user_id: int
    hearer: Hearer
    on_page: bool
    mail: str
    due_at: datetime | None = None


def find_hearers(happening: Happening, notice: Notice) -> dict[int, Hearer]:
    """Everyone who comes into question. Who is named hears as named; else what is nearest to it counts, mutes too."""
    found = {int(user_id): Hearer("", "named") for user_id in happening.people.split()}
    for ref in happening.about.split():
        for user_id, hearer in _followers(ref):
            found.setdefault(user_id, hearer)
        if ref.startswith("group:"):
            for user_id in _members(ref, happening, notice):
                found.setdefault(user_id, Hearer(ref, "member"))
    if happening.actor_id and notice.category in WRITING:
        for user_id, hearer in _followers(f"person:{happening.actor_id}"):
            found.setdefault(user_id, hearer)
    found.pop(happening.actor_id or 0, None)
    return found


def _followers(ref: str) -> Iterator[tuple[int, Hearer]]:
    kind, _colon, object_id = ref.partition(":")
    rows = select(Follow.user_id, Follow.because, Follow.frequency)
    for row in db.session.execute(rows.where(Follow.kind == kind, Follow.object_id == int(object_id))):
        yield row.user_id, Hearer(ref, row.because, row.frequency)


def _members(ref: str, happening: Happening, notice: Notice) -> Iterable[int]:
    """Members hear of news of their group; of what waits for facilitators, they alone."""
    is_news = notice.category in NEWS_OF_A_GROUP or happening.title_ref == ref
    if not is_news and notice.category != "facilitating":
        return []
    inside: tuple[ColumnElement[bool], ...] = (Membership.group_id == int(ref.partition(":")[2]), CURRENT)
    if notice.category == "facilitating":
        inside = (*inside, Membership.role >= int(Role.FACILITATOR))
    return db.session.scalars(select(Membership.user_id).where(*inside))


def decide(happening: Happening) -> tuple[list[Told], Counter[str]]:
    """Who is told, and the counts of all who came into question: told, muted, off, hidden."""
    notice = hub().notices[happening.notice]
    hearers = find_hearers(happening, notice)
    told: list[Told] = []
    counts: Counter[str] = Counter()
    row = db.session.get(hub().kinds[happening.kind].model, happening.object_id)
    for ids in chunks(hearers, SOME):
        sees = who_sees(row, ids)
        blocking = who_blocked(ids, happening.actor_id) if happening.actor_id else set()
        choices, rhythms = choices_of_people(ids, notice.category), rhythms_of_people(ids)
        for user_id in ids:
            if user_id not in sees:
                counts["hidden"] += 1
            elif user_id in blocking:
                counts["off"] += 1  # by a choice of their own, of which its cause shall read no more than that
            elif hearers[user_id].frequency == "off":
                counts["muted"] += 1
            else:
                one = _decide_one(user_id, hearers[user_id], choices.get(user_id), notice, rhythms.get(user_id))
                counts["told" if one.on_page or one.mail != "none" else "off"] += 1
                told += [one] if one.on_page or one.mail != "none" else []
    return told, counts


def who_may_hear(happening: Happening, row: Any, ids: Sequence[int]) -> set[int]:
    """Those of these people who may see the row now, are active, and have not blocked whoever did it."""
    sees = who_sees(row, ids)
    return sees - who_blocked(ids, happening.actor_id) if happening.actor_id else sees


def who_sees(row: Any, ids: Sequence[int]) -> set[int]:
    """Those of these people who may see the row now and are active."""
    if row is None:
        return set()
    active = select(User.id).where(User.id.in_(ids), User.state == "active", who_may_view(row, User.id))
    return set(db.session.scalars(active))


def choices_of_people(ids: Sequence[int], category: str) -> dict[int, Choice]:
    """What those who chose something for the category chose."""
    rows = select(Preference).where(Preference.user_id.in_(ids), Preference.category == category)
    return {row.user_id: Choice(on_page=row.on_page, mail=row.mail) for row in db.session.scalars(rows)}


def rhythms_of_people(ids: Sequence[int]) -> dict[int, Rhythm]:
    return {row.user_id: row for row in db.session.scalars(select(Rhythm).where(Rhythm.user_id.in_(ids)))}


def _decide_one(user_id: int, hearer: Hearer, choice: Choice | None, notice: Notice, rhythm: Rhythm | None) -> Told:
    choice = choice or DEFAULTS[notice.category]
    mail = mail_for(hearer, choice)
    if rhythm is None:
        return Told(user_id, hearer, choice.on_page, mail)
    if mail == "each" and rhythm.away_until is not None and rhythm.away_until > clock.today():
        mail = "daily"  # read together when they are back
    if (mail == "daily" and rhythm.no_daily) or (mail == "weekly" and rhythm.no_weekly):
        mail = "none"
    return Told(user_id, hearer, choice.on_page, mail, end_of_quiet(rhythm) if mail == "each" else None)


def mail_for(hearer: Hearer, choice: Choice) -> str:
    """No mail stays no mail. Following a group closely means each at once; else the settings say what each means."""
    if choice.mail == "none" or hearer.frequency is None:
        return choice.mail
    if hearer.frequency == "each":
        return "each" if hearer.source.startswith("group:") else choice.mail
    return hearer.frequency


def end_of_quiet(rhythm: Rhythm) -> datetime | None:
    """When the quiet hours end that the person is in now, in UTC; None outside them."""
    if rhythm.quiet_from is None or rhythm.quiet_until is None:
        return None
    local = clock.now().astimezone(clock.LONDON)
    if not is_between(local.time(), rhythm.quiet_from, rhythm.quiet_until):
        return None
    ends_on = local.date() + timedelta(days=1 if local.time() >= rhythm.quiet_until else 0)
    return datetime.combine(ends_on, rhythm.quiet_until, clock.LONDON).astimezone(UTC)


def is_between(moment: time, begin: time, end: time) -> bool:
    """Also over midnight."""
    return begin <= moment < end if begin <= end else moment >= begin or moment < end


def chunks(ids: Iterable[int] | Mapping[int, Any], size: int) -> Iterator[list[int]]:
    left = iter(ids)
    while some := list(islice(left, size)):
        yield some
