"""Bringing many documents in at once. Done again, it adds nothing: each is known by its id or by its content."""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.extract.plain import decode
from hub.core.files import TooLarge
from hub.core.storage import store
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.groups.queries import get_group
from hub.library import actions, intake, queries
from hub.library.folders import make_folder
from hub.library.intake import Content, Facts
from hub.library.media import in_words, plain_name, title_of
from hub.library.models import Document, Folder, Version
from hub.library.queries import Shelf
from hub.library.uploads import too_large
from hub.policy import Actor

ADDED, CHANGED, SAME, REFUSED = "added", "new version", "already there", "refused"
BATCH = 200
HEAD = 20_000
HEADINGS = (
    re.compile(r"\A---\s*\n(?:.*\n)*?title:\s*[\"']?(?P<title>[^\n\"']+)", re.MULTILINE),
    re.compile(r"<title[^>]*>\s*(?P<title>[^<]+?)\s*</title>", re.IGNORECASE),
    re.compile(r"^#\s+(?P<title>[^\n]+?)\s*#*$", re.MULTILINE),
)


@dataclass(frozen=True)
class Outcome:
    """What became of one file or row: `version_id` where something was made that may still have to be read."""

    name: str
    result: str
    reason: str = ""
    version_id: int | None = None


@dataclass(frozen=True)
class Row:
    """A line of a .jsonl file: its text is the whole of the document."""

    external_id: str | None
    title: str
    text: str


class BadRow(Exception):
    """A line that cannot be read as a document; the message says why."""


def list_files(root: Path) -> list[Path]:
    """The files at and below `root`, hidden ones and links left out, in the order of their names."""
    if root.is_file():
        return [root]
    found = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return sorted(path for path in found if not any(part.startswith(".") for part in path.relative_to(root).parts))


class Importer:
    """Imports for one person into one group. Bytes are written before the transaction that names them."""

    def __init__(self, actor: Actor, slug: str) -> None:
        self.actor, self.slug = actor, slug
        self._folders: dict[tuple[str, ...], int] = {}

    def _shelf(self) -> Shelf:
        return Shelf(get_group(self.actor, self.slug))

    def import_file(self, path: Path, root: Path) -> Outcome:
        """One file, into folders like the ones it lay in."""
        parts = [readable(part) for part in path.relative_to(root).parts] or [readable(path.name)]
        name = "/".join(parts)
        try:
            return self._import_file(path, name, tuple(parts[:-1]))
        except Refused as refusal:
            return Outcome(name, REFUSED, str(refusal))
        except TooLarge:
            return Outcome(name, REFUSED, too_large(parts[-1]))
        except OSError as error:
            return Outcome(name, REFUSED, f"It could not be read: {error.strerror}.")

    def _import_file(self, path: Path, name: str, parts: tuple[str, ...]) -> Outcome:
        if queries.has_content(self.actor, self._shelf().group, _hash_of(path)):
            return Outcome(name, SAME)
        with path.open("rb") as stream:
            stored = store().put(stream, settings().max_upload, readable(path.name))
        content = Content.of_file(stored, readable(path.name))
        with unit_of_work():
            shelf = self._shelf()
            facts = Facts(title=_title_in(path, stored.media_type), folder_id=self._folder_id(shelf, parts))
            document = actions.publish_document(self.actor, shelf, content, facts)
            version_id = _current_version_id(document)
        return Outcome(name, ADDED, version_id=version_id)

    def _folder_id(self, shelf: Shelf, parts: tuple[str, ...]) -> int | None:
        if not parts:
            return None
        if parts not in self._folders:
            parent_id = self._folder_id(shelf, parts[:-1])
            parent = queries.find_folder(self.actor, shelf.group, parent_id)
            self._folders[parts] = self._named(shelf, (in_words(parts[-1]) or parts[-1])[:120], parent).id
        return self._folders[parts]

    def _named(self, shelf: Shelf, name: str, parent: Folder | None) -> Folder:
        lines = queries.list_folders(self.actor, shelf.group, parent)
        same = (line.folder for line in lines if line.folder.name.casefold() == name.casefold())
        return next(same, None) or make_folder(self.actor, shelf, name, parent)

    def import_rows(self, rows: Sequence[Row]) -> list[Outcome]:
        """Some rows, no id twice, in one transaction."""
        with unit_of_work():
            shelf = self._shelf()
            known, hashes = self._known(shelf, rows)
            fresh: list[Row] = []
            outcomes: list[Outcome] = []
            for row in rows:
                key = row.external_id or _hash(row.text)
                if row.external_id in known:
                    outcomes.append(self._renew(known[row.external_id], row))
                elif row.external_id is None and key in hashes:
                    outcomes.append(Outcome(key, SAME))
                else:
                    fresh.append(row)
                    outcomes.append(Outcome(key, ADDED))
            self._publish(shelf, fresh)
        return outcomes

    def _known(self, shelf: Shelf, rows: Sequence[Row]) -> tuple[dict[str | None, Document], set[str]]:
        ids = [row.external_id for row in rows if row.external_id]
        wanted = select(Document).where(Document.group_id == shelf.group_id, Document.external_id.in_(ids))
        known = {document.external_id: document for document in db.session.scalars(wanted)}
        sums = [_hash(row.text) for row in rows if not row.external_id]
        there = select(Version.content_sha256).join(Document, Document.id == Version.document_id)
        there = there.where(Document.group_id == shelf.group_id, Version.content_sha256.in_(sums))
        return known, set(db.session.scalars(there)) if sums else set()

    def _publish(self, shelf: Shelf, rows: Sequence[Row]) -> None:
        arrivals = [(_content(row), Facts(title=row.title[:200]), row.external_id) for row in rows]
        if arrivals:
            actions.publish_documents(self.actor, shelf, arrivals)

    def _renew(self, document: Document, row: Row) -> Outcome:
        name, content = str(row.external_id), _content(row)
        if document.removed_at is not None:
            return Outcome(name, REFUSED, "It was removed and is in the bin.")
        current = queries.get_version(self.actor, document)
        has_new_title = bool(row.title) and document.title != row.title[:200]
        if current.content_sha256 == content.sha256 and not has_new_title:
            return Outcome(name, SAME)
        if has_new_title:
            document.title = row.title[:200]
            document.version += 1
            intake.tell_search(self.actor.id, document)
        if current.content_sha256 != content.sha256:
            actions.add_version(self.actor, document, content)
        return Outcome(name, CHANGED)


