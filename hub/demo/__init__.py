"""A hub with something in it, to be tried on one's own computer."""

from __future__ import annotations

import secrets
from pathlib import Path

from sqlalchemy import select

from hub.accounts.models import User
from hub.config import write_private
from hub.core.db import db
from hub.core.marks import find_mark, set_mark
from hub.core.uow import unit_of_work
from hub.core.web import settings
from hub.demo.content import PEOPLE
from hub.demo.filling import address_of, fill

MARK = "demo"


class NotADemo(Exception):
    """The database holds something that the demo did not put there."""


def start() -> list[str]:
    """Fill an empty database, and say how to sign in. Raises NotADemo for a database that others filled."""
    kept = settings().data_dir / "demo-password"
    if find_mark(MARK) is None:
        if db.session.scalar(select(User.id).limit(1)) is not None:
            raise NotADemo("HUB_DEMO=1 is for an empty data folder, and this one holds a real hub. Set HUB_DEMO=0.")
        password = new_password()
        with unit_of_work():
            fill(password)
            set_mark(MARK)
    people = [f"  {address_of(person):42} {person.job_title}" for person in PEOPLE]
    return ["This is a demo: its councils and people are made up. Sign in as", *people, _password_line(kept)]


def new_password() -> str:
    """A password for everyone in the demo, kept beside the data."""
    password = "-".join(secrets.token_hex(3) for _ in range(3))
    write_private(settings().data_dir / "demo-password", password)
    return password


def _password_line(kept: Path) -> str:
    if kept.exists():
        return f"with the password {kept.read_text()}"
    return f"The file with their password ({kept}) is gone: remove the data folder to start the demo anew."
