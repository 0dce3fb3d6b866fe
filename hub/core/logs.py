"""Logs of the running hub: one line an event. Tracebacks name lines, never values, which may be a password."""

from __future__ import annotations

import sys
from typing import Any

import structlog
from structlog.dev import ConsoleRenderer, plain_traceback, set_exc_info
from structlog.processors import StackInfoRenderer, TimeStamper, add_log_level


def init_logs() -> None:
    """What structlog does by itself, without the values of variables, and on the channel that is not for answers."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            add_log_level,
            StackInfoRenderer(),
            set_exc_info,
            TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            ConsoleRenderer(exception_formatter=plain_traceback),
        ],
        logger_factory=_to_standard_error,
    )


def _to_standard_error(*_names: Any) -> structlog.PrintLogger:
    """Standard output is for what a command was asked, such as `hub search --json`."""
    return structlog.PrintLogger(sys.stderr)
