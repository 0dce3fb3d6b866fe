"""Reads of the library. Each asks the policy: what comes back may be shown to the actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub
from hub.core.storage import store
from hub.groups.models import Group
from hub.groups.queries import get_group
from hub.library.models import Document, Folder, Upload, Version, VersionPage
from hub.organisations.models import Organisation
from hub.policy import Actor, NotFound, Role, Verb, can, require, visible

SHELVED = ("record",)
"""Kinds of other slices that a library lists beside its documents."""


@dataclass(frozen=True)
class Shelf:
    """The library of one group, as the policy sees it: whoever may read the group's content may look in."""

    group: Group

    @property
    def group_id(self) -> int:
        return self.group.id

    @property
    def audience(self) -> str:
        return self.group.content_audience

    @property
    def is_closed(self) -> bool:
        return self.group.is_closed


@dataclass(frozen=True)
class FolderLine:
    """A folder in a list, and how many documents of it anyone who may look in can see."""

    folder: Folder
    document_count: int


def get_shelf(actor: Actor, slug: str) -> Shelf:
    """The library of a group whose content the actor may read."""
    shelf = Shelf(get_group(actor, slug))
    require(actor, Verb.VIEW, shelf)
    return shelf


def get_folder(actor: Actor, slug: str, folder_id: int) -> Folder:
    folder = db.session.scalar(select(Folder).where(Folder.id == folder_id, Folder.group.has(Group.slug == slug)))
    if folder is None:
        raise NotFound(folder_id)
    require(actor, Verb.VIEW, folder)
    return folder


def find_folder(actor: Actor, group: Group, folder_id: int | None) -> Folder | None:
    """A folder of this group by its id; None stands for the top."""
    if folder_id is None:
        return None
    folder = db.session.get(Folder, folder_id)
    return folder if folder is not None and folder.group_id == group.id and can(actor, Verb.VIEW, folder) else None


def list_folders(actor: Actor, group: Group, parent: Folder | None) -> list[FolderLine]:
    """The folders of one level, by name, each with the count of the documents below it."""
    require(actor, Verb.VIEW, Shelf(group))
    level = Folder.parent_id.is_(None) if parent is None else Folder.parent_id == parent.id
    folders = db.session.scalars(select(Folder).where(Folder.group_id == group.id, level).order_by(Folder.name))
    counts = _document_counts(group)
    return [FolderLine(folder, counts.get(folder.path, 0)) for folder in folders]


def _document_counts(group: Group) -> dict[str, int]:
    """Path of a folder → documents in it and below. Only what every reader of the group may see is counted."""
    direct = (
        select(Folder.path, func.count(Document.id))
        .join(Document, Document.folder_id == Folder.id)
        .where(Document.group_id == group.id, Document.reach == "group", Document.removed_at.is_(None))
        .group_by(Folder.path)
    )
    counts: dict[str, int] = {}
    for path, number in db.session.execute(direct):
        parts = path.rstrip("/").split("/")
        for depth in range(1, len(parts) + 1):
            above = "/".join(parts[:depth]) + "/"
            counts[above] = counts.get(above, 0) + number
    return counts


def list_trail(actor: Actor, folder: Folder | None) -> list[Folder]:
    """The folders from the top down to this one, for breadcrumbs."""
    if folder is None:
        return []
    require(actor, Verb.VIEW, folder)
    ids = [int(part) for part in folder.path.split("/") if part]
    if ids == [folder.id]:
        return [folder]
    found = {row.id: row for row in db.session.scalars(select(Folder).where(Folder.id.in_(ids)))}
    return [found[one] for one in ids if one in found]


def list_all_folders(actor: Actor, group: Group) -> list[tuple[int, str]]:
    """Every folder with its whole name, `Waste / Rounds`, to choose from."""
    require(actor, Verb.VIEW, Shelf(group))
    folders = list(db.session.scalars(select(Folder).where(Folder.group_id == group.id)))
    names = {folder.id: folder.name for folder in folders}
    whole = [(f.id, " / ".join(names.get(int(part), "") for part in f.path.split("/") if part)) for f in folders]
    return sorted(whole, key=lambda pair: pair[1].casefold())


def list_documents(actor: Actor, group: Group, folder: Folder | None, cursor: str | None = None) -> Page[Item]:
    """The documents of one folder, by title."""
    place = Document.folder_id.is_(None) if folder is None else Document.folder_id == folder.id
    wanted = _visible(actor).where(Document.group_id == group.id, place, Document.removed_at.is_(None))
    page = paginate(wanted, Document.title, Document.id, cursor=cursor)
    return page.map(hub().kinds["document"].items)


