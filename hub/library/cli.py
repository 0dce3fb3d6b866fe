"""`hub import documents`: a folder, a file or a .jsonl into a group's library."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from rich.progress import Progress, TaskID
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core import outbox, worker
from hub.core.commands import import_group, progress_console, with_progress
from hub.core.db import db
from hub.core.files import StorageFull
from hub.core.registry import hub, load_actor
from hub.core.web import settings
from hub.library import queries
from hub.library.importing import REFUSED, BadRow, Importer, Outcome, Row, batches, list_files, read_rows
from hub.library.models import Version
from hub.policy import Actor, Forbidden, NotFound, Verb, require

LOOK_EVERY = 0.25
LOOKS = 120
TOPICS = {"extract": "Reading", "index": "Indexing"}
READING_WORDS = {
    "read": "read",
    "no_text": "no text found",
    "password": "needs a password",
    "damaged": "damaged",
    "unsupported": "kind of file that is not read",
    "reading": "not read yet",
}


def add_commands() -> None:
    """Add to `hub import`."""
    import_group.add_command(import_documents)


@click.command("documents")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--group", "slug", required=True, metavar="SLUG")
@click.option("--as", "email", required=True, metavar="EMAIL", help="Whose documents they will be.")
@with_appcontext
def import_documents(path: Path, slug: str, email: str) -> None:
    """Bring PATH (a folder, a file, or a .jsonl of {id, title, text}) into a group's library.

    Done again, it adds nothing. Ends when all is read and can be found.
    """
    importer = Importer(_contributor(email, slug), slug)
    is_rows = path.is_file() and path.suffix.lower() == ".jsonl"
    try:
        outcomes = _import_rows(importer, path) if is_rows else _import_files(importer, path)
    except StorageFull:
        raise click.ClickException(
            "The disk is full. What was brought in before is safe; make room, try again."
        ) from None
    finally:
        wait_until_found()
    _say(outcomes, is_each=not is_rows)


def _contributor(email: str, slug: str) -> Actor:
    user_id = db.session.scalar(select(User.id).where(func.lower(User.email) == email.strip().lower()))
    if user_id is None:
        raise click.ClickException(f"Nobody here has the e-mail address {email}.")
    actor = load_actor(user_id)
    try:
        require(actor, Verb.CONTRIBUTE, queries.get_shelf(actor, slug))
    except (NotFound, Forbidden):
        raise click.ClickException(f"{email} may not add documents to the group {slug!r}, or there is none.") from None
    return actor


def _import_files(importer: Importer, path: Path) -> list[Outcome]:
    root = path.resolve()
    return [importer.import_file(file, root) for file in with_progress(list_files(root), "Storing")]


def _import_rows(importer: Importer, path: Path) -> list[Outcome]:
    with path.open("rb") as lines:
        total = sum(1 for _line in lines)
    refused: list[Outcome] = []
    rows = _sound(with_progress(read_rows(path), "Storing", total), refused)
    return [outcome for batch in batches(rows) for outcome in importer.import_rows(batch)] + refused


def _sound(rows: Iterable[Row | BadRow], refused: list[Outcome]) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, BadRow):
            refused.append(Outcome("", REFUSED, str(row)))
        else:
            yield row


def wait_until_found() -> None:
    """Wait for the worker that runs, or work here where none does, until all is read and indexed."""
    with Progress(console=progress_console) as progress:
        bars = {topic: progress.add_task(words, total=None) for topic, words in TOPICS.items()}
        most: Counter[str] = Counter()
        while any(_waiting(topic) for topic in bars):
            with _working() as is_ours:
                _watch(progress, bars, most, count() if is_ours else range(LOOKS))
        for bar in bars.values():
            progress.update(bar, total=1, completed=1)


def _watch(progress: Progress, bars: dict[str, TaskID], most: Counter[str], looks: Iterable[int]) -> None:
    """Show how far it is until all is done; return sooner where the worker is another's and may have gone away."""
    for _ in looks:
        waiting = {topic: _waiting(topic) for topic in bars}
        for topic, left in waiting.items():
            most[topic] = max(most[topic], left)
            progress.update(bars[topic], total=max(most[topic], 1), completed=most[topic] - left)
        if not any(waiting.values()):
            return
        time.sleep(LOOK_EVERY)


def _waiting(topic: str) -> int:
    db.session.rollback()
    return outbox.count_waiting(topic) if topic in hub().consumers else 0


@contextmanager
def _working() -> Iterator[bool]:
    """Keep the promises in this process, unless another already does."""
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    try:
        with worker.running(app, settings().data_dir):
            yield True
    except worker.Busy:
        yield False


def _say(outcomes: list[Outcome], *, is_each: bool) -> None:
    states = _states(outcomes)
    counts: Counter[str] = Counter(outcome.result for outcome in outcomes)
    for outcome in outcomes:
        state = states.get(outcome.version_id or 0, "")
        counts.update([state] if state else [])
        if is_each or outcome.result == REFUSED:
            click.echo(
                ": ".join(
                    filter(None, (outcome.name, ", ".join(filter(None, (outcome.result, state))), outcome.reason))
                )
            )
    click.echo(", ".join(f"{number} {words}" for words, number in counts.most_common()) or "nothing to bring in")


def _states(outcomes: list[Outcome]) -> dict[int, str]:
    db.session.rollback()
    ids = [outcome.version_id for outcome in outcomes if outcome.version_id]
    found: dict[int, str] = {}
    for start in range(0, len(ids), 500):
        wanted = select(Version.id, Version.state).where(Version.id.in_(ids[start : start + 500]))
        found |= {key: READING_WORDS[state] for key, state in db.session.execute(wanted)}
    return found
