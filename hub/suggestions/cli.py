"""`hub import suggestions`: a file of suggestions from elsewhere, onto a group's board."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from hub.core.commands import with_progress
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.library.cli import wait_until_found
from hub.suggestions.importing import BadLine, Thread, bring_in, read_threads

BATCH = 50


@click.command("suggestions")
@click.argument("path", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--group", "slug", required=True, metavar="SLUG")
@with_appcontext
def import_suggestions(path: Path, slug: str) -> None:
    """Bring the suggestions of FILE (.jsonl or .jsonl.gz, forum threads of kind "suggestion") onto a group's board.

    Done again, it adds nothing. Who wrote them is named beside them; votes are told as a number, not as supporters.
    """
    _group(slug)
    threads: list[Thread] = []
    for found in read_threads(path):
        if isinstance(found, BadLine):
            click.echo(f"left out: {found}", err=True)
        else:
            threads.append(found)
    added, left = 0, with_progress(threads, "Storing", len(threads))
    while batch := list(islice(left, BATCH)):
        with unit_of_work():
            added += bring_in(_group(slug), batch)
    wait_until_found()
    click.echo(f"{added} added, {len(threads) - added} there already")


def _group(slug: str) -> Group:
    group = db.session.scalar(select(Group).where(Group.slug == slug))
    if group is None:
        raise click.ClickException(f"There is no group at {slug!r}.")
    return group
