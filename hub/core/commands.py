"""Command groups that several slices add to, and the progress bar they all show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import click
from flask import Flask
from rich.console import Console
from rich.progress import track

T = TypeVar("T")

# Progress goes to standard error, so that what a script reads on standard output stays clean.
progress_console = Console(stderr=True)

import_group = click.Group("import", help="Bring registers and documents in.")


def with_progress(things: Iterable[T], description: str, total: int | None = None) -> Iterator[T]:
    """Show a progress bar on standard error while going through `things`."""
    yield from track(things, description=description, total=total, console=progress_console)


def init_commands(app: Flask) -> None:
    """Give the `hub` command the groups that belong to no one slice."""
    app.cli.add_command(import_group)
