"""`hub import councils` and `hub import similar-councils`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from hub.core.commands import import_group, with_progress
from hub.core.uow import unit_of_work
from hub.organisations import council_import, similar_import
from hub.organisations.register_files import BadRegister, Report, Row, read_register

REGISTER = click.Path(exists=True, dir_okay=False, path_type=Path)


def add_commands() -> None:
    """Add both to `hub import`."""
    import_group.add_command(import_councils)
    import_group.add_command(import_similar_councils)


@click.command("councils")
@click.argument("path", type=REGISTER)
@with_appcontext
def import_councils(path: Path) -> None:
    """Bring in the register of councils from a CSV file. Run again, it changes only what the register changed."""
    report = Report()
    rows = _read(path, council_import.COLUMNS, report)
    with unit_of_work():
        council_import.import_councils(with_progress(rows, "Councils"), report)
    _say(report)


@click.command("similar-councils")
@click.argument("path", type=REGISTER)
@click.option("--aliases", type=REGISTER, help="A CSV file of GSS codes that the register lacks.")
@with_appcontext
def import_similar_councils(path: Path, aliases: Path | None) -> None:
    """Bring in which councils are alike from a CSV file of three bases: global, economic, demographic."""
    report = Report()
    rows = _read(path, similar_import.COLUMNS, report)
    others = _read(aliases, similar_import.ALIAS_COLUMNS, report) if aliases else []
    with unit_of_work():
        similar_import.import_similar(with_progress(rows, "Similar councils"), others, report)
    _say(report)


def _read(path: Path, columns: tuple[str, ...], report: Report) -> list[Row]:
    try:
        return read_register(path, columns, report)
    except BadRegister as why:
        raise click.ClickException(str(why)) from None


def _say(report: Report) -> None:
    for sentence in report.remarks:
        click.echo(f"note: {sentence}")
    for sentence in report.refused:
        click.echo(f"refused: {sentence}")
    report.counts.setdefault("refused", 0)
    click.echo(", ".join(f"{number} {name}" for name, number in report.counts.items()))
