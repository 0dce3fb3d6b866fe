"""Reads of the trail and of what is new, both through the policy."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, true

from hub.accounts.models import User
from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub, parse_ref
from hub.groups.models import Group
from hub.groups.newest import newest_lines
from hub.policy import SITE, Actor, Verb, require, visible

NEW = 8
"""How many new things the home page shows."""


@dataclass(frozen=True, kw_only=True)
class TrailLine:
    """One act as a reader of the trail sees it. `item` is None where they may not view what it was done to."""

    at: datetime
    verb: str
    who: str
    ref: str
    item: Item | None
    reason: str


def list_acts_of_group(actor: Actor, group: Group, cursor: str | None = None) -> Page[TrailLine]:
    """What was done in a group, newest first, for its facilitators."""
    require(actor, Verb.MODERATE, group)
    return _trail(actor, AuditEntry.group_id == group.id, cursor)


def list_acts(actor: Actor, cursor: str | None = None) -> Page[TrailLine]:
    """What was done with staff's rights and outside groups, newest first, for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    return _trail(actor, true(), cursor)


def list_acts_on(actor: Actor, ref: str, cursor: str | None = None) -> Page[TrailLine]:
    """The history of one thing, as much of it as the actor may see."""
    return _trail(actor, AuditEntry.ref == ref, cursor)


def _trail(actor: Actor, condition: ColumnElement[bool], cursor: str | None) -> Page[TrailLine]:
    entries = select(AuditEntry).where(visible(actor, AuditEntry), condition)
    page = paginate(entries, AuditEntry.id, cursor=cursor, descending=True)
    return page.map(lambda rows: _lines(actor, rows))


def _lines(actor: Actor, entries: Sequence[AuditEntry]) -> list[TrailLine]:
    names = _names({entry.actor_id for entry in entries if entry.actor_id})
    items = list_items(actor, [entry.ref for entry in entries])
    return [
        TrailLine(
            at=entry.at,
            verb=_in_words(entry.verb),
            who=names.get(entry.actor_id or 0, str(_("The hub itself"))),
            ref=entry.ref,
            item=items.get(entry.ref),
            reason=entry.reason,
        )
        for entry in entries
    ]


def _in_words(verb: str) -> str:
    """`QuestionHeld` → "Question held"."""
    return _(re.sub(r"(?<!^)(?=[A-Z])", " ", verb).capitalize())


def _names(ids: Iterable[int]) -> dict[int, str]:
    rows = db.session.execute(select(User.id, User.display_name).where(User.id.in_(ids)))
    return dict(rows.all())


def list_items(actor: Actor, refs: Iterable[str]) -> dict[str, Item]:
    """The lines of those refs that the actor may view, with one query for each kind."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for ref in refs:
        if ref.partition(":")[0] in hub().kinds:
            kind, object_id = parse_ref(ref)
            wanted[kind.name].add(object_id)
    found: dict[str, Item] = {}
    for name, ids in wanted.items():
        model = hub().kinds[name].model
        rows = list(db.session.scalars(select(model).where(model.id.in_(ids), visible(actor, model))))
        found |= {item.ref: item for item in hub().kinds[name].items(rows)}
    return found


def list_new(
    actor: Actor, *, limit: int = NEW, before: datetime | None = None, kinds: Collection[str] = ()
) -> list[Item]:
    """What is new in the actor's groups, newest first: one bounded read, whatever the groups hold.

    `kinds` names those that are wanted; none named means all.
    """
    others = hub().kinds.keys() - set(kinds) if kinds else ()
    return newest_lines(actor, actor.roles, limit, before, but=others) if actor.roles else []
