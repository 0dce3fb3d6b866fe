"""`hub doctor`: whether the hub can do its work, a sentence for each thing looked at."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from hub.config import SHORTEST_KEY, Settings
from hub.core import outbox, worker
from hub.core.db import db
from hub.core.outbox import OutboxEntry

ROOM_NEEDED = 1_000_000_000


@dataclass(frozen=True)
class Finding:
    """One thing looked at. The sentence says what is so, and what to do where it is not well."""

    is_well: bool
    sentence: str


def examine(settings: Settings) -> list[Finding]:
    """Look at everything the hub leans on, without changing anything."""
    return [*_look_at_folder(settings.data_dir), _look_at_key(settings), *_look_at_database(settings)]


def _look_at_folder(folder: Path) -> Iterator[Finding]:
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield Finding(True, f"The data folder {folder} can be written.")
    except OSError as error:
        yield Finding(False, f"The data folder {folder} cannot be written ({error.strerror}).")
    free = shutil.disk_usage(folder).free
    advice = "" if free >= ROOM_NEEDED else " Make room: uploads are refused when it is full."
    yield Finding(free >= ROOM_NEEDED, f"{free // 1_000_000} MB are free on its disk.{advice}")


def _look_at_key(settings: Settings) -> Finding:
    path = settings.data_dir / "secret.key"
    if len(settings.secret_key) < SHORTEST_KEY:
        return Finding(False, f"The secret key is short: give at least {SHORTEST_KEY} characters.")
    if path.exists() and path.stat().st_mode & 0o077:
        return Finding(False, f"Others can read {path}: run chmod 600 on it.")
    return Finding(True, "The secret key is long enough and kept from others.")


def _look_at_database(settings: Settings) -> Iterator[Finding]:
    try:
        yield _look_at_migrations()
        yield from _look_at_promises(settings)
    except SQLAlchemyError as error:
        yield Finding(False, f"The database does not answer as it should: {str(error).splitlines()[0]}")


def _look_at_migrations() -> Finding:
    config = Config()
    config.set_main_option("script_location", current_app.extensions["migrate"].directory)
    wanted = ScriptDirectory.from_config(config).get_current_head()
    with db.engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == wanted:
        return Finding(True, "The database answers and is up to date.")
    return Finding(False, "The database is not up to date: run hub db upgrade.")


def _look_at_promises(settings: Settings) -> Iterator[Finding]:
    failed = db.session.scalar(select(func.count(OutboxEntry.id)).where(OutboxEntry.failed_at.is_not(None))) or 0
    advice = " Staff can look at them and try again." if failed else ""
    yield Finding(failed == 0, f"{failed} pieces of work were given up.{advice}")
    waiting, runs = outbox.count_waiting(), worker.is_running(settings.data_dir)
    advice = "" if runs or not waiting else " Start hub run, or hub worker."
    yield Finding(
        runs or not waiting, f"{waiting} pieces of work wait; a worker {'runs' if runs else 'does not run'}.{advice}"
    )
