"""What is kept of an entry: one scoring field with the title twice, label fields to filter by, three numbers."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from whoosh import columns, fields, formats

from hub.core.registry import SearchEntry
from hub.search import analysis

# Raised with any change to the fields below, so that an index of the older form is rebuilt.
SCHEMA_VERSION = 1
TITLE_WEIGHT = 2
# Words of the title, the body and the tags stand this far apart, so that no phrase reaches across.
GAP = 50

Posting = tuple[bytes, int, float, bytes]


class PackedPositions(formats.Positions):
    """Positions as plain numbers, which numpy reads in place."""

    def encode(self, poslist: Iterable[int]) -> bytes:
        return array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        return list(array("I", valuestring))

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4


class Scored(fields.FieldType):
    """Takes (title, body, tags). A word of the title counts twice but has one position."""

    indexed = scorable = True

    def __init__(self) -> None:
        super().__init__(PackedPositions(), None, scorable=True)

    def index(self, value: tuple[str, str, tuple[str, ...]], **_kwargs: Any) -> Iterator[Posting]:
        title, body, tags = value
        places: dict[str, list[int]] = defaultdict(list)
        extra: dict[str, int] = defaultdict(int)
        start = 0
        for text, weight in ((title, TITLE_WEIGHT), (body, 1), *((tag, 1) for tag in tags)):
            found = analysis.terms(text)
            for place, term in enumerate(found, start):
                places[term].append(place)
                extra[term] += weight - 1
            start += len(found) + GAP
        places.pop("", None)
        for term, held in places.items():
            count = len(held) + extra[term]
            yield term.encode(), count, float(count), self.format.encode(held)


class Labels(fields.FieldType):
    """Takes strings that are compared whole: tokens of audiences, tags, numbers of groups."""

    indexed = True

    def __init__(self) -> None:
        super().__init__(formats.Existence(), None)

    def index(self, value: Iterable[str], **_kwargs: Any) -> Iterator[Posting]:
        for label in sorted(set(value)):
            yield label.encode(), 1, 1.0, b""


def number() -> fields.COLUMN:
    return fields.COLUMN(columns.NumericColumn("q"))


SCHEMA = fields.Schema(
    text=Scored(),
    word=Labels(),
    audience=Labels(),
    kind=Labels(),
    group=Labels(),
    organisation=Labels(),
    tag=Labels(),
    year=Labels(),
    licence=Labels(),
    language=Labels(),
    object_id=number(),
    version=number(),
    created=number(),
    external_id=fields.STORED(),
)


def document(entry: SearchEntry) -> dict[str, Any]:
    """The entry as Whoosh takes it. The body's text is indexed but not stored: passages come from the database."""
    return {
        "text": (entry.title, entry.body, entry.tags),
        "word": [word for text in (entry.title, *entry.tags) for word in analysis.words(text)],
        "audience": entry.audiences,
        "kind": [entry.kind],
        "group": _label(entry.group_id),
        "organisation": _label(entry.organisation_id),
        "tag": [tag.casefold() for tag in entry.tags],
        "year": _label(entry.year),
        "licence": _label(entry.licence),
        "language": _label(entry.language),
        "object_id": int(entry.ref.partition(":")[2]),
        "version": entry.version,
        "created": int(entry.created_at.timestamp()) if entry.created_at else 0,
        "external_id": entry.external_id,
    }


def _label(value: object) -> list[str]:
    return [] if value is None else [str(value)]
