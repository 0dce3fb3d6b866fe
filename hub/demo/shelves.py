"""Documents of a made-up hub, read already; their files are not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from hub.demo import bulk
from hub.demo.sentences import SUBJECTS, Writer
from hub.demo.sizes import Size, content_audience_of
from hub.library.models import Document, Version, VersionPage

PAGES = 3
PASSAGES = 2000


def write_shelves(size: Size, now: datetime) -> None:
    documents = ("id", "group_id", "author_id", "author_appointment_id", "audience", "title", "description", "year")
    bulk.write(Document, (*documents, "created_at"), _documents(size, now))
    of_file = ("id", "document_id", "number", "content_sha256", "filename", "media_type", "size", "state")
    bulk.write(Version, (*of_file, "page_count", "read_at"), _versions(size, now))
    bulk.write(VersionPage, ("version_id", "number", "text"), _pages(size))


def _documents(size: Size, now: datetime) -> Iterator[bulk.Row]:
    chance, writer, subjects = Random("shelves"), Writer("documents"), list(SUBJECTS)
    weights = list(accumulate(len(size.members(group)) for group in range(1, size.groups + 1)))
    members = {group: size.members(group) for group in range(1, size.groups + 1)}
    homes = chance.choices(range(1, size.groups + 1), cum_weights=weights, k=size.documents)
    for number, group in enumerate(homes, 1):
        author, subject = chance.choice(members[group]), subjects[group % len(subjects)]
        title = f"{writer.topic(subject).capitalize()} in {writer.place()}"
        about = f"What {writer.place()} did about {writer.topic(subject)}."
        written = now - timedelta(minutes=60 * (size.documents - number))
        yield number, group, author, author, content_audience_of(group), title, about, written.year, written


def _versions(size: Size, now: datetime) -> Iterator[bulk.Row]:
    for number in range(1, size.documents + 1):
        of_file = (f"{number:064x}", f"report-{number}.pdf", "application/pdf", 100_000)
        yield number, number, 1, *of_file, "read", PAGES, now


def _pages(size: Size) -> Iterator[bulk.Row]:
    writer, subjects = Writer("pages"), list(SUBJECTS)
    passages = [writer.passage(subjects[number % len(subjects)]) for number in range(min(PASSAGES, size.texts))]
    for number in range(1, size.documents + 1):
        for page in range(1, PAGES + 1):
            yield number, page, passages[(number * PAGES + page) * 7919 % len(passages)]
