"""`hub search` and `hub index`, with the same rights as the page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core.commands import with_progress
from hub.core.db import db
from hub.core.outbox import count_waiting
from hub.core.registry import load_actor
from hub.core.web import settings
from hub.policy import VISITOR, Actor
from hub.search import filters, queries, upkeep
from hub.search.engines.base import Busy
from hub.search.index import TOPIC, count_batches
from hub.search.queries import Result, Results

Asked = tuple[str, str]


@click.command("search")
@click.argument("query", required=False)
@click.option("--as", "email", metavar="EMAIL", help="Search with this person's rights; a visitor's without.")
@click.option("--queries", "file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--json", "as_json", is_flag=True, help="One object a line, for scripts.")
@with_appcontext
def search(query: str | None, email: str | None, file: Path | None, limit: int, *, as_json: bool) -> None:
    """Search the hub for QUERY, or for each line {id, text} of a file."""
    if (query is None) == (file is None):
        raise click.UsageError("Give either a query in quotes or --queries FILE.")
    actor = _actor_of(email)
    with current_app.test_request_context(base_url=settings().base_url):
        for query_id, text in _asked(query, file):
            found = queries.search(actor, text, size=limit)
            click.echo(_as_json(actor, query_id, found) if as_json else _as_text(found))
            db.session.rollback()


def _actor_of(email: str | None) -> Actor:
    if email is None:
        return VISITOR
    user = db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))
    if user is None:
        raise click.ClickException(f"Nobody here has the e-mail address {email}.")
    return load_actor(user.id)


def _asked(query: str | None, file: Path | None) -> Iterator[Asked]:
    if file is None:
        yield "", query or ""
        return
    for number, line in enumerate(file.read_bytes().split(b"\n"), 1):
        if line.strip():
            yield _read_line(number, line)


def _read_line(number: int, line: bytes) -> Asked:
    try:
        fields = json.loads(line)
        return str(fields["id"]), str(fields["text"])
    except (ValueError, KeyError, TypeError):
        raise click.ClickException(f"Line {number} is no object with an id and a text.") from None


def _as_json(actor: Actor, query_id: str, found: Results) -> str:
    groups = filters.group_names(actor, {str(result.group_id) for result in found.items if result.group_id})
    hits = [_hit(result, groups.get(str(result.group_id), (None, ""))[0]) for result in found.items]
    answer = {"query_id": query_id, "query": found.text, "total": found.total, "hits": hits}
    return json.dumps(answer, ensure_ascii=False)


def _hit(result: Result, group: str | None) -> dict[str, Any]:
    return {
        "ref": result.hit.ref,
        "kind": result.hit.kind,
        "title": result.item.title,
        "url": result.url,
        "group": group,
        "page": result.page,
        "passage": result.passage.striptags(),
        "score": round(result.hit.score, 4),
        "external_id": result.hit.external_id,
    }


def _as_text(found: Results) -> str:
    lines = [f'{found.total} found for "{found.text}"']
    for number, result in enumerate(found.items, 1):
        place = f" – {result.item.place}" if result.item.place else ""
        lines += [f"{number}. {result.line.title}{place}", f"   {result.url}", f"   {result.passage.striptags()}"]
    return "\n".join(lines)


@click.group("index")
def index() -> None:
    """Look after the search index."""


@index.command("status")
@with_appcontext
def show_status() -> None:
    """Say what the index holds and whether it is up to date."""
    status = upkeep.state()
    words = {"ready": "ready", "missing": "missing", "older": "of another day", "damaged": "damaged"}
    click.echo(f"engine   {status.engine}\nstate    {words[status.reason]}\nentries  {status.entries}")
    click.echo(f"waiting  {count_waiting(TOPIC)}\nbuilt    {status.built_at or 'never'}")
    if not status.ready:
        click.echo("The worker rebuilds it when it starts; `hub index rebuild` does so now.")


@index.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Build the index anew beside the one in use, then swap: people search on meanwhile."""
    total = count_batches()
    try:
        status = upkeep.rebuild(lambda batches: with_progress(batches, "Rebuilding the index", total))
    except Busy:
        raise click.ClickException("The index is being rebuilt already: wait until that has ended.") from None
    click.echo(f"{status.entries} entries in the new index")


@index.command("verify")
@with_appcontext
def verify() -> None:
    """Compare the index with the rows, and queue what differs for the worker."""
    count = upkeep.verify()
    click.echo(f"{count} {'difference' if count == 1 else 'differences'} between the index and the database")
    if count:
        click.echo("They are queued; the worker mends them.")
