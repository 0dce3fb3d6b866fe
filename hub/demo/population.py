"""Councils, people and groups of a made-up hub, and who belongs where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from hub.accounts.models import Appointment, User
from hub.demo import bulk
from hub.demo.sentences import ENDS, PLACES, SUBJECTS, Writer
from hub.demo.sizes import STAFF, Size, audience_of, content_audience_of, runs, visibility_of
from hub.groups.models import Group, Membership
from hub.organisations.models import Organisation
from hub.people.models import PersonWord
from hub.people.words import rows_of

JOB_TITLES = ("Policy officer", "Service manager", "Head of service", "Project lead", "Team leader", "Analyst")
SOME = 1000
"""People whose words are read at a time."""
KINDS = ("officer", "officer", "officer", "councillor")


def write_population(size: Size, password_hash: str, now: datetime) -> None:
    """Everyone can sign in with the one password."""
    bulk.write(Organisation, ("id", "kind", "official_name", "nice_name", "code"), _councils(size))
    names = ("id", "email", "display_name", "password_hash", "state", "is_staff", "audience", "audience_also")
    bulk.write(User, (*names, "works_on", "ask_about", "created_at"), _people(size, password_hash, now))
    held = ("id", "user_id", "organisation_id", "kind", "job_title", "organisation_confirmed_at")
    bulk.write(Appointment, held, _appointments(size, now))
    shown = ("id", "slug", "name", "purpose", "visibility", "audience", "content_audience")
    bulk.write(Group, (*shown, "member_count", "council_count", "created_at"), _groups(size, now))
    bulk.write(Membership, ("id", "user_id", "group_id", "role", "joined_at"), bulk.numbered(_memberships(size, now)))


def _councils(size: Size) -> Iterator[bulk.Row]:
    names = [start + end for end in ENDS for start in PLACES]
    for number in range(1, size.councils + 1):
        name = names[number % len(names)]
        yield number, "council", f"{name} Council", name, f"X{number:05}"


def _people(size: Size, password_hash: str, now: datetime) -> Iterator[bulk.Row]:
    writer, subjects = Writer("people"), list(SUBJECTS)
    for number in range(1, size.people + 1):
        email, name = f"person{number}@council{size.council_of(number)}.example", writer.person()
        subject = subjects[number % len(subjects)]
        words = (f"{subject.capitalize()}: {writer.topic(subject)}.", f"{writer.topic(subject).capitalize()}.")
        came = now - timedelta(days=1100, minutes=number)
        yield (
            *(number, email, name, password_hash, "active", number == STAFF, "signed-in", f"user:{number}"),
            *(*words, came),
        )


def _appointments(size: Size, now: datetime) -> Iterator[bulk.Row]:
    for number in range(1, size.people + 1):
        job = JOB_TITLES[number % len(JOB_TITLES)]
        yield number, number, size.council_of(number), KINDS[number % len(KINDS)], job, now


def _groups(size: Size, now: datetime) -> Iterator[bulk.Row]:
    writer, subjects = Writer("groups"), list(SUBJECTS)
    for number in range(1, size.groups + 1):
        subject = subjects[number % len(subjects)]
        topic, members = writer.topic(subject), size.members(number)
        councils = len({size.council_of(person) for person in members})
        purpose = f"What councils do about {topic}, what it costs and what they would do differently."
        yield (
            *(number, f"{subject.replace(' ', '-')}-{number}", f"{subject.capitalize()}: {topic}"[:110], purpose),
            *(visibility_of(number), audience_of(number), content_audience_of(number)),
            *(len(members), councils, now - timedelta(days=1100)),
        )


def _memberships(size: Size, now: datetime) -> Iterator[bulk.Row]:
    for group in range(1, size.groups + 1):
        members = size.members(group)
        running = runs(members)
        for place, person in enumerate(members):
            yield person, group, 2 if person in running else 1, now - timedelta(days=1000, minutes=-place)


def write_words(size: Size) -> None:
    """The words by which people are found, read from what was written of them."""
    bulk.write(PersonWord, ("word", "user_id", "field"), _words(size))


def _words(size: Size) -> Iterator[bulk.Row]:
    for first in range(1, size.people + 1, SOME):
        for row in rows_of(range(first, min(first + SOME, size.people + 1))):
            yield row["word"], row["user_id"], row["field"]
