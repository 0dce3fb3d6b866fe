"""How search and lists see a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import and_, select

from hub.accounts.authors import Pair, author_line
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, SearchEntry
from hub.groups.content import groups_of
from hub.groups.models import Group
from hub.library.media import name_of_kind
from hub.library.models import Document, DocumentTag, Version, VersionPage
from hub.policy import carried_tokens

Text = tuple[int | None, str]


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    """What the index should hold: everything but the bin."""
    wanted = select(Document).where(Document.id.in_(ids), Document.removed_at.is_(None))
    rows = list(db.session.scalars(wanted))
    texts, tags = pages(rows), _tags(rows)
    return [_entry(row, texts.get(row.id, ()), tags.get(row.id, ())) for row in rows]


def _entry(row: Document, texts: Sequence[Text], tags: Iterable[str]) -> SearchEntry:
    return SearchEntry(
        ref=f"document:{row.id}",
        kind="document",
        title=row.title,
        body="\n".join(text for _number, text in texts),
        audiences=carried_tokens(row),
        version=row.version,
        tags=tuple(tags),
        group_id=row.group_id,
        organisation_id=row.organisation_id,
        language=row.language,
        year=row.year,
        licence=row.licence or None,
        created_at=row.created_at,
        external_id=row.external_id,
    )


def pages(rows: Sequence[Document]) -> dict[int, list[Text]]:
    """The description, which is on no page, and then the text of the current version."""
    found: dict[int, list[Text]] = {row.id: _described(row) for row in rows}
    current = and_(Version.document_id == Document.id, Version.number == Document.current_number)
    wanted = (
        select(Document.id, VersionPage.number, VersionPage.text)
        .join(Version, current)
        .join(VersionPage, VersionPage.version_id == Version.id)
        .where(Document.id.in_(found))
        .order_by(Document.id, VersionPage.number)
    )
    for document_id, number, text in db.session.execute(wanted):
        found[document_id].append((number, text))
    return found


def _described(row: Document) -> list[Text]:
    return [(None, plain_of_html(row.description_html))] if row.description_html else []


def _tags(rows: Sequence[Document]) -> dict[int, list[str]]:
    wanted = select(DocumentTag.target_id, DocumentTag.name).where(DocumentTag.target_id.in_([row.id for row in rows]))
    found: dict[int, list[str]] = defaultdict(list)
    for document_id, name in db.session.execute(wanted.order_by(DocumentTag.name)):
        found[document_id].append(name)
    return found


def items(rows: Sequence[Document]) -> list[Item]:
    """One line for each document, with three queries for all of them together."""
    groups = groups_of(rows)
    versions = _current(rows)
    by = author_line((row.author_id, row.author_appointment_id) for row in rows)
    return [_item(row, groups.get(row.group_id or 0), versions[row.id], by) for row in rows]


def _current(rows: Sequence[Document]) -> dict[int, Version]:
    current = and_(Version.document_id == Document.id, Version.number == Document.current_number)
    wanted = select(Version).join(Document, current).where(Document.id.in_([row.id for row in rows]))
    return {version.document_id: version for version in db.session.scalars(wanted)}


def _item(row: Document, group: Group | None, version: Version, by: dict[Pair, str]) -> Item:
    return Item(
        ref=f"document:{row.id}",
        label=KIND.label,
        title=row.title,
        url=_url(row, group),
        place=group.name if group else _("Sent with a message"),
        place_url=url_for("groups.show", slug=group.slug) if group else "",
        why=why(version),
        by=by.get((row.author_id, row.author_appointment_id), ""),
        at=row.created_at,
    )


def _url(row: Document, group: Group | None) -> str:
    if group is None:
        return url_for("library.attachment", document_id=row.id)
    return url_for("library.document", slug=group.slug, document_id=row.id)


def why(version: Version) -> str:
    """What kind of file it is and how far it has been read: "PDF · 62 pages"."""
    state = {
        "reading": _("being read"),
        "read": ngettext("%(num)s page", "%(num)s pages", version.page_count),
        "no_text": _("no text found"),
        "password": _("needs a password"),
        "damaged": _("could not be read"),
    }.get(version.state, "")
    return " · ".join(filter(None, (name_of_kind(version.media_type), state)))


KIND = ContentKind(
    name="document",
    model=Document,
    label=_l("Document"),
    plural=_l("Documents"),
    entries=entries,
    items=items,
    pages=pages,
)
