"""Documents that are sent with a message: taken by the library's rules, and in no library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub.accounts.authors import main_appointment_id
from hub.core.db import db
from hub.groups.content import place_in_thread
from hub.library import intake
from hub.library.intake import Content
from hub.library.media import refuse_what_is_no_document, title_of
from hub.library.models import Document
from hub.policy import Actor, Verb, require


def attach_to_thread(actor: Actor, thread: Any, contents: Sequence[Content]) -> list[Document]:
    """Make the files documents that the people of the thread may read, and nobody else. `thread` has its id."""
    require(actor, Verb.CONTRIBUTE, thread)
    office_id = main_appointment_id(actor) if contents else None
    documents = [_new(actor, thread.id, office_id, content) for content in contents]
    db.session.flush()
    pairs = [
        (intake.attach(document, content, number=1, author_id=actor.id), content)
        for document, content in zip(documents, contents, strict=True)
    ]
    db.session.flush()
    for version, content in pairs:
        intake.start_reading(version, content)
    for document in documents:
        intake.tell_search(actor.id, document)
    return documents


def _new(actor: Actor, thread_id: int, office_id: int | None, content: Content) -> Document:
    if content.text is None:
        refuse_what_is_no_document(content.media_type, content.filename, content.size)
    document = Document(title=title_of(content.filename), author_id=actor.id, author_appointment_id=office_id)
    place_in_thread(document, thread_id)
    db.session.add(document)
    return document
