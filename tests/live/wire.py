"""A page's socket, for tests: joins as one person and keeps what it hears, each call in a context of its own."""

import contextvars
from typing import Any

from flask import Flask

from hub.core.db import db
from tests.browser import Browser
from tests.live.replay import replay


class Wire:
    namespace = "/live"

    def __init__(self, app: Flask, user: Any = None) -> None:
        self.app = app
        browser = Browser(app, user)
        server = app.extensions["socketio"]
        self.client = self._apart(server.test_client, app, namespace=self.namespace, flask_test_client=browser.client)

    @property
    def is_open(self) -> bool:
        return self.client.is_connected(self.namespace)

    def send(self, event: str, **message: Any) -> dict[str, Any]:
        """What the server answers to the event."""
        answer = self._apart(self.client.emit, event, message, namespace=self.namespace, callback=True)
        return answer or {}

    def join(self, session_id: int, last: int | None = None) -> dict[str, Any]:
        answer = self.send("join", session=session_id, last=last)
        self.state = answer["result"].get("snapshot") if answer["ok"] else None
        return answer

    def heard(self) -> list[dict[str, Any]]:
        """The frames that came since one last looked."""
        received = self.client.get_received(self.namespace) if self.is_open else self.client.queue
        return [one["args"][0] for one in received]

    def kinds(self) -> list[str]:
        return [event["kind"] for frame in self.heard() for event in frame["events"]]

    def follow(self) -> dict[str, Any]:
        """The page's state after all it heard."""
        for frame in self.heard():
            self.state = replay(self.state, frame)
        return self.state

    def leave(self) -> None:
        if self.is_open:
            self._apart(self.client.disconnect, namespace=self.namespace)

    @staticmethod
    def _apart(call: Any, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        answer = contextvars.Context().run(call, *args, **kwargs)
        db.session.rollback()
        return answer
