"""A real, headless Chromium over a hub served on a free port, with axe at hand."""

import json
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.databases import absent

ROOT = Path(__file__).parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE_RUN = (
    """() => axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})"""
)


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """The browser itself, started once."""
    program = next((found for name in NAMES if (found := shutil.which(name))), None)
    if program is None:
        absent("Chromium")
    from playwright.sync_api import sync_playwright

    os.environ.setdefault("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """The hub on a free port of this machine, each request in a thread of its own."""
    app.config.update(SERVER_NAME=None)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


@pytest.fixture
def tab(chromium, address) -> Iterator[object]:
    """A tab of a fresh profile, 1280 px wide. What its console complains of fails the test."""
    context = chromium.new_context(base_url=address, viewport={"width": 1280, "height": 900}, locale="en-GB")
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if _is_complaint(message) else None)
    yield page
    context.close()
    assert not complaints, f"the browser complained: {complaints}"


def _is_complaint(message) -> bool:
    """A refusal by the policy of content, or an error of a script; a 404 that a test asks for is none."""
    return message.type == "error" and "status of" not in message.text


@pytest.fixture
def sign_in(app: Flask, address: str) -> Callable[..., None]:
    """A function of a tab and a person: gives the tab the session that a sign-in makes."""

    def enter(tab, user) -> None:
        from tests.browser.client import Browser

        agent = tab.evaluate("navigator.userAgent")
        cookie = Browser(app, user, agent=agent).client.get_cookie("session")
        tab.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])

    return enter


def faults_seen_by_axe(tab) -> list[str]:
    """What axe holds against the page as it stands, as sentences."""
    if not AXE.exists():
        absent("axe-core (run `make` once, it comes with the front-end files)")
    tab.evaluate(AXE.read_text(encoding="utf-8") + "; 0")
    found = tab.evaluate(AXE_RUN)["violations"]
    return [
        f"{rule['id']}: {rule['help']} at {json.dumps([node['target'] for node in rule['nodes']][:3])}"
        for rule in found
    ]