def list_binned(actor: Actor, group: Group, cursor: str | None = None) -> Page[Document]:
    """What was removed: all of it for facilitators, their own for others."""
    wanted = _visible(actor).where(Document.group_id == group.id, Document.removed_at.is_not(None))
    if not is_facilitator(actor, group):
        wanted = wanted.where(Document.author_id == actor.id)
    return paginate(wanted, Document.removed_at, Document.id, cursor=cursor, descending=True)


def list_records(actor: Actor, group: Group, limit: int = 10) -> list[Item]:
    """What other slices file in the library, such as answered questions, newest first."""
    found: list[Item] = []
    for kind in (hub().kinds[name] for name in SHELVED if name in hub().kinds):
        model = kind.model
        rows = select(model).where(model.group_id == group.id, visible(actor, model)).order_by(model.id.desc())
        found += kind.items(list(db.session.scalars(rows.limit(limit))))
    return found


def get_document(actor: Actor, slug: str, document_id: int) -> Document:
    """The document at this address. Raises NotFound where it is hidden, absent, or another group's."""
    wanted = _visible(actor).where(Document.id == document_id, Document.group.has(Group.slug == slug))
    found = db.session.scalar(wanted.options(joinedload(Document.folder), selectinload(Document.tags)))
    if found is None:
        raise NotFound(document_id)
    return found


def get_attachment(actor: Actor, document_id: int) -> Document:
    """A document that was sent with a message, for those who take part in the thread. What a group has is no such."""
    wanted = _visible(actor).where(Document.id == document_id, Document.group_id.is_(None))
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(document_id)
    return found


def get_version(actor: Actor, document: Document, number: int | None = None) -> Version:
    """One version of a document that the actor may view; the current one when no number is given."""
    require(actor, Verb.VIEW, document)
    if number is None or number == document.current_number:
        return document.current
    wanted = select(Version).where(Version.document_id == document.id, Version.number == number)
    found = db.session.scalar(wanted)
    if found is None:
        raise NotFound(number)
    return found


def list_versions(actor: Actor, document: Document) -> list[Version]:
    """Every version, newest first."""
    require(actor, Verb.VIEW, document)
    wanted = select(Version).where(Version.document_id == document.id).order_by(Version.number.desc())
    return list(db.session.scalars(wanted))


def get_page_text(actor: Actor, document: Document, version: Version, number: int) -> str:
    """The text of one page. Raises NotFound for a page that is not there."""
    require(actor, Verb.VIEW, document)
    page = db.session.get(VersionPage, (version.id, number))
    if page is None or version.document_id != document.id:
        raise NotFound(number)
    return page.text


def get_bytes(actor: Actor, document: Document, version: Version) -> Path | None:
    """Where the version's bytes lie; None for one that is text alone. Raises NotFound when the bytes are gone."""
    require(actor, Verb.VIEW, document)
    if version.document_id != document.id:
        raise NotFound(version.number)
    if version.blob_sha256 is None:
        return None
    path = store().path(version.blob_sha256)
    if not path.is_file():
        raise NotFound(version.number)
    return path


def get_whole_text(actor: Actor, document: Document, version: Version) -> str:
    """All pages of a version, parted by form feeds."""
    require(actor, Verb.VIEW, document)
    pages = select(VersionPage.text).where(VersionPage.version_id == version.id).order_by(VersionPage.number)
    return "\f".join(db.session.scalars(pages))


def get_upload(actor: Actor, key: str) -> Upload:
    """The actor's own unfinished upload; nobody else's can be named."""
    found = db.session.scalar(select(Upload).where(Upload.key == key, Upload.user_id == actor.id))
    if found is None:
        raise NotFound(key)
    return found


def find_document_by_external_id(actor: Actor, group: Group, external_id: str) -> Document | None:
    """What an earlier import of this id made, in the bin or not."""
    wanted = _visible(actor).where(Document.group_id == group.id, Document.external_id == external_id)
    return db.session.scalar(wanted)


def has_content(actor: Actor, group: Group, sha256: str) -> bool:
    """Whether a document of this group, in any version and in the bin or not, has this content already."""
    wanted = _visible(actor).join(Version, Version.document_id == Document.id)
    wanted = wanted.where(Document.group_id == group.id, Version.content_sha256 == sha256)
    return db.session.scalar(wanted.limit(1)) is not None


def list_names(_actor: Actor, organisation_ids: Sequence[int | None]) -> dict[int, str]:
    """Organisation ids → names as people use them."""
    ids = {one for one in organisation_ids if one}
    wanted = select(Organisation.id, Organisation.nice_name).where(Organisation.id.in_(ids))
    return dict(db.session.execute(wanted).all()) if ids else {}


def is_facilitator(actor: Actor, group: Group) -> bool:
    return actor.roles.get(group.id, 0) >= Role.FACILITATOR


def _visible(actor: Actor) -> Select[Document]:
    return select(Document).where(visible(actor, Document)).options(joinedload(Document.current))
