"""The filters a person types or ticks, turned into the labels of the index: names become numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import partial

from sqlalchemy import func, or_, select

from hub.core.db import db
from hub.core.registry import hub
from hub.groups.models import Group
from hub.organisations.models import Organisation
from hub.policy import Actor, NotFound, visible
from hub.search.parse import Query

# A label that no entry carries: an unknown name finds nothing, just as a hidden one does.
NOTHING = "–"


def labels_of(actor: Actor, query: Query, group: str | None, kinds: Collection[str]) -> dict[str, set[str]]:
    """Label field → the labels any of which will do. Filters that were typed and those that were ticked both hold."""
    read: dict[str, tuple[str, Callable[[Collection[str]], set[str]]]] = {
        "type": ("kind", kind_names),
        "group": ("group", partial(_groups, actor)),
        "council": ("organisation", _organisations),
        "tag": ("tag", _folded),
        "year": ("year", set),
    }
    found: dict[str, set[str]] = {}
    for name, (field, labels) in read.items():
        if values := query.filters.get(name):
            found[field] = labels(values) or {NOTHING}
    if kinds:
        ticked = kind_names(kinds)
        found["kind"] = (found.get("kind", ticked) & ticked) or {NOTHING}
    if group is not None:
        chosen = {str(get_scope(actor, group).id)}
        found["group"] = (found.get("group", chosen) & chosen) or {NOTHING}
    return found


def get_scope(actor: Actor, slug: str) -> Group:
    """The group a search is limited to. Raises NotFound where it is hidden or absent."""
    group = db.session.scalar(select(Group).where(Group.slug == slug, visible(actor, Group)))
    if group is None:
        raise NotFound(slug)
    return group


def kind_names(values: Collection[str]) -> set[str]:
    """Kinds by the name people read or the one in addresses: `document`, `Documents`, `live question`."""
    wanted = {value.casefold() for value in values}
    return {
        kind.name
        for kind in hub().kinds.values()
        if wanted & {kind.name.casefold(), str(kind.label).casefold(), str(kind.plural).casefold()}
    }


def _folded(values: Collection[str]) -> set[str]:
    return {value.casefold() for value in values}


def _groups(actor: Actor, values: Collection[str]) -> set[str]:
    names = [value.casefold() for value in values]
    named = or_(Group.slug.in_(names), func.lower(Group.name).in_(names))
    return {str(found) for found in db.session.scalars(select(Group.id).where(named, visible(actor, Group)))}


def _organisations(values: Collection[str]) -> set[str]:
    names = [value.casefold() for value in values]
    named = or_(func.lower(Organisation.nice_name).in_(names), func.lower(Organisation.official_name).in_(names))
    return {str(found) for found in db.session.scalars(select(Organisation.id).where(named))}


def group_names(actor: Actor, ids: Collection[str]) -> Mapping[str, tuple[str, str]]:
    """Number → (slug, name) of those the reader may know of."""
    numbers = [int(value) for value in ids]
    rows = db.session.execute(
        select(Group.id, Group.slug, Group.name).where(Group.id.in_(numbers), visible(actor, Group))
    )
    return {str(number): (slug, name) for number, slug, name in rows}
