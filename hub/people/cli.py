"""`hub people`: keeping the index by which people are found."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from hub.people.words import rebuild as rebuild_words


@click.group("people")
def people() -> None:
    """Keep the words by which people are found."""


@people.command("rebuild")
@with_appcontext
def rebuild() -> None:
    """Make the words of every profile anew. People can be looked for meanwhile."""
    click.echo(f"Read the profiles of {rebuild_words()} people.")
