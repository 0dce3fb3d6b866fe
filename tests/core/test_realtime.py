"""The door for sockets: so many and no more, from our own pages only, uncompressed."""

from typing import Any

import pytest
from flask import Flask

from hub.core.realtime import POLL, Door

SOCKET = {"PATH_INFO": "/socket.io/", "HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate"}


class Inside:
    """An application that notes what reaches it, and may be asked to knock again while it is busy."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.answers: list[Any] = []
        self.door: Door | None = None

    def __call__(self, environ: dict[str, Any], _start_response: Any) -> list[bytes]:
        self.seen.append(environ)
        if environ.pop("knock", False) and self.door:
            self.answers.append(self.door(dict(SOCKET), lambda status, _headers: self.answers.append(status)))
        if environ.get("fail"):
            raise ValueError("the socket broke")
        return [b"inside"]


def _nothing(_status: str, _headers: Any) -> None:
    pass


def test_whoever_finds_no_place_is_told_to_poll() -> None:
    inside = Inside()
    inside.door = Door(inside, places=1)
    assert inside.door(SOCKET | {"knock": True}, _nothing) == [b"inside"]
    assert inside.answers == ["503 Service Unavailable", [POLL.encode()]]


def test_a_place_comes_free_even_when_the_socket_breaks() -> None:
    inside = Inside()
    door = Door(inside, places=1)
    with pytest.raises(ValueError, match="broke"):
        door(SOCKET | {"fail": True}, _nothing)
    assert door(dict(SOCKET), _nothing) == [b"inside"]


def test_pages_need_no_place() -> None:
    inside = Inside()
    door = Door(inside, places=1)
    door._places.acquire()
    assert door({"PATH_INFO": "/groups"}, _nothing) == [b"inside"]


def test_compression_is_never_negotiated() -> None:
    inside = Inside()
    Door(inside, places=1)(dict(SOCKET), _nothing)
    assert "HTTP_SEC_WEBSOCKET_EXTENSIONS" not in inside.seen[0]


@pytest.mark.parametrize(
    ("query", "origin"),
    [("transport=websocket", "https://elsewhere.example"), ("transport=polling", "http://localhost")],
)
def test_a_foreign_page_or_another_transport_is_refused(app: Flask, query: str, origin: str) -> None:
    answer = app.test_client().get(f"/socket.io/?EIO=4&{query}", headers={"Origin": origin, "Upgrade": "websocket"})
    assert answer.status_code == 400
