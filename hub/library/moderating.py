"""What a decision on a report does to a document: hold it back, put it back, or take it down."""

from __future__ import annotations

from flask_babel import gettext as _

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.core.markup import plain_of_html
from hub.core.registry import Moderation
from hub.groups.content import place
from hub.groups.models import Group
from hub.library import actions, intake
from hub.library.events import DocumentHeld, DocumentReleased
from hub.library.kind import pages
from hub.library.models import Document
from hub.policy import Actor, NotFound, Verb, require


def hold_document(actor: Actor, document_id: int, reason: str) -> None:
    """Hide it until it has been looked at: only facilitators and its author see it then."""
    document, group = _found(actor, document_id)
    if document.removed_at is not None:
        raise Refused(_("This document is in the bin already."))
    if document.reach == "facilitators":
        return
    _move(actor, document, group, "facilitators")
    record(DocumentHeld(actor_id=actor.id, ref=f"document:{document.id}", group_id=group.id, reason=reason))


def release_document(actor: Actor, document_id: int) -> None:
    """Show it to the group again, whether it was held or removed."""
    document, group = _found(actor, document_id)
    if document.removed_at is not None:
        actions.restore_document(actor, document)
    if document.reach == "group":
        return
    _move(actor, document, group, "group")
    record(DocumentReleased(actor_id=actor.id, ref=f"document:{document.id}", group_id=group.id))


def remove_document(actor: Actor, document_id: int, reason: str) -> None:
    document, _group = _found(actor, document_id)
    actions.remove_document(actor, document, reason=reason)


def _found(actor: Actor, document_id: int) -> tuple[Document, Group]:
    document = db.session.get(Document, document_id, with_for_update=True)
    if document is None:
        raise NotFound(document_id)
    if document.group is None:
        raise Refused(_("This document came with a message. Decide on the message, and it goes with it."))
    require(actor, Verb.MODERATE, document)
    return document, document.group


def _move(actor: Actor, document: Document, group: Group, reach: str) -> None:
    place(document, group, reach)
    document.version += 1
    intake.tell_search(actor.id, document)


def _copy(document: Document) -> str:
    """The title, what is said of it, and the words of the file."""
    described = plain_of_html(document.description_html) if document.description_html else ""
    words = [text for number, text in pages([document])[document.id] if number is not None]
    return "\n\n".join(filter(None, (document.title, described, *words)))


MODERATION = Moderation(
    author_id=lambda document: document.author_id,
    hold=hold_document,
    release=release_document,
    remove=remove_document,
    copy=_copy,
)
