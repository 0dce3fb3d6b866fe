"""A made-up hub of a real one's size, written in bulk: to measure with, and to see how full pages look."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import select

from hub.accounts.models import User
from hub.accounts.passwords import hash_password
from hub.core import clock
from hub.core.db import db
from hub.core.marks import set_mark
from hub.core.uow import unit_of_work
from hub.demo import MARK, NotADemo, bulk, new_password
from hub.demo.population import write_population, write_words
from hub.demo.shelves import write_shelves
from hub.demo.sizes import Size
from hub.demo.talk import write_talk


def start_large(size: Size, say: Callable[[str], object] = print) -> list[str]:
    """Fill an empty database and say how to sign in. The same size gives the same hub on the same day.

    Nothing is promised to the outbox, and the search index stays empty. Raises NotADemo where something is there.
    """
    if db.session.scalar(select(User.id).limit(1)) is not None:
        raise NotADemo("The database holds a hub already. Give an empty one: HUB_DATA_DIR or HUB_DATABASE_URL.")
    password, now = new_password(), _this_morning()
    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("councils, people and groups", lambda: write_population(size, hash_password(password), now)),
        ("the words by which people are found", lambda: write_words(size)),
        ("documents", lambda: write_shelves(size, now)),
        ("conversations", lambda: write_talk(size, now)),
        ("what the database knows of itself", bulk.settle),
    )
    for name, step in steps:
        begin = time.monotonic()
        step()
        say(f"  {name}: {time.monotonic() - begin:.0f} s")
    with unit_of_work():
        set_mark(MARK, f"{size.posts}")
    return [
        f"The member of {size.heaviest} groups is person1@council{size.council_of(1)}.example, and",
        f"person2@council{size.council_of(2)}.example is staff. Everyone's password is {password}",
    ]


def _this_morning() -> datetime:
    today = clock.today()
    return datetime(today.year, today.month, today.day, tzinfo=UTC)
