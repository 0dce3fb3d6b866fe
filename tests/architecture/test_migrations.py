"""The migrations make exactly the tables that the models describe, forward and back, on both databases."""

import re

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from hub.core.db import db
from tests.architecture.house import ROOT, listed

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))
MIGRATIONS = str(ROOT / "migrations")


@pytest.fixture
def bare_app(request, tmp_path, database):
    """The hub over a database without a single table."""
    from hub.app import create_app
    from hub.config import load

    url = f"sqlite:///{tmp_path}/bare.sqlite3" if database == "sqlite" else request.getfixturevalue("bare_postgres")
    app = create_app(load({"HUB_DATA_DIR": str(tmp_path), "HUB_DATABASE_URL": url}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"])


@both
def test_migrations_and_models_describe_the_same_tables(bare_app):
    upgrade(directory=MIGRATIONS)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": False})
        wrong = compare_metadata(context, db.metadata)
    assert not wrong, f"Write a migration (`flask db migrate`, then read it) for:{listed(wrong)}"


@both
def test_migrations_and_models_make_the_same_triggers(bare_app):
    """SQLite drops a table's triggers when a migration makes the table anew: such a migration makes them again."""
    upgrade(directory=MIGRATIONS)
    migrated = triggers()
    downgrade(directory=MIGRATIONS, revision="base")
    db.create_all()
    assert migrated
    assert migrated == triggers()


def triggers():
    """Name → what it does, blanks aside; on PostgreSQL the function's text as well."""
    of_sqlite = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    of_postgres = """SELECT t.tgname, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t
        JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"""
    with db.engine.connect() as connection:
        rows = connection.exec_driver_sql(of_sqlite if db.engine.dialect.name == "sqlite" else of_postgres)
        return {name: " ".join(text.split()) for name, text in rows}


@both
def test_migrations_go_back_to_nothing(bare_app):
    upgrade(directory=MIGRATIONS)
    downgrade(directory=MIGRATIONS, revision="base")
    left = set(inspect(db.engine).get_table_names()) - {"alembic_version"}
    assert not left, f"downgrade() leaves these tables behind:{listed(left)}"


@both
def test_an_upgrade_of_an_upgraded_database_changes_nothing(bare_app):
    upgrade(directory=MIGRATIONS)
    before = set(inspect(db.engine).get_table_names())
    upgrade(directory=MIGRATIONS)
    db.engine.dispose()
    assert set(inspect(db.engine).get_table_names()) == before


def test_migrations_form_one_line():
    texts = [path.read_text(encoding="utf-8") for path in VERSIONS]
    parents = [
        match[1] for text in texts if (match := re.search(r"^down_revision.*=\s*[\"'](\w+)[\"']", text, re.MULTILINE))
    ]
    assert len(parents) == len(set(parents)) == len(VERSIONS) - 1, (
        "Two migrations follow the same one: set down_revision."
    )
