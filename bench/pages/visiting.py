"""A signed-in visitor: asks for pages over one connection and reckons what each cost the server."""

from __future__ import annotations

import http.client
import re
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from bench.pages.servers import used

WARM, FEWEST = 15, 20
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Cost:
    """Per request: milliseconds of the server and of the database, bytes that came."""

    server: float
    database: float
    weight: int

    @property
    def whole(self) -> float:
        return self.server + self.database


@dataclass
class Visitor:
    """Keeps cookies and, where the server does, its connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    def ask(
        self, method: str, path: str, body: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        for _ in range(2):  # a kept connection may have been closed meanwhile
            self.connection = self.connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
            try:
                self.connection.request(method, path, body, {"Cookie": cookies, **(headers or {})})
                answer = self.connection.getresponse()
                content = answer.read()
                break
            except (http.client.HTTPException, ConnectionError):
                self.connection = None
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        if answer.will_close:
            self.connection = None
        return answer.status, content, answer.headers

    def get(self, path: str) -> str:
        """A page as text; redirects are followed."""
        status, content, headers = self.ask("GET", path)
        if status in {301, 302, 303}:
            return self.get(urlsplit(headers["Location"])._replace(scheme="", netloc="").geturl())
        if status != 200:
            raise SystemExit(f"{path} answered {status}: {content[:300]!r}")
        return content.decode()

    def send(self, path: str, fields: dict[str, str]) -> int:
        return self.ask("POST", path, urlencode(fields), FORM)[0]


def token_in(page: str) -> str:
    """The token of the page's forms, whichever way round its attributes stand."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    if found is None:
        raise SystemExit("The page has no form to send.")
    return found[1]


def replying(visitor: Visitor, page: str, path: str, name: str) -> Callable[[], tuple[int, int]]:
    """Post a reply, each time another. `name` is the field for the words."""
    token = token_in(visitor.get(page))

    def send() -> tuple[int, int]:
        words = f"A reply with **bold** words and `code`, number {secrets.token_hex(4)}."
        status = visitor.send(path, {"csrf_token": token, name: words, "key": secrets.token_hex(8)})
        return status, 0

    return send


def asking(visitor: Visitor, path: str) -> Callable[[], tuple[int, int]]:
    """Ask for a page."""

    def ask() -> tuple[int, int]:
        status, content, _headers = visitor.ask("GET", path)
        return status, len(content)

    return ask


def asking_again(visitor: Visitor, path: str) -> Callable[[], tuple[int, int]]:
    """Ask for a page that one has already, as browsers do."""
    tag = ""

    def ask() -> tuple[int, int]:
        nonlocal tag
        status, content, headers = visitor.ask("GET", path, headers={"If-None-Match": tag})
        tag = headers.get("ETag", "")
        return status, len(content)

    return ask


def cost_of(act: Callable[[], tuple[int, int]], pid: int, database: int | None, seconds: float) -> Cost:
    """What one such act costs, over so many seconds."""
    for _ in range(WARM):
        status, weight = act()
        if status >= 400:
            raise SystemExit(f"It answered {status}.")
    before, count = (used(pid), used(database)), 0
    end = time.monotonic() + seconds
    while time.monotonic() < end or count < FEWEST:
        act()
        count += 1
    return Cost((used(pid) - before[0]) / count, (used(database) - before[1]) / count, weight)
