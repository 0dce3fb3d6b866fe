"""Two hundred people on one live page of a real server: some over sockets, the rest by polling, and pages for all."""

import http.cookies
import json
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import socketio
from socketio.exceptions import ConnectionError as Refusal

from hub import config
from hub.app import create_app
from hub.core.db import db
from tests.browser import Browser
from tests.live.making import Room
from tests.servers import Server, hub, running_server

PAGES, TRYING, PLACES = 200, 44, 32
AGENT = "a page"


@dataclass
class Crowd:
    """A session on a running server, and the cookie of one of its members."""

    server: Server
    room: Room
    address: str
    cookie: str
    session_id: int
    clients: list[socketio.Client] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    heard: list[dict[str, Any]] = field(default_factory=list)

    def get(self, path: str) -> bytes:
        headers = {"Cookie": self.cookie, "User-Agent": AGENT}
        with urllib.request.urlopen(
            urllib.request.Request(self.server.address + path, headers=headers), timeout=30
        ) as r:
            return bytes(r.read())

    def open_page(self, _number: int) -> dict[str, Any]:
        """What a page does: it loads, then asks what is new and whether there is room for a socket."""
        self.get(self.address)
        return dict(json.loads(self.get(f"{self.address}/events?after=0")))

    def connect(self) -> None:
        client = socketio.Client(reconnection=False)
        client.on("changes", self.heard.append, namespace="/live")
        client.on("connect_error", lambda reason: self.refusals.append(str(reason)), namespace="/live")
        headers = {"Cookie": self.cookie, "User-Agent": AGENT}
        try:
            client.connect(self.server.address, headers, transports=["websocket"], namespaces="/live", wait_timeout=20)
        except Refusal as refusal:
            self.refusals.append(str(refusal))
            return
        answer = client.call("join", {"session": self.session_id, "last": None}, namespace="/live", timeout=20)
        assert answer["ok"], answer
        self.clients.append(client)


@pytest.fixture
def crowd(tmp_path: Path) -> Iterator[Crowd]:
    folder = tmp_path / "state"
    assert hub(folder, "db", "upgrade").returncode == 0
    app = create_app(config.load({"HUB_DATA_DIR": str(folder)}), TESTING=True, CHEAP_PASSWORDS=True)
    with app.app_context(), running_server(folder, HUB_MOST_SOCKETS=str(PLACES)) as server:
        room = Room()
        browser = Browser(app, room.asker, agent=AGENT)
        cookie = http.cookies.SimpleCookie({"session": browser.client.get_cookie("session").value})
        crowd = Crowd(server, room, room.address, cookie.output(header="").strip(), room.session.id)
        yield crowd
        for client in crowd.clients:
            client.disconnect()
        db.session.remove()
        db.engine.dispose()


def test_two_hundred_live_pages_leave_room_for_the_home_page(crowd: Crowd) -> None:
    with ThreadPoolExecutor(TRYING) as pool:
        list(pool.map(lambda _number: crowd.connect(), range(TRYING)))
        opened = list(pool.map(crowd.open_page, range(PAGES)))
    assert len(crowd.clients) == PLACES
    assert any("poll" in reason for reason in crowd.refusals)
    assert all(page["to"] == crowd.room.session.last_seq for page in opened)
    assert not any(page["socket"] for page in opened)
    started = time.monotonic()
    crowd.get("/")
    assert time.monotonic() - started < 5
    crowd.room.ask("Can everyone hear me?")
    _wait_until(lambda: len(crowd.heard) == PLACES)
    assert "Can everyone hear me?" in str(crowd.open_page(0)["events"])
    for client in crowd.clients[:3]:
        client.disconnect()
    _wait_until(lambda: crowd.open_page(0)["socket"])


def _wait_until(holds: Any, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)
