"""How search and lists see a group: by what its landing page says, to those who may know of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select

from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, SearchEntry
from hub.groups.models import Group
from hub.groups.tags import tags_of

VISIBILITY_WORDS: dict[str, Any] = {
    "public": _l("Public"),
    "open": _l("Open"),
    "restricted": _l("Restricted"),
    "private": _l("Private"),
}


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = list(db.session.scalars(select(Group).where(Group.id.in_(ids))))
    tags = tags_of(ids)
    return [_entry(group, tags[group.id]) for group in rows]


def _entry(group: Group, tags: tuple[str, ...]) -> SearchEntry:
    return SearchEntry(
        ref=f"group:{group.id}",
        kind="group",
        title=group.name,
        body="\n".join(words for _page, words in _texts(group)),
        audiences=tuple(token for token in (group.audience, group.audience_also) if token),
        version=group.version,
        tags=tags,
        group_id=group.id,
        language=group.language,
        created_at=group.created_at,
    )


def _texts(group: Group) -> list[tuple[int | None, str]]:
    """Purpose and landing page. What members alone see is left out: the landing page's readers find this."""
    texts = [group.purpose, plain_of_html(group.landing_html) if group.landing_html else ""]
    return [(None, text) for text in texts if text]


def pages(rows: Sequence[Group]) -> dict[int, list[tuple[int | None, str]]]:
    return {group.id: _texts(group) for group in rows}


def items(rows: Sequence[Group]) -> list[Item]:
    return [
        Item(
            ref=f"group:{group.id}",
            label=_l("Network") if group.kind == "network" else KIND.label,
            title=group.name,
            url=url_for("groups.show", slug=group.slug),
            why=why(group),
        )
        for group in rows
    ]


def why(group: Group) -> str:
    """How one may come in, how many are there, and whether it still goes on: "Open · 384 people · archived"."""
    people = ngettext("%(num)s person", "%(num)s people", group.member_count)
    state = {"proposed": _("waits for approval"), "declined": _("not approved")}.get(group.state, "")
    state = _("archived") if group.archived_at else state
    return " · ".join(filter(None, (str(VISIBILITY_WORDS[group.visibility]), people, state)))


KIND = ContentKind(
    name="group",
    model=Group,
    label=_l("Group"),
    plural=_l("Groups"),
    entries=entries,
    items=items,
    pages=pages,
)
