"""How lists show organisations. They stand in no search index: the list of organisations has a search of its own."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from hub.core.registry import ContentKind, Item, Pages, SearchEntry
from hub.organisations.models import Organisation

KINDS = {
    "council": _l("Council"),
    "combined": _l("Combined authority"),
    "fire": _l("Fire and rescue service"),
    "police": _l("Police force"),
    "nhs": _l("NHS body"),
    "national": _l("National body"),
    "other": _l("Another body"),
}


def list_items(organisations: Sequence[Organisation]) -> list[Item]:
    """One line for each: its type and place, and what it has become."""
    return [
        Item(
            ref=f"organisation:{organisation.id}",
            label=organisation.authority_type_name or KINDS.get(organisation.kind, organisation.kind),
            title=organisation.official_name,
            url=url_for("organisations.show", organisation_id=organisation.id),
            place=organisation.region or organisation.nation or "",
            why="" if organisation.is_current else _("No longer exists"),
        )
        for organisation in organisations
    ]


def _no_entries(_ids: Sequence[int]) -> list[SearchEntry]:
    return []


def _pages(organisations: Sequence[Organisation]) -> Pages:
    return {row.id: [(None, f"{row.official_name}\n{row.alternative_names}")] for row in organisations}


KIND = ContentKind(
    name="organisation",
    model=Organisation,
    label=_l("Organisation"),
    plural=_l("Organisations"),
    entries=_no_entries,
    items=list_items,
    pages=_pages,
)
