"""A small kind of content over rows of the library, so that search is tested apart from any slice's own pages."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.core.outbox import acknowledge, claim
from hub.core.registry import ContentKind, Hub, Item, SearchEntry
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.groups.content import place
from hub.groups.models import Group
from hub.groups.visibility import apply_visibility
from hub.library.models import Document
from hub.search import queries
from hub.search.index import TOPIC
from tests.factories import actor_of


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = db.session.scalars(select(Document).where(Document.id.in_(ids), Document.removed_at.is_(None)))
    return [
        SearchEntry(
            ref=f"note:{row.id}",
            kind="note",
            title=row.title,
            body=row.description,
            audiences=tuple(token for token in (row.audience, row.audience_also) if token),
            version=row.version,
            group_id=row.group_id,
            created_at=row.created_at,
            external_id=row.external_id,
            year=row.year,
        )
        for row in rows
    ]


def items(rows: Sequence[Document]) -> list[Item]:
    return [Item(ref=f"note:{row.id}", label="Note", title=row.title, url=f"/notes/{row.id}") for row in rows]


def pages(rows: Sequence[Document]) -> dict[int, list[tuple[int | None, str]]]:
    """A form feed in the description begins a page."""
    return {row.id: list(enumerate(row.description.split("\f"), 1)) for row in rows}


KIND = ContentKind(name="note", model=Document, label="Note", plural="Notes", entries=entries, items=items, pages=pages)


def plug_in(hub: Hub) -> None:
    """Notes take the place of documents, which are made of the same rows."""
    hub.kinds.pop("document", None)
    hub.content(KIND)


def make_note(
    group: Group, title: str, body: str = "", *, reach: str = "group", author: User | None = None, **fields: object
) -> Document:
    with unit_of_work():
        row = Document(title=title, description=body, author_id=author.id if author else None, **fields)
        row.audience = ""
        row.group_id = group.id
        place(row, group, reach)
        db.session.add(row)
        db.session.flush()
        record(ContentChanged(actor_id=None, kind="note", object_id=row.id))
    return row


def change_note(row: Document, **fields: object) -> None:
    with unit_of_work():
        for name, value in fields.items():
            setattr(row, name, value)
        row.version += 1
        record(ContentChanged(actor_id=None, kind="note", object_id=row.id))


def make_private(group: Group) -> None:
    with unit_of_work():
        apply_visibility(group, "private", None)


def index_now() -> None:
    """Keep what was promised to the index, as the worker does."""
    while drain(TOPIC, "test"):
        pass


def forget_promises() -> None:
    """Lose what was promised, as no code of ours does: for tests of what holds even then."""
    with unit_of_work():
        while promises := claim(TOPIC, "test", 200):
            acknowledge(promises)


def titles(user: User | None, text: str, **more: object) -> list[str]:
    """What the person's search shows, by title."""
    found = queries.search(actor_of(user), text, **more)
    return [result.item.title for result in found.items]
