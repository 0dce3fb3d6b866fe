"""Making the rows of a document: the document in its place, its version, and the promise to read it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import insert, literal, select

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.core.files import StoredFile
from hub.core.markup import render
from hub.core.outbox import enqueue
from hub.groups.content import place
from hub.groups.models import Group
from hub.library import queries
from hub.library.licences import LICENCES
from hub.library.media import plain_name
from hub.library.models import READING, Blob, Document, DocumentTag, Version, VersionPage
from hub.organisations.queries import find_organisation
from hub.policy import Actor

TOPIC = "extract"
MOST_TAGS = 20
LONGEST_TAG = 60


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a person says of a document. `organisation` is a name; `folder_id` None is the top of the library."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    organisation: str = ""
    year: int | None = None
    licence: str = ""
    review_by: date | None = None
    folder_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Content:
    """The bytes of a version in the file store, or its text where that is all there is."""

    filename: str
    media_type: str
    size: int
    sha256: str
    text: str | None = None

    @classmethod
    def of_file(cls, stored: StoredFile, filename: str) -> Content:
        return cls(filename=plain_name(filename), media_type=stored.media_type, size=stored.size, sha256=stored.sha256)

    @classmethod
    def of_text(cls, text: str, filename: str) -> Content:
        raw = text.encode("utf-8", "replace")
        sha256 = hashlib.sha256(raw).hexdigest()
        return cls(filename=plain_name(filename), media_type="text/plain", size=len(raw), sha256=sha256, text=text)


def write_facts(actor: Actor, document: Document, group: Group, facts: Facts) -> None:
    """Put what the person said into the row. Refuses an organisation or a folder that is not there."""
    document.title = facts.title
    document.description = facts.description
    document.description_html = render(facts.description) if facts.description else ""
    document.year, document.review_by = facts.year, facts.review_by
    document.licence = facts.licence if facts.licence in LICENCES else ""
    document.organisation_id = _organisation_id(actor, facts.organisation)
    document.folder_id = _folder_id(actor, group, facts.folder_id)
    write_tags(document, facts.tags)


def write_tags(document: Document, names: tuple[str, ...]) -> None:
    """Tags are kept in the order they sort in, each once, whatever its capitals."""
    wanted = {name.casefold(): name for name in (" ".join(n.split())[:LONGEST_TAG] for n in names) if name}
    if len(wanted) > MOST_TAGS:
        raise Refused(_("Give at most %(number)s tags.", number=MOST_TAGS), field="tags")
    if not wanted and not document.tags:
        return
    kept = [tag for tag in document.tags if tag.name in wanted.values()]
    there = {tag.name for tag in kept}
    document.tags = kept + [DocumentTag(name=name) for name in wanted.values() if name not in there]


def _organisation_id(actor: Actor, name: str) -> int | None:
    if not name:
        return None
    found = find_organisation(actor, name)
    if found is None:
        message = _("We do not know “%(name)s”. Check the spelling, or leave it empty.", name=name)
        raise Refused(message, field="organisation")
    return found.id


def _folder_id(actor: Actor, group: Group, folder_id: int | None) -> int | None:
    if folder_id is None:
        return None
    folder = queries.find_folder(actor, group, folder_id)
    if folder is None:
        raise Refused(_("That folder is gone. Choose another."), field="folder")
    return folder.id


def place_document(actor: Actor, document: Document, group: Group, office_id: int | None) -> None:
    """Give a new document its author, the office they write in, and its audience."""
    document.author_id = actor.id
    document.author_appointment_id = office_id
    place(document, group)
    db.session.add(document)


def attach(document: Document, content: Content, *, number: int, author_id: int | None, note: str = "") -> Version:
    """Give the document its version `number` and make it the current one. The document has its id already."""
    version = Version(
        document_id=document.id,
        number=number,
        blob_sha256=None if content.text is not None else content.sha256,
        content_sha256=content.sha256,
        filename=content.filename,
        media_type=content.media_type,
        size=content.size,
        note=note,
        author_id=author_id,
    )
    if content.text is None:
        keep_blob(content)
    document.current_number = number
    db.session.add(version)
    return version


def keep_blob(content: Content) -> None:
    """Name the bytes in the database, once; until then they are garbage, and afterwards they are not."""
    if db.session.get(Blob, content.sha256) is None:
        db.session.add(Blob(sha256=content.sha256, size=content.size, media_type=content.media_type))
        db.session.flush()


def start_reading(version: Version, content: Content) -> None:
    """Text is there at once; a file is read later by the worker. The version has its id already."""
    if content.text is None:
        enqueue(TOPIC, "version", version.id)
        return
    version.state, version.read_at = ("read" if content.text.strip() else "no_text"), clock.now()
    version.page_count = 1 if version.state == "read" else 0
    if version.page_count:
        db.session.add(VersionPage(version_id=version.id, number=1, text=content.text.replace("\x00", "")))


def copy_reading(source: Version, target: Version) -> None:
    """The same bytes say the same: take over what was read of them."""
    target.state, target.detail = source.state, source.detail
    target.page_count, target.read_at = source.page_count, source.read_at
    if source.state == READING:
        enqueue(TOPIC, "version", target.id)
        return
    pages = select(literal(target.id), VersionPage.number, VersionPage.text).where(VersionPage.version_id == source.id)
    db.session.execute(insert(VersionPage).from_select(["version_id", "number", "text"], pages))


def tell_search(actor_id: int | None, document: Document) -> None:
    """The document changed in a way that search, or a page kept by somebody, should see."""
    record(ContentChanged(actor_id=actor_id, kind="document", object_id=document.id))
