"""What a digest says: built for its one reader as it goes, from what they may see and still want at that moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.accounts.models import User
from hub.core.db import db
from hub.core.i18n import day
from hub.core.letters import Letter
from hub.core.registry import Item, hub, load_actor
from hub.core.web import absolute_url
from hub.follows.queries import find_items
from hub.networks.blocks import is_blocked
from hub.notifications.letters import full_url, headers_of, muted_sources, name_of, reading_in
from hub.notifications.models import Digest, Happening, Notification, Preference
from hub.notifications.tokens import stopping
from hub.notifications.wording import Line, title_of, why_told, words_of
from hub.policy import Actor, visible

MOST_LINES = 30
MOST_ITEMS = 2000
"""Looked at for one digest; a person away for a year still gets one mail that says how many more there are."""


@dataclass(frozen=True, kw_only=True)
class Section:
    """What happened in one group, or beside all groups."""

    name: str
    lines: Sequence[Line]


def write_digests(ids: Sequence[int]) -> Mapping[int, Letter]:
    """The digests that still have something in them."""
    letters = {}
    for digest in db.session.scalars(select(Digest).where(Digest.id.in_(ids))):
        actor = load_actor(digest.user_id)
        if actor.id is not None and (letter := _letter(digest, actor)) is not None:
            letters[digest.id] = letter
    return letters


def _letter(digest: Digest, actor: Actor) -> Letter | None:
    person = db.session.get_one(User, digest.user_id)
    wanted = _still_wanted(digest, actor)
    with reading_in(person.language):
        items = find_items(actor, _refs(wanted))
        seen = [told for told in wanted if told.happening.ref in items]
        return _written(digest, _lines(seen, items)) if seen else None


def _still_wanted(digest: Digest, actor: Actor) -> list[Notification]:
    """What is in it that the person may see and has not turned off since, oldest first."""
    inside = select(Notification).join(Happening, Happening.id == Notification.happening_id)
    inside = inside.where(Notification.digest_id == digest.id, Notification.user_id == digest.user_id)
    inside = inside.where(visible(actor, Happening)).options(joinedload(Notification.happening))
    found = list(db.session.scalars(inside.order_by(Notification.id).limit(MOST_ITEMS)))
    off = {
        row.category
        for row in db.session.scalars(select(Preference).where(Preference.user_id == actor.id))
        if row.mail == "none"
    }
    muted = muted_sources(found)
    blocked = {one for one in {told.happening.actor_id for told in found} if one and is_blocked(actor.id, one)}
    return [
        told
        for told in found
        if told.category not in off
        and (told.user_id, told.source) not in muted
        and told.happening.actor_id not in blocked
    ]


def _refs(wanted: Sequence[Notification]) -> set[str]:
    refs: set[str] = set()
    for told in wanted:
        happening = told.happening
        refs |= {happening.ref, happening.title_ref, told.source}
        refs |= {f"group:{happening.group_id}"} if happening.group_id else set()
    return refs - {""}


def _lines(seen: Sequence[Notification], items: Mapping[str, Item]) -> list[tuple[str, Line]]:
    """(place, line): one line for all that is of a sort in one place."""
    alike: dict[tuple[str, str], list[Notification]] = defaultdict(list)
    for told in seen:
        alike[told.place, told.happening.notice].append(told)
    return [_line(some, dict(items)) for some in alike.values()]


def _line(some: Sequence[Notification], items: dict[str, Item]) -> tuple[str, Line]:
    first, last = some[0], some[-1]
    happening, notice = last.happening, hub().notices[last.happening.notice]
    group = items.get(f"group:{happening.group_id}")
    words = words_of(notice, who=name_of(happening.actor_id), title=title_of(happening, items), count=len(some))
    line = Line(
        words=words,
        url=full_url(items[first.happening.ref].url),
        place=group.title if group else "",
        why=why_told(last, items),
        reason=happening.reason if len(some) == 1 else "",
        stop="",
        count=len(some),
    )
    return line.place, line


def _written(digest: Digest, lines: Sequence[tuple[str, Line]]) -> Letter:
    shown, left = lines[:MOST_LINES], lines[MOST_LINES:]
    sections: dict[str, list[Line]] = defaultdict(list)
    for place, line in shown:
        sections[place].append(line)
    token = stopping(digest.user_id, f"digest:{digest.channel}")
    number = sum(line.count for _place, line in left)
    facts = {
        "subject": _subject(digest, lines),
        "opening": _("This is what is new for you since the last digest."),
        "sections": [Section(name=name or _("For you"), lines=some) for name, some in sections.items()],
        "more": ngettext("and %(num)s more", "and %(num)s more", number) if number else "",
        "more_url": absolute_url("notifications.index"),
        "stop_url": absolute_url("notifications.stop", token=token),
        "settings_url": absolute_url("notifications.choose"),
    }
    return Letter(
        subject=str(facts["subject"]),
        text=render_template("emails/notifications/digest.txt", **facts),
        html=render_template("emails/notifications/digest.html", **facts),
        headers=headers_of(token, place=f"digest-{digest.channel}", name=str(facts["subject"]), group_id=None),
    )


def _subject(digest: Digest, lines: Sequence[tuple[str, Line]]) -> str:
    number = sum(line.count for _place, line in lines)
    what = ngettext("%(num)s thing is new for you", "%(num)s things are new for you", number)
    when = day(digest.made_at)
    if digest.channel == "weekly":
        return _("Your week on the Knowledge Hub, %(when)s: %(what)s", when=when, what=what)
    return _("Your day on the Knowledge Hub, %(when)s: %(what)s", when=when, what=what)
