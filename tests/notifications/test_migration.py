"""Mails from before: what had been sent was accepted, and the others mean what they meant."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from hub import config
from hub.app import ROOT, create_app
from hub.core.db import db

MIGRATIONS = str(ROOT / "migrations")
BEFORE = {1: "waiting", 2: "handed_over", 3: "sent", 4: "unknown"}
AFTER = {1: "waiting", 2: "handed_over", 3: "accepted", 4: "unknown"}


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_app(request, tmp_path):
    """A hub whose database has nothing in it."""
    url = request.getfixturevalue("bare_postgres") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'x'}"
    app = create_app(config.load({"HUB_DATA_DIR": str(tmp_path / "state"), "HUB_DATABASE_URL": url}))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def states():
    with db.engine.connect() as connection:
        return dict(connection.execute(text("SELECT id, state FROM deliveries")).all())


def test_the_states_of_mails_are_carried_over_and_back(bare_app):
    upgrade(directory=MIGRATIONS, revision="0002")
    row = "INSERT INTO deliveries (id, recipient, subject, body, message_id, is_account_mail, state, created_at)"
    with db.engine.begin() as connection:
        for number, state in BEFORE.items():
            facts = f"({number}, 'a@b.uk', 's', 'b', '<{number}@h>', false, '{state}', '2026-11-01 10:00:00')"
            connection.execute(text(f"{row} VALUES {facts}"))
    upgrade(directory=MIGRATIONS, revision="0003")
    assert states() == AFTER
    downgrade(directory=MIGRATIONS, revision="0002")
    assert states() == BEFORE
