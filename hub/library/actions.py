"""What people do with documents: publish, describe, replace, put back, throw away and fetch out of the bin."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _

from hub.accounts.authors import main_appointment_id
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.groups.content import remove, restore
from hub.library import intake, queries
from hub.library.events import (
    DocumentEdited,
    DocumentPublished,
    DocumentRemoved,
    DocumentRestored,
    VersionAdded,
)
from hub.library.intake import Content, Facts
from hub.library.media import refuse_what_is_no_document, title_of
from hub.library.models import Document, Version
from hub.library.queries import Shelf
from hub.policy import Actor, Forbidden, Verb, can, require


def publish_document(
    actor: Actor, shelf: Shelf, content: Content, facts: Facts, *, external_id: str | None = None
) -> Document:
    """Put a document into a group's library. Its text is read afterwards."""
    return publish_documents(actor, shelf, [(content, facts, external_id)])[0]


def publish_documents(
    actor: Actor, shelf: Shelf, arrivals: Sequence[tuple[Content, Facts, str | None]]
) -> list[Document]:
    """Many at once, with as few statements as one would need."""
    require(actor, Verb.CONTRIBUTE, shelf)
    office_id = main_appointment_id(actor)
    documents = [_new_document(actor, shelf, office_id, *arrival) for arrival in arrivals]
    db.session.flush()
    pairs = [
        (intake.attach(document, content, number=1, author_id=actor.id), content)
        for document, (content, _facts, _id) in zip(documents, arrivals, strict=True)
    ]
    db.session.flush()
    for version, content in pairs:
        intake.start_reading(version, content)
    for document in documents:
        record(DocumentPublished(actor_id=actor.id, document_id=document.id, group_id=shelf.group_id))
        intake.tell_search(actor.id, document)
    return documents


def _new_document(
    actor: Actor, shelf: Shelf, office_id: int | None, content: Content, facts: Facts, external_id: str | None
) -> Document:
    if content.text is None:
        refuse_what_is_no_document(content.media_type, content.filename, content.size)
    document = Document(external_id=external_id, title="")
    intake.write_facts(actor, document, shelf.group, facts)
    document.title = facts.title or title_of(content.filename)
    intake.place_document(actor, document, shelf.group, office_id)
    return document


def edit_document(actor: Actor, document: Document, facts: Facts) -> None:
    """Change what is said of a document, or the folder it lies in."""
    require(actor, Verb.EDIT, document)
    if document.group is None:
        raise Refused(_("This document belongs to a message and cannot be filed."))
    intake.write_facts(actor, document, document.group, facts)
    _changed(actor, document)
    record(DocumentEdited(actor_id=actor.id, ref=_ref(document), group_id=document.group_id))


def add_version(actor: Actor, document: Document, content: Content, *, note: str = "") -> Version:
    """Put a new file in place of the current one, which stays to be had."""
    require(actor, Verb.EDIT, document)
    current = queries.get_version(actor, document)
    if content.text is None:
        refuse_what_is_no_document(content.media_type, content.filename, content.size)
    if current.content_sha256 == content.sha256:
        raise Refused(_("This is the same file as the one already here, so nothing was changed."), field="files")
    version = intake.attach(document, content, number=_next_number(actor, document), author_id=actor.id, note=note)
    db.session.flush()
    intake.start_reading(version, content)
    _version_added(actor, document, note)
    return version


def restore_version(actor: Actor, document: Document, number: int) -> Version:
    """Make an older file the current one again, as a new version."""
    require(actor, Verb.EDIT, document)
    if number == document.current_number:
        raise Refused(_("This is the current version already."))
    old = queries.get_version(actor, document, number)
    note = _("Version %(number)s put back", number=number)
    version = Version(
        document_id=document.id,
        number=_next_number(actor, document),
        blob_sha256=old.blob_sha256,
        content_sha256=old.content_sha256,
        filename=old.filename,
        media_type=old.media_type,
        size=old.size,
        note=note,
        author_id=actor.id,
    )
    db.session.add(version)
    db.session.flush()
    document.current_number = version.number
    intake.copy_reading(old, version)
    _version_added(actor, document, note)
    return version


def _next_number(actor: Actor, document: Document) -> int:
    return queries.list_versions(actor, document)[0].number + 1


def _version_added(actor: Actor, document: Document, note: str) -> None:
    _changed(actor, document)
    record(VersionAdded(actor_id=actor.id, ref=_ref(document), group_id=document.group_id, reason=note))


def remove_document(actor: Actor, document: Document, *, reason: str = "") -> None:
    """Put a document into the bin. Facilitators say why; authors need not."""
    if not can(actor, Verb.MODERATE, document):
        require(actor, Verb.EDIT, document)
    if document.group is None:
        raise Refused(_("This document belongs to a message, so there is no bin for it."))
    if document.removed_at is not None:
        raise Refused(_("This document is in the bin already."))
    if not reason and document.author_id != actor.id:
        raise Refused(_("Say why you remove it. Its author will read this."), field="reason")
    remove(document, document.group, by_id=actor.id, reason=reason)
    intake.tell_search(actor.id, document)
    record(DocumentRemoved(actor_id=actor.id, ref=_ref(document), group_id=document.group_id, reason=reason))


def restore_document(actor: Actor, document: Document) -> None:
    """Fetch a document out of the bin: facilitators any, authors what they threw away themselves."""
    if not can(actor, Verb.MODERATE, document):
        require(actor, Verb.EDIT, document)
        if document.removed_by_id != actor.id:
            raise Forbidden(Verb.MODERATE)
    if document.removed_at is None or document.group is None:
        raise Refused(_("This document is not in the bin."))
    restore(document, document.group)
    intake.tell_search(actor.id, document)
    record(DocumentRestored(actor_id=actor.id, ref=_ref(document), group_id=document.group_id))


def _changed(actor: Actor, document: Document) -> None:
    document.version += 1
    document.edited_at = clock.now()
    intake.tell_search(actor.id, document)


def _ref(document: Document) -> str:
    return f"document:{document.id}"
