"""Fixtures every test may ask for: an application on a database of its own, and clients that keep to themselves."""

import contextvars
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from hub import config
from hub.app import create_app
from hub.core.db import db

pytest_plugins = ("tests.databases", "tests.browser.checks", "tests.browser.chromium")

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


class SeparateClient(FlaskClient):
    """Each request runs in a context of its own, as on a server, and the test then sees what it committed."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        db.session.rollback()
        response = contextvars.Context().run(super().open, *args, **kwargs)
        db.session.rollback()
        return response


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    """An application with every table, its files in a temporary folder, and its context pushed."""
    environ = {"HUB_DATA_DIR": str(tmp_path / "state"), "HUB_DATABASE_URL": database_url}
    app = create_app(config.load(environ), TESTING=True, RATELIMIT_ENABLED=False, CHEAP_PASSWORDS=True)
    app.test_client_class = SeparateClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def real_data() -> Path:
    """The folder of real registers, documents and threads; a test that needs it is skipped by name without."""
    if not DATA.exists():
        pytest.skip("the real data is not beside this checkout (../shared/data)")
    return DATA
