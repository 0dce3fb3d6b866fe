"""A mail server for one's own machine, so that answers by mail can be tried without a mail server."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from hub.mail_replies.reading import LARGEST
from hub.mail_replies.receiving import receive

logger = structlog.get_logger(__name__)


class Door:
    """Takes each mail in before it says so: what it cannot take it asks to be sent again."""

    def __init__(self, app: Flask, *, is_trusting: bool) -> None:
        self.app, self.is_trusting = app, is_trusting

    async def answer(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:
        return await asyncio.to_thread(self.take, envelope)

    def take(self, envelope: Envelope) -> str:
        raw = envelope.content if isinstance(envelope.content, bytes) else str(envelope.content).encode()
        try:
            with self.app.app_context():
                facts: dict[str, Any] = {"sender": envelope.mail_from, "recipients": " ".join(envelope.rcpt_tos)}
                outcome = receive(raw, is_trusted=self.is_trusting, **facts)
        except Exception:
            logger.exception("a mail could not be taken in")
            return "451 Not taken, please try again later"
        return f"250 {outcome}"


Door.handle_DATA = Door.answer  # type: ignore[attr-defined]  # the name that aiosmtpd looks for


@contextmanager
def serving(app: Flask, host: str, port: int, *, is_trusting: bool) -> Iterator[Callable[[], object]]:
    """Serve while the block runs; it is given a function that waits for Ctrl-C."""
    stopped = threading.Event()
    controller = Controller(
        Door(app, is_trusting=is_trusting), hostname=host, port=port, data_size_limit=LARGEST + 1_000_000
    )
    controller.start()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    try:
        yield stopped.wait
    except KeyboardInterrupt:
        pass
    finally:
        controller.stop()
