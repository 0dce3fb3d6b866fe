"""Queries and server time of the main pages, as a member of 40 groups with few rights.

Run `python -m bench pages`. Times are of one core, inside the process: compare them within one run.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from rich.console import Console
from rich.table import Table
from sqlalchemy import Engine, event

from bench.population import MEMBER, Size, fill
from hub.accounts.models import User
from hub.app import create_app
from hub.config import load
from hub.core.db import db
from hub.groups.models import Group
from hub.search import upkeep
from tests.browser.client import Browser

TIMES = 30


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to the database meanwhile, transaction control left out."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def addresses(app: Flask) -> dict[str, str]:
    """The pages to measure: the largest group, which has every person in it, and a small one."""
    with app.app_context():
        large, small = (db.session.get_one(Group, number).slug for number in (1, 40))
    return {
        "home": "/",
        "groups": "/groups",
        "group of 20,000": f"/groups/{large}",
        "group of 50": f"/groups/{small}",
        "people of the group of 20,000": f"/groups/{large}/people",
        "library": f"/groups/{large}/library",
        "document": f"/groups/{large}/library/{first_document(app)}",
        "search, common word": "/search?q=what",
        "search, three words": "/search?q=waste+councils+parking",
        "live": f"/groups/{large}/live",
    }


def first_document(app: Flask) -> int:
    from sqlalchemy import select

    from hub.library.models import Document

    with app.app_context():
        return db.session.scalars(select(Document.id).where(Document.group_id == 1).limit(1)).one()


def measure(browser: Browser, path: str) -> tuple[int, int, float, int]:
    """Status, statements, median milliseconds of processor time, bytes."""
    browser.client.get(path)
    with counted() as statements:
        response = browser.client.get(path)
    times = []
    for _ in range(TIMES):
        begin = time.process_time()
        browser.client.get(path)
        times.append(time.process_time() - begin)
    kept = [statement for statement in statements if not statement.startswith(("BEGIN", "ROLLBACK", "COMMIT"))]
    return response.status_code, len(kept), statistics.median(times) * 1000, len(response.data)


def report(app: Flask, size: Size) -> Table:
    table = Table(title=f"{size.people:,} people, {size.groups:,} groups, {size.documents:,} documents, SQLite, Whoosh")
    for heading in ("page", "status", "statements", "ms", "bytes"):
        table.add_column(heading, justify="left" if heading == "page" else "right")
    with app.app_context():
        browser = Browser(app, db.session.get_one(User, MEMBER))
    for name, path in addresses(app).items():
        status, statements, milliseconds, weight = measure(browser, path)
        table.add_row(name, str(status), str(statements), f"{milliseconds:.1f}", f"{weight:,}")
    return table


def main() -> None:
    """Fill a hub in a temporary folder, index it, measure."""
    size = Size(documents=int(os.environ.get("BENCH_DOCUMENTS", "20000")))
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load({"HUB_DATA_DIR": str(Path(folder) / "state")}), RATELIMIT_ENABLED=False)
        with app.app_context():
            db.create_all()
            begin = time.monotonic()
            fill(size)
            filled = time.monotonic()
            upkeep.rebuild()
            print(f"filled in {filled - begin:.0f} s, indexed in {time.monotonic() - filled:.0f} s", file=sys.stderr)
        Console(width=110).print(report(app, size))


if __name__ == "__main__":
    main()
