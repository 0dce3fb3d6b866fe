"""`hub import conversations`: threads of a community elsewhere into a group."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from hub.conversations.importing import ADDED, import_threads, read_threads
from hub.core.commands import import_group, with_progress
from hub.core.db import db
from hub.groups.models import Group


def add_commands() -> None:
    """Add to `hub import`."""
    import_group.add_command(import_conversations)


@click.command("conversations")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", "slug", required=True, metavar="SLUG")
@with_appcontext
def import_conversations(path: Path, slug: str) -> None:
    """Bring the threads of FILE (a .jsonl of Stack Exchange questions, packed or not) into a group.

    Questions keep their accepted answer. Done again, it adds nothing. The worker indexes them afterwards.
    """
    if db.session.scalar(select(Group.id).where(Group.slug == slug)) is None:
        raise click.ClickException(f"There is no group with the address {slug!r}.")
    threads = with_progress(read_threads(path), "Bringing in")
    results = Counter(import_threads(threads, slug))
    for result, number in results.most_common():
        click.echo(f"{number:7} {result}")
    if not results[ADDED]:
        click.echo("Nothing was added.")
