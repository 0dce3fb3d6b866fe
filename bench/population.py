"""A hub of full-size proportions, made in bulk: people, groups with Zipf-like sizes, documents with text."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import insert

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group, Membership
from hub.library.models import Document, Version, VersionPage
from hub.organisations.models import Organisation

SUBJECTS = [
    "waste",
    "parking",
    "housing",
    "planning",
    "finance",
    "care",
    "schools",
    "roads",
    "libraries",
    "licensing",
    "climate",
    "elections",
]
VISIBILITIES = ("open", "open", "public", "restricted", "restricted", "private")
BATCH = 5000


@dataclass(frozen=True)
class Size:
    """How many of each. `memberships_of_member` are those of the person whose pages are measured."""

    organisations: int = 400
    people: int = 20_000
    groups: int = 1_400
    documents: int = 20_000
    memberships_of_member: int = 40


MEMBER = 2  # the second person: no staff, no facilitator


def fill(size: Size, seed: int = 7) -> None:
    """Make the rows. The largest group, number 1, has everyone in it."""
    chance = random.Random(seed)
    words = _words(chance)
    for model, rows in (
        (Organisation, _organisations(size)),
        (User, _people(size)),
        (Appointment, _appointments(size, chance)),
        (Group, _groups(size, chance)),
        (Membership, _memberships(size, chance)),
        (Document, _documents(size, chance, words)),
        (Version, _versions(size)),
        (VersionPage, _pages(size, chance, words)),
    ):
        _insert(model, rows)


def _insert(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            _write(model, batch)
            batch = []
    _write(model, batch)


def _write(model: Any, batch: Sequence[dict[str, Any]]) -> None:
    if batch:
        with unit_of_work():
            db.session.execute(insert(model), batch)


def _words(chance: random.Random) -> list[str]:
    syllables = [
        "ba",
        "co",
        "di",
        "fe",
        "gu",
        "ha",
        "jo",
        "ki",
        "la",
        "me",
        "no",
        "pu",
        "ra",
        "si",
        "to",
        "vu",
        "wa",
        "ye",
        "zo",
    ]
    return ["".join(chance.choice(syllables) for _ in range(chance.randint(2, 4))) for _ in range(8000)]


def _text(chance: random.Random, words: Sequence[str], length: int) -> str:
    """Words drawn as in real text: a few often, most seldom."""
    return " ".join(words[min(int(chance.paretovariate(0.6)), len(words)) - 1] for _ in range(length))


def _organisations(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(1, size.organisations + 1):
        name = f"Council {number}"
        yield {"id": number, "kind": "council", "official_name": name, "nice_name": name, "code": f"C{number}"}


def _people(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(1, size.people + 1):
        yield {
            "id": number,
            "email": f"person{number}@example.gov.uk",
            "display_name": f"Person {number}",
            "state": "active",
            "audience": "signed-in",
            "audience_also": f"user:{number}",
        }


def _appointments(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, size.people + 1):
        yield {
            "id": number,
            "user_id": number,
            "organisation_id": chance.randint(1, size.organisations),
            "kind": "officer",
            "organisation_confirmed_at": clock.now(),
        }


def _visibility(number: int) -> str:
    return "open" if number == 1 else VISIBILITIES[number % len(VISIBILITIES)]


def _content_audience(number: int) -> str:
    return {"public": "public", "open": "signed-in"}.get(_visibility(number), f"group:{number}")


def _groups(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, size.groups + 1):
        visibility, subject = _visibility(number), chance.choice(SUBJECTS)
        yield {
            "id": number,
            "slug": f"{subject}-{number}",
            "name": f"{subject.title()} {number}",
            "purpose": f"What councils do about {subject}.",
            "visibility": visibility,
            "audience": {"public": "public", "private": f"group:{number}"}.get(visibility, "signed-in"),
            "content_audience": _content_audience(number),
            "member_count": size.people if number == 1 else 50,
        }


def _memberships(size: Size, chance: random.Random) -> Iterator[dict[str, Any]]:
    for number in range(1, size.people + 1):
        yield {"user_id": number, "group_id": 1, "role": 2 if number == 1 else 1}
    for group in range(2, size.groups + 1):
        members = set(chance.sample(range(3, size.people + 1), min(49, size.people - 2)))
        if group <= size.memberships_of_member:
            members.add(MEMBER)
        yield from ({"user_id": member, "group_id": group, "role": 1} for member in sorted(members))


def _group_of(size: Size) -> list[int]:
    chance = random.Random(11)
    weights = list(accumulate(1 / (rank + 1) ** 0.8 for rank in range(size.groups)))
    return chance.choices(range(1, size.groups + 1), cum_weights=weights, k=size.documents)


def _documents(size: Size, chance: random.Random, words: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number, group in enumerate(_group_of(size), 1):
        yield {
            "id": number,
            "group_id": group,
            "author_id": chance.randint(1, size.people),
            "author_appointment_id": chance.randint(1, size.people),
            "reach": "group",
            "audience": _content_audience(group),
            "title": _text(chance, words, 5).capitalize(),
            "description": _text(chance, words, 12),
            "created_at": clock.now() - timedelta(minutes=size.documents - number),
            "year": 2020 + number % 6,
        }


def _versions(size: Size) -> Iterator[dict[str, Any]]:
    for number in range(1, size.documents + 1):
        yield {
            "id": number,
            "document_id": number,
            "number": 1,
            "content_sha256": f"{number:064x}",
            "filename": f"{number}.pdf",
            "media_type": "application/pdf",
            "size": 100_000,
            "state": "read",
            "page_count": 3,
            "read_at": clock.now(),
        }


def _pages(size: Size, chance: random.Random, words: Sequence[str]) -> Iterator[dict[str, Any]]:
    for number in range(1, size.documents + 1):
        for page in (1, 2, 3):
            yield {"version_id": number, "number": page, "text": _text(chance, words, 120)}
