"""Suggestions from elsewhere: threads of a forum, a line of JSON each, with what was said of them.

Who wrote them there is named beside them. Votes are nobody's here: they are told as a number, never as supporters.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub.core import markup
from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.groups.content import place
from hub.groups.models import Group
from hub.suggestions import counting
from hub.suggestions.events import SuggestionsImported
from hub.suggestions.models import StatusChange, Suggestion, SuggestionComment

STATUS_TAGS = {
    "status-completed": "done",
    "status-planned": "planned",
    "status-review": "under_review",
    "status-deferred": "under_review",
    "status-declined": "declined",
    "status-bydesign": "declined",
    "status-norepro": "declined",
}
MARKED_SO = "It was marked “{tag}” where it came from."


class BadLine(Exception):
    """A line that cannot be read as a suggestion; the message says why."""


@dataclass(frozen=True)
class Said:
    """A word about a suggestion, there."""

    html: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Thread:
    """A suggestion as it stood where it came from."""

    key: str
    title: str
    html: str
    who: str
    url: str
    at: datetime
    score: int
    tag: str = ""
    said: tuple[Said, ...] = field(default=())


def read_threads(path: Path) -> Iterator[Thread | BadLine]:
    """The suggestions of a .jsonl or .jsonl.gz file; other kinds of thread are left out."""
    with gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                facts = json.loads(line) if line.strip() else {}
                if facts.get("kind") == "suggestion":
                    yield _thread(facts)
            except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
                yield BadLine(f"line {number}: {error}")


def _thread(facts: dict[str, Any]) -> Thread:
    site = str(facts["site"])
    title = " ".join(str(facts["title"]).split())[:200]
    if not title:
        raise ValueError("it has no title")
    found = Thread(
        key=f"{site}:{facts['id']}"[:200],
        title=title,
        html=str(facts["body_html"]),
        who=f"{facts['author']}, {site}"[:300],
        url=_web_address(facts.get("url")),
        at=_moment(facts["created"]),
        score=min(max(int(facts.get("score") or 0), 0), 1_000_000),
        tag=next((tag for tag in facts.get("tags", ()) if tag in STATUS_TAGS), ""),
        said=tuple(sorted(_said(facts, site), key=lambda one: one.at)),
    )
    _check_signs((found.key, title, found.html, found.who, found.url))
    for one in found.said:
        _check_signs((one.html, one.who))
    return found


def _check_signs(texts: Iterable[str]) -> None:
    """Neither database keeps a NUL, or the half of a sign that JSON can write as \\ud800."""
    for text in texts:
        if "\0" in text:
            raise ValueError("it has signs that cannot be kept")
        text.encode()


def _said(facts: dict[str, Any], site: str) -> Iterator[Said]:
    for answer in (facts, *facts.get("answers", ())):
        if answer is not facts:
            yield Said(str(answer["body_html"]), f"{answer['author']}, {site}"[:300], _moment(answer["created"]))
        for comment in answer.get("comments", ()):
            yield Said(str(comment["text"]), f"{comment['author']}, {site}"[:300], _moment(comment["created"]))


def _moment(written: Any) -> datetime:
    moment = datetime.fromisoformat(str(written))
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def _web_address(url: Any) -> str:
    return url if isinstance(url, str) and url.startswith("https://") and len(url) <= 500 else ""


def bring_in(group: Group, threads: Sequence[Thread]) -> int:
    """Add those that are not there yet, in the unit of work under way. Gives how many that were."""
    keys = [thread.key for thread in threads]
    there = select(Suggestion.external_id).where(Suggestion.group_id == group.id, Suggestion.external_id.in_(keys))
    known = set(db.session.scalars(there))
    fresh = list({thread.key: thread for thread in threads if thread.key not in known}.values())
    for thread in fresh:
        _add(group, thread)
    if fresh:
        ref, many = f"group:{group.id}", str(len(fresh))
        record(SuggestionsImported(actor_id=None, ref=ref, group_id=group.id, reason=many))
    return len(fresh)


def _add(group: Group, thread: Thread) -> None:
    row = Suggestion(title=thread.title, text=thread.html, text_html=markup.render(thread.html))
    row.external_id, row.source_note, row.source_url = thread.key, thread.who, thread.url
    row.earlier_support, row.created_at, row.moved_at = thread.score, thread.at, thread.at
    row.status = STATUS_TAGS.get(thread.tag, "open")
    place(row, group)
    db.session.add(row)
    db.session.flush()
    if thread.tag:
        reason = MARKED_SO.format(tag=thread.tag)
        db.session.add(StatusChange(suggestion_id=row.id, earlier="open", status=row.status, reason=reason))
    comments = [_comment(group, row, said) for said in thread.said]
    db.session.add_all(comments)
    db.session.flush()
    counting.count(row, 1)
    counting.recount_comments(row)
    record(ContentChanged(actor_id=None, kind="suggestion", object_id=row.id))
    for comment in comments:
        record(ContentChanged(actor_id=None, kind="suggestion_comment", object_id=comment.id))


def _comment(group: Group, row: Suggestion, said: Said) -> SuggestionComment:
    comment = SuggestionComment(suggestion=row, text=said.html, text_html=markup.render(said.html))
    comment.source_note, comment.created_at = said.who, said.at
    place(comment, group)
    return comment
