"""How search, lists and telling see a message, and the thread it stands in. The subject is the title of both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import url_for
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.accounts.authors import Pair, author_line
from hub.accounts.models import User
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, Moderation, Pages, SearchEntry
from hub.library.uploads import keep_file
from hub.messages import holding
from hub.messages.actions import send_message
from hub.messages.desk import page_of
from hub.messages.models import Message, Thread, message_documents
from hub.messages.queries import get_thread
from hub.messages.tokens import user_tokens_of
from hub.policy import Actor, NotFound, visible

EXCERPT = 160


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    """What the index should hold: for each message the people who take part in its thread now, and nobody else."""
    wanted = select(Message, Thread.subject).join(Thread, Thread.id == Message.thread_id)
    rows = db.session.execute(wanted.where(Message.id.in_(ids), Message.removed_at.is_(None))).all()
    people = user_tokens_of(row.thread_id for row, _subject in rows)
    return [entry for row, subject in rows if (entry := _entry(row, subject, people.get(row.thread_id, ())))]


def _entry(row: Message, subject: str, people: tuple[str, ...]) -> SearchEntry | None:
    tokens = people if row.audience.startswith("thread:") else (row.audience,)
    if not tokens:
        return None
    return SearchEntry(
        ref=f"message:{row.id}",
        kind="message",
        title=subject,
        body=plain_of_html(row.html),
        audiences=tokens,
        version=row.version,
        language=row.language,
        created_at=row.created_at,
    )


def items(rows: Sequence[Message]) -> list[Item]:
    """One line for each; they open at the message."""
    by = author_line((row.author_id, row.author_appointment_id) for row in rows)
    subjects = _subjects({row.thread_id for row in rows})
    return [_item(row, subjects[row.thread_id], by) for row in rows]


def _subjects(thread_ids: set[int]) -> dict[int, str]:
    return dict(db.session.execute(select(Thread.id, Thread.subject).where(Thread.id.in_(thread_ids))).all())


def _item(row: Message, subject: str, by: dict[Pair, str]) -> Item:
    return Item(
        ref=f"message:{row.id}",
        label=MESSAGE.label,
        title=subject,
        url=url_of(row),
        why=plain_of_html(row.html)[:EXCERPT],
        by=by[row.author_id, row.author_appointment_id],
        at=row.created_at,
    )


def url_of(row: Message) -> str:
    """The page of the thread on which it stands, at its place."""
    page = page_of(row.position)
    return url_for("messages.thread", thread_id=row.thread_id, page=page, _anchor=f"message-{row.id}")


def pages(rows: Sequence[Message]) -> Pages:
    return {row.id: [(None, plain_of_html(row.html))] for row in rows}


def reply(actor: Actor, message_id: int, text: str, files: Sequence[Path]) -> str:
    """An answer that came by mail, into the thread of the message. Files are taken by the library's rules."""
    found = db.session.scalar(select(Message).where(Message.id == message_id, visible(actor, Message)))
    if found is None:
        raise NotFound(message_id)
    thread = get_thread(actor, found.thread_id)
    contents = []
    for path in files:
        with path.open("rb") as stream:
            contents.append(keep_file(actor, thread, stream, path.name))
    return f"message:{send_message(actor, thread, text=text, contents=contents).id}"


def attached(ids: Sequence[int]) -> dict[int, list[str]]:
    """The refs of what came with each message, for the mail that tells of it."""
    found: dict[int, list[str]] = {}
    wanted = select(message_documents).where(message_documents.c.message_id.in_(ids))
    for message_id, document_id in db.session.execute(wanted.order_by(message_documents.c.document_id)):
        found.setdefault(message_id, []).append(f"document:{document_id}")
    return found


def wants_notice_only(_message_id: int, user_ids: Sequence[int]) -> set[int]:
    """Those who chose that their mail carries no text of a message."""
    chosen = (User.id.in_(user_ids), User.messages_in_mail == "notice")
    return set(db.session.scalars(select(User.id).where(*chosen)))


def copy_of(row: Message) -> str:
    """What a report keeps: the words of the message and the names of what came with it."""
    return "\n\n".join(filter(None, (plain_of_html(row.html), *(document.title for document in row.documents))))


def _no_entries(_ids: Sequence[int]) -> list[SearchEntry]:
    """A thread is found by its messages."""
    return []


def _thread_items(rows: Sequence[Thread]) -> list[Item]:
    return [
        Item(
            ref=f"thread:{row.id}",
            label=THREAD.label,
            title=row.subject,
            url=url_for("messages.thread", thread_id=row.id),
            at=row.created_at,
        )
        for row in rows
    ]


def _no_pages(rows: Sequence[Thread]) -> Pages:
    return {row.id: [] for row in rows}


MESSAGE = ContentKind(
    name="message",
    model=Message,
    label=_l("Message"),
    plural=_l("Messages"),
    entries=entries,
    items=items,
    pages=pages,
    moderation=Moderation(
        author_id=holding.author_of,
        hold=holding.hold_message,
        release=holding.release_message,
        remove=holding.remove_message,
        copy=copy_of,
    ),
    reply=reply,
)
THREAD = ContentKind(
    name="thread",
    model=Thread,
    label=_l("Thread"),
    plural=_l("Threads"),
    entries=_no_entries,
    items=_thread_items,
    pages=_no_pages,
)
