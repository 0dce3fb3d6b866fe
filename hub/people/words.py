"""The index of words in profiles: made from what people write of themselves, and made again when that changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select

from hub.accounts.models import Appointment, User
from hub.core.db import db
from hub.core.events import ContentChanged
from hub.core.uow import unit_of_work
from hub.people.models import WORD_LENGTH, PersonWord

FIELDS = ("name", "job_title", "works_on", "ask_about")
MOST_WORDS = 200
"""Of one field; what comes after is found by nobody."""
AT_ONCE = 1000


def words_in(text: str) -> list[str]:
    """`Zoë O’Neill-Price` → zoe, o, neill, price: small letters without accents, each once."""
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).casefold()
    found = (word[:WORD_LENGTH] for word in re.findall(r"[^\W_]+", plain))
    return list(dict.fromkeys(found))[:MOST_WORDS]


def follow_profile(event: ContentChanged) -> None:
    """A profile changed: its words change with it, in the same transaction."""
    if event.kind == "person":
        write_words([event.object_id])


def write_words(user_ids: Sequence[int]) -> None:
    """Make the words of these people anew. Who is not active has none."""
    db.session.flush()
    db.session.execute(delete(PersonWord).where(PersonWord.user_id.in_(user_ids)))
    rows = list(rows_of(user_ids))
    if rows:
        db.session.execute(insert(PersonWord), rows)


def rows_of(user_ids: Sequence[int]) -> Iterator[dict[str, Any]]:
    """What the index should hold of these people, as rows to insert."""
    columns = (User.id, User.display_name, User.works_on, User.ask_about)
    for user_id, *texts in db.session.execute(select(*columns).where(User.id.in_(user_ids), User.state == "active")):
        for field, text in zip(("name", "works_on", "ask_about"), texts, strict=True):
            yield from _of_field(user_id, field, text)
    titles: dict[int, list[str]] = {}
    held = select(Appointment.user_id, Appointment.job_title).join(User, User.id == Appointment.user_id)
    held = held.where(Appointment.user_id.in_(user_ids), Appointment.holds_today(), User.state == "active")
    for user_id, title in db.session.execute(held):
        titles.setdefault(user_id, []).append(title)
    for user_id, found in titles.items():
        yield from _of_field(user_id, "job_title", " ".join(found))


def _of_field(user_id: int, field: str, text: str) -> Iterable[dict[str, Any]]:
    return ({"word": word, "user_id": user_id, "field": field} for word in words_in(text))


def write_missing() -> None:
    """Give words to whoever has none: people who came by a bulk import, or before there was this index."""
    has_words = select(PersonWord.user_id).where(PersonWord.user_id == User.id).correlate(User).exists()
    bare = select(User.id).where(User.state == "active", ~has_words)
    _write_in_parts(db.session.scalars(bare.order_by(User.id)).all())


def rebuild() -> int:
    """Make every person's words anew; returns how many people have some now."""
    ids = db.session.scalars(select(User.id).order_by(User.id)).all()
    _write_in_parts(ids)
    return len(ids)


def _write_in_parts(ids: Sequence[int]) -> None:
    """A thousand people a transaction, so that nobody who writes waits long."""
    left = iter(ids)
    while part := list(islice(left, AT_ONCE)):
        with unit_of_work():
            write_words(part)
