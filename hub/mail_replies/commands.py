"""`hub mail receive` for a mail server, `hub mail serve` for trying it on one's own machine."""

from __future__ import annotations

import sys
from typing import IO

import click
import structlog
from flask import current_app
from flask.cli import with_appcontext

from hub.config import LOOPBACK
from hub.mail_replies.reading import LARGEST
from hub.mail_replies.receiving import receive

logger = structlog.get_logger(__name__)

TEMPFAIL = 75
"""sysexits.h: the mail server keeps the mail and tries again."""

mail_group = click.Group("mail", help="Take in answers by mail.")


@mail_group.command("receive")
@click.option("--sender", help="The envelope's sender; empty for bounces.")
@click.option("--recipient", "recipients", multiple=True, help="The address it came to.")
@with_appcontext
def receive_mail(sender: str | None, recipients: tuple[str, ...]) -> None:
    """Read one mail from standard input. Ends with 75 where it could not be taken and should come again."""
    try:
        raw = _read(sys.stdin.buffer)
        click.echo(receive(raw, sender=sender, recipients=" ".join(recipients)))
    except Exception as error:
        logger.exception("a mail could not be taken in")
        click.echo(f"not taken, try again: {type(error).__name__}", err=True)
        sys.exit(TEMPFAIL)


def _read(stream: IO[bytes]) -> bytes:
    """As much as we take and one byte more; the rest is read and let go, so that no server waits."""
    raw = stream.read(LARGEST + 1)
    while stream.read(1_000_000):
        pass
    return raw


@mail_group.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8025, show_default=True, type=click.IntRange(1, 65535))
@click.option("--trust", is_flag=True, help="Take every From for proved: to try it out, with nobody else about.")
@with_appcontext
def serve_mail(host: str, port: int, trust: bool) -> None:
    """Run a mail server for this computer alone, until Ctrl-C. It takes answers and relays nothing."""
    if host not in LOOPBACK:
        raise click.UsageError("This server is for trying things out, so it listens on this computer alone.")
    from hub.mail_replies.local_server import serving

    with serving(current_app._get_current_object(), host, port, is_trusting=trust) as wait:  # type: ignore[attr-defined]
        click.echo(f"Mail is taken at {host}:{port}. Press Ctrl-C to end.")
        wait()
