"""Bringing threads of Stack Exchange into a group. Done again, it adds nothing: each thread is known by its address.

All is written by one account called Archive, which nobody can sign in to; each post says whose words they are and
where they come from, as their licence asks. Comments stand below what they are about.
"""

from __future__ import annotations

import gzip
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import select

from hub.accounts.models import User
from hub.conversations import writing
from hub.conversations.models import Conversation, Post
from hub.core import markup, outbox
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.content import place
from hub.groups.models import Group
from hub.groups.subscribers import SEARCH

ADDED, SAME, LEFT_OUT, BROKEN = "added", "already there", "left out", "could not be read"
ARCHIVE = "archive@archive.invalid"
BATCH = 50
KINDS = {"question", "discussion"}
LONGEST_TITLE = LONGEST_URL = 200

Thread = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A post that is to be: its source, when it was written, whether it is the accepted answer."""

    text: str
    at: datetime
    is_accepted: bool = False


def read_threads(path: Path) -> Iterator[Thread | None]:
    """The threads of a .jsonl file, packed or not; None for a line that is no thread."""
    with _opened(path) as lines:
        yield from (_thread(line) for line in lines if line.strip())


def _opened(path: Path) -> TextIO:
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8")
    return path.open(encoding="utf-8")


def _thread(line: str) -> Thread | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    needed = ("title", "body_html", "url", "kind", "created")
    return found if isinstance(found, dict) and all(isinstance(found.get(name), str) for name in needed) else None


def import_threads(threads: Iterable[Thread | None], slug: str) -> Iterator[str]:
    """Say of each thread what became of it. A batch is kept whole or not at all."""
    found = iter(threads)
    while batch := list(islice(found, BATCH)):
        with unit_of_work():
            yield from _import_batch(batch, slug)


def _import_batch(batch: Sequence[Thread | None], slug: str) -> list[str]:
    group = db.session.scalars(select(Group).where(Group.slug == slug)).one()
    urls = [thread["url"] for thread in batch if thread is not None]
    there = (Conversation.group_id == group.id, Conversation.external_id.in_(urls))
    known = set(db.session.scalars(select(Conversation.external_id).where(*there)))
    author = _archive()
    return [_import(thread, group, author, known) for thread in batch]


def _import(thread: Thread | None, group: Group, author: User, known: set[str | None]) -> str:
    if thread is None or len(thread["url"]) > LONGEST_URL:
        return BROKEN
    if thread["kind"] not in KINDS:
        return LEFT_OUT
    if thread["url"] in known:
        return SAME
    try:
        said, closed_at = _said(thread), _closed_at(thread)
    except (KeyError, TypeError, ValueError, OverflowError):
        return BROKEN
    known.add(thread["url"])
    conversation = _conversation(thread, group, author, said[0].at)
    for number, words in enumerate(said, 1):
        _post(conversation, group, author, words, number)
    _finish(conversation, said, closed_at)
    return ADDED


def _said(thread: Thread) -> list[Words]:
    """The opening post, then the answers as they were written one after the other."""
    answers = [(answer, _moment(answer["created"])) for answer in thread.get("answers") or []]
    opening = Words(_text(thread, thread), _moment(thread["created"]))
    return [opening] + [
        Words(_text(answer, thread), max(at, opening.at), bool(answer.get("accepted")))
        for answer, at in sorted(answers, key=lambda pair: pair[1])
    ]


def _closed_at(thread: Thread) -> datetime | None:
    return _moment(thread["closed"]) if thread.get("closed") else None


def _moment(written: str) -> datetime:
    """In UTC, which is also meant where no zone is named."""
    moment = datetime.fromisoformat(written)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _text(entry: Mapping[str, Any], thread: Thread) -> str:
    """The words as Markdown lets them pass: HTML, pictures as links, then the comments and whose words they are."""
    body = re.sub(r"<(/?)h1\b", r"<\1h2", entry["body_html"], flags=re.IGNORECASE)
    body = re.sub(r"<img\b[^>]*>", _picture_as_link, body, flags=re.IGNORECASE)
    body = re.sub(r"(?m)^#(?=\s)", "&#35;", body).replace("`", "&#96;")  # signs of Markdown are plain signs here
    whose = html.escape(str(entry.get("author") or "somebody"))
    source = f'{whose}, <a href="{html.escape(thread["url"])}">{html.escape(str(thread.get("site") or "there"))}</a>'
    licence = html.escape(str(thread.get("licence") or ""))
    credit = f"<p><em>{source}{f', {licence}' if licence else ''}</em></p>"
    return "\n\n".join(filter(None, (body.strip(), _comments(entry), credit)))


def _picture_as_link(found: re.Match[str]) -> str:
    """Pictures from elsewhere are not shown: whoever wants to see one follows the link."""
    source = re.search(r"""src\s*=\s*["']([^"']+)""", found[0], re.IGNORECASE)
    words = re.search(r"""alt\s*=\s*["']([^"']+)""", found[0], re.IGNORECASE)
    return f'<a href="{source[1]}">{words[1] if words else "picture"}</a>' if source else ""


def _comments(entry: Mapping[str, Any]) -> str:
    lines = [
        f"<li>{html.escape(str(comment['text']))} – {html.escape(str(comment.get('author') or 'somebody'))}</li>"
        for comment in entry.get("comments") or []
    ]
    return "<ul>\n" + "\n".join(lines) + "\n</ul>" if lines else ""


def _archive() -> User:
    """The account that writes what comes from elsewhere. It is closed: nobody signs in to it, no list shows it."""
    found = db.session.scalar(select(User).where(User.email == ARCHIVE))
    if found is None:
        found = User(email=ARCHIVE, display_name="Archive")
        db.session.add(found)
        db.session.flush()
        found.become("closed")
        db.session.flush()
    return found


def _conversation(thread: Thread, group: Group, author: User, at: datetime) -> Conversation:
    title = " ".join(html.unescape(thread["title"]).split())[:LONGEST_TITLE] or thread["url"]
    conversation = Conversation(title=title, is_question=thread["kind"] == "question", external_id=thread["url"])
    conversation.author_id, conversation.created_at, conversation.version = author.id, at, 1
    place(conversation, group)
    db.session.add(conversation)
    db.session.flush()
    outbox.enqueue(SEARCH, "conversation", conversation.id)
    return conversation


def _post(conversation: Conversation, group: Group, author: User, words: Words, number: int) -> None:
    post = Post(conversation=conversation, position=number, text=words.text, html=markup.render(words.text))
    post.author_id, post.created_at, post.version = author.id, words.at, 1
    place(post, group)
    db.session.add(post)


def _finish(conversation: Conversation, said: Sequence[Words], closed_at: datetime | None) -> None:
    """Keep the counts, the accepted answer and whether it was closed."""
    conversation.next_position = len(said) + 1
    accepted = [number for number, words in enumerate(said, 1) if words.is_accepted]
    conversation.answered_position = accepted[0] if accepted and conversation.is_question else None
    conversation.closed_at = closed_at
    writing.recount(conversation)
    writing.set_open(conversation)
    outbox.enqueue_all(SEARCH, "post", writing.ids_of_posts(conversation))
