"""Killed between taking a mail and committing it, the command loses nothing: the mail server sends it again."""

import os
import signal
import subprocess
import sys

import pytest
from flask import Flask

from hub.core.db import db
from tests.mail_replies.making import DOMAIN, SERVER, Office

KILLED = """
import os, signal, sys
from hub.mail_replies import posting
written = posting.write
def killed(*arguments):
    written(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)
if sys.argv.pop() == "kill":
    posting.write = killed
sys.argv = ["hub", "mail", "receive"]
from hub.cli import main
main()
"""


def run(app: Flask, mail: bytes, how: str, **changes: str) -> int:
    """The command in a process of its own, as a mail server runs it."""
    settings = app.extensions["settings"]
    ours = {"HUB_DATA_DIR": str(settings.data_dir), "HUB_DATABASE_URL": settings.database_url}
    ours |= {"HUB_MAIL_REPLY_DOMAIN": DOMAIN, "HUB_MAIL_AUTHSERV_ID": SERVER, **changes}
    command = [sys.executable, "-c", KILLED, how]
    done = subprocess.run(command, input=mail, env=os.environ | ours, capture_output=True, timeout=120, check=False)
    db.session.rollback()
    return done.returncode


@pytest.mark.both_databases
def test_a_mail_is_posted_once_though_the_first_try_was_killed_before_its_commit(app: Flask) -> None:
    office = Office(app)
    mail = bytes(office.mail())
    assert run(app, mail, "kill") == -signal.SIGKILL
    assert (office.posts(), office.whys()) == ([], [])
    assert run(app, mail, "let it") == 0
    assert run(app, mail, "let it") == 0
    assert office.posts() == ["With a scanner."]


def test_without_its_database_the_command_asks_for_another_try(app: Flask) -> None:
    office = Office(app)
    away = "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2"
    assert run(app, bytes(office.mail()), "let it", HUB_DATABASE_URL=away) == 75
    assert office.posts() == []
