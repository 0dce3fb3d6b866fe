"""Pictures of the demo's pages, narrow and wide, light and dark, in pictures/: to be looked at, and mended.

`make pictures` takes them all. The few that the README shows are copied to docs/pictures/ when KEEP=1 is set.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image

ROOT = Path(__file__).parents[1]
TAKEN, KEPT = ROOT / "pictures", ROOT / "docs" / "pictures"
PORT = 8799
ADDRESS = f"http://127.0.0.1:{PORT}"
WHO = "priya@eastvale.example"
GROUP = "/groups/waste-and-recycling"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"]
LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]

PAGES = {
    "home": "/",
    "groups": "/groups",
    "group": GROUP,
    "library": f"{GROUP}/library",
    "document": f"{GROUP}/library/1",
    "upload": f"{GROUP}/library/upload",
    "search": "/search?q=routes",
    "live": f"{GROUP}/live/2",
    "panel": f"{GROUP}/live/2/panel",
    "record": "/records/KH-2026-000001",
    "people": f"{GROUP}/people",
    "account": "/account",
    "accessibility": "/accessibility",
    "not-found": "/no-such-page",
}

# What the README shows: page, width, scheme.
IN_README = [("home", 1280, "light"), ("search", 1280, "light"), ("live", 1280, "light")]


def main() -> None:
    """Start a demo in a folder that is thrown away, and look at it."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demo, password = _start(Path(folder))
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        try:
            TAKEN.mkdir(exist_ok=True)
            _take_all(browser, password)
        finally:
            browser.close()
            demo.terminate()
            demo.wait(timeout=30)
    if os.environ.get("KEEP") == "1":
        _keep()
    print(f"{len(PAGES) * len(LOOKS)} pictures are in {TAKEN.relative_to(ROOT)}/.")


def _start(folder: Path) -> tuple[subprocess.Popen[str], str]:
    environ = {**os.environ, "HUB_DATA_DIR": str(folder / "data"), "HUB_DEMO": "1", "HUB_BASE_URL": ADDRESS}
    said = folder / "said"
    command = [sys.executable, "-m", "hub", "run", "--port", str(PORT)]
    with said.open("w") as log:
        demo = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log, text=True)
    for _try in range(120):
        if (found := re.search(r"with the password (\S+)", said.read_text())) and _answers():
            return demo, found[1]
        time.sleep(1)
    demo.kill()
    raise TimeoutError(f"the demo did not start:\n{said.read_text()}")


def _answers() -> bool:
    try:
        with socket.create_connection(("127.0.0.1", PORT), timeout=2):
            return True
    except OSError:
        return False


def _take_all(browser: Any, password: str) -> None:
    known = _sign_in(browser, password)
    for width, scheme in LOOKS:
        look = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme, "locale": "en-GB"}
        context = browser.new_context(base_url=ADDRESS, storage_state=known, **look)
        tab = context.new_page()
        for name, path in PAGES.items():
            tab.goto(path)
            tab.wait_for_timeout(300)
            tab.screenshot(path=TAKEN / f"{name}-{width}-{scheme}.png", full_page=True)
        context.close()


def _sign_in(browser: Any, password: str) -> Any:
    context = browser.new_context(base_url=ADDRESS)
    tab = context.new_page()
    tab.goto("/sign-in")
    tab.fill("[name=email]", WHO)
    tab.fill("[name=password]", password)
    tab.locator("main").get_by_role("button", name="Sign in").click()
    tab.wait_for_url(f"{ADDRESS}/")
    return context.storage_state()


def _keep() -> None:
    """The README's pictures, cut to one screen and to a few colours: a tenth of the size, and looking the same."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for name, width, scheme in IN_README:
        with Image.open(TAKEN / f"{name}-{width}-{scheme}.png") as picture:
            screen = picture.convert("RGB").crop((0, 0, width, min(picture.height, 900)))
            screen.quantize(colors=96).save(KEPT / f"{name}-{scheme}.png", optimize=True)


if __name__ == "__main__":
    main()
