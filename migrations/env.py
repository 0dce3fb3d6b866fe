"""Alembic's environment: the application's own engine and tables, forward and back."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app

from hub.core.columns import UtcDateTime

db = current_app.extensions["migrate"].db


def render_item(kind: str, thing: Any, _context: Any) -> str | bool:
    """Write our own column types as what they are in the database, so that a migration never changes with the code."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    """Migrate over one connection, in one transaction where the database can."""
    options = current_app.extensions["migrate"].configure_args
    with db.engine.connect() as connection:
        context.configure(connection=connection, target_metadata=db.metadata, render_item=render_item, **options)
        with context.begin_transaction():
            context.run_migrations()


run()
