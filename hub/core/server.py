"""The server of `hub run`: gunicorn with threads, and the worker beside it in the same process."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import structlog
from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from hub.config import Settings
from hub.core import worker
from hub.core.db import db

logger = structlog.get_logger(__name__)

THREADS = 64
GRACE_SECONDS = 15


class GentleArbiter(Arbiter):
    """Ctrl-C ends as gently as SIGTERM does: requests finish, the worker puts its work down."""

    def handle_int(self) -> None:
        self.handle_term()


class Server(BaseApplication):
    """One gunicorn worker process with threads. It serves `app` and keeps the outbox's promises."""

    def __init__(self, app: Flask, settings: Settings, host: str, port: int) -> None:
        self.served = app
        self.settings = settings
        self.address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self._running = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        chosen: dict[str, Any] = {
            "bind": self.address,
            "worker_class": "gthread",
            "workers": 1,
            "threads": THREADS,
            "graceful_timeout": GRACE_SECONDS,
            "timeout": 0,
            "keepalive": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._start,
            "worker_exit": lambda _server, _worker: self._running.close(),
        }
        for name, value in chosen.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.served

    def run(self) -> None:
        with self.served.app_context():
            db.engine.dispose()  # a connection must not be shared across the fork
        GentleArbiter(self).run()

    def _start(self, gunicorn_worker: Any) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the arbiter decides; Ctrl-C reaches every process
        signal.signal(signal.SIGTERM, _closing_sockets_first(self.served, gunicorn_worker.handle_exit))
        with contextlib.suppress(worker.Busy):
            self._running.enter_context(worker.running(self.served, self.settings.data_dir))


def _closing_sockets_first(app: Flask, then: Callable[[int, Any], None]) -> Callable[[int, Any], None]:
    """Each open socket holds a thread; left alone they would keep the server from ending."""

    def stop(number: int, frame: Any) -> None:
        threading.Thread(target=_close_sockets, args=(app,), daemon=True).start()
        then(number, frame)

    return stop


def _close_sockets(app: Flask) -> None:
    engine = app.extensions["socketio"].server.eio
    for session in list(engine.sockets.values()):
        with contextlib.suppress(Exception):
            session.close(wait=False)
