"""The `hub` command. Slices add their own commands; these are the ones about the hub as a whole."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import Any

import click
from flask import current_app
from flask.cli import FlaskGroup, with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import OperationalError, ProgrammingError

from hub import config
from hub.app import ROOT, create_app
from hub.core import worker
from hub.core.uow import unit_of_work
from hub.core.web import settings


def _create_app() -> Any:
    try:
        return create_app()
    except config.BadSetting as mistakes:
        raise click.UsageError(str(mistakes)) from None


cli = FlaskGroup(create_app=_create_app, add_default_commands=False, add_version_option=False, load_dotenv=False)
cli.help = "Run and look after the Knowledge Hub."


def main() -> None:
    """The entry point of the `hub` command."""
    try:
        cli(prog_name="hub")
    except (OperationalError, ProgrammingError) as error:
        sys.exit(f"The database does not do as asked: {str(error.orig).strip()}\nIs it up to date? Run hub db upgrade.")


@cli.command("run")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@with_appcontext
def run(host: str, port: int) -> None:
    """Serve the hub, with its worker, until Ctrl-C."""
    from hub.core.server import Server

    if mistakes := config.mistakes_of_binding(settings(), host):
        raise click.ClickException("\n".join(mistakes))
    upgrade(directory=str(ROOT / "migrations"))
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    if "HUB_BASE_URL" not in os.environ:
        current_app.extensions["settings"] = replace(settings(), base_url=address)  # so that links in mail lead here
    _announce(address)
    Server(current_app._get_current_object(), settings(), host, port).run()  # type: ignore[attr-defined]


def _announce(address: str) -> None:
    from hub.accounts.entry import offer_first_administrator

    reached = settings().base_url
    lines = _start_demo() if settings().demo else []
    with unit_of_work():
        token = offer_first_administrator()
    if token and not settings().demo:
        lines.append(f"No one can sign in yet. Make the first administrator: {reached}/first-administrator/{token}")
    if settings().mail_url is None:
        lines.append(f"Mail is written to {settings().data_dir / 'mail'}")
    click.echo("\n".join([f"The Knowledge Hub is at {address}", *lines, "Press Ctrl-C to end."]))
    sys.stdout.flush()


def _start_demo() -> list[str]:
    from hub import demo

    try:
        return demo.start()
    except demo.NotADemo as refusal:
        raise click.ClickException(str(refusal)) from None


@cli.command("demo")
@click.option("--size", default="small", show_default=True, type=click.Choice(["small", "medium", "full"]))
@click.option("--posts", type=click.IntRange(100), help="As many posts, whatever the size says.")
@click.option("--index", is_flag=True, help="Build the search index too; at full size that takes long.")
@with_appcontext
def fill_demo(size: str, posts: int | None, index: bool) -> None:
    """Fill an empty database with a made-up hub: small (a story), medium (10,000 posts) or full (1,000,000)."""
    from hub.demo import NotADemo
    from hub.demo.large import start_large
    from hub.demo.sizes import SIZES

    upgrade(directory=str(ROOT / "migrations"))
    try:
        lines = _start_demo() if size == "small" else start_large(SIZES[size].with_posts(posts), click.echo)
    except NotADemo as refusal:
        raise click.ClickException(str(refusal)) from None
    if index:
        from hub.search import upkeep

        upkeep.rebuild()
    click.echo("\n".join(lines))


@cli.command("worker")
@with_appcontext
def run_worker() -> None:
    """Keep the outbox's promises in a process of its own, until Ctrl-C."""
    import signal
    import threading

    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    try:
        with worker.running(current_app._get_current_object(), settings().data_dir):  # type: ignore[attr-defined]
            ending.wait()
    except worker.Busy:
        raise click.ClickException("A worker already runs on this data folder.") from None


@cli.command("doctor")
@with_appcontext
def doctor() -> None:
    """Check that the hub can do its work, and say what to do where it cannot."""
    from hub.core.doctor import examine

    findings = examine(settings())
    for finding in findings:
        click.echo(f"{'ok  ' if finding.is_well else 'FAIL'}  {finding.sentence}")
    sys.exit(0 if all(finding.is_well for finding in findings) else 1)