def batches(rows: Iterable[Row], size: int = BATCH) -> Iterator[list[Row]]:
    """Some rows at a time, no id twice among them: of two the later is a new version of the earlier."""
    batch: dict[str, Row] = {}
    for row in rows:
        key = row.external_id or _hash(row.text)
        if key in batch or len(batch) == size:
            yield list(batch.values())
            batch = {}
        batch[key] = row
    if batch:
        yield list(batch.values())


def read_rows(path: Path) -> Iterator[Row | BadRow]:
    """The documents of a .jsonl file, a line each; what is wrong with a line comes in its place."""
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                try:
                    yield _row_of(json.loads(decode(line)))
                except (ValueError, TypeError) as error:
                    yield BadRow(f"line {number}: {error}")


def _row_of(fields: Any) -> Row:
    if not isinstance(fields, dict) or not isinstance(fields.get("text"), str):
        raise TypeError("it needs an object with a text")
    external_id = fields.get("id")
    key = str(external_id) if external_id not in (None, "") else None
    if key is not None and len(key) > 200:
        raise ValueError("its id has more than 200 characters")
    title = str(fields.get("title") or "").strip()
    row = Row(key, " ".join(title.split()), fields["text"])
    if any("\ud800" <= sign <= "\udfff" for sign in f"{row.external_id}{row.title}{row.text}"):
        raise ValueError("it has half a character, which cannot be kept")
    return row


def _content(row: Row) -> Content:
    return Content.of_text(row.text, plain_name(f"{row.external_id or row.title[:80] or 'text'}.txt"))


def _title_in(path: Path, media_type: str) -> str:
    """What a page of text calls itself; the file's name where it does not say."""
    if media_type in {"text/markdown", "text/html"}:
        with path.open("rb") as file:
            head = decode(file.read(HEAD))
        found = next((match["title"].strip(" *_`") for pattern in HEADINGS if (match := pattern.search(head))), "")
        if found:
            return " ".join(html.unescape(found).split())[:200]
    return title_of(readable(path.name))


def readable(name: str) -> str:
    """A file's name as text, whatever bytes an old machine made it of."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def _current_version_id(document: Document) -> int | None:
    wanted = select(Version.id).where(Version.document_id == document.id, Version.number == document.current_number)
    return db.session.scalar(wanted)
