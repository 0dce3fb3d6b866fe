"""Who wrote something, and the office they wrote it in: for every list and page that shows an author."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.accounts.fields import EVERYONE
from hub.accounts.models import Appointment, User
from hub.core.db import db
from hub.organisations.models import Organisation
from hub.policy import Actor

KINDS = {
    "councillor": _l("Councillor"),
    "officer": _l("Officer"),
    "partner": _l("Partner"),
    "programme_team": _l("Programme team"),
}
Pair = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Author:
    """Name, office and organisation; `office` is the job title where everyone may see it, else the kind."""

    id: int | None
    name: str
    office: str = ""
    organisation: str = ""

    @property
    def line(self) -> str:
        return ", ".join(part for part in (self.name, self.office, self.organisation) if part)


def authors(pairs: Iterable[Pair]) -> dict[Pair, Author]:
    """The author of each (user id, appointment id): two queries for any number of pairs."""
    wanted = set(pairs)
    people = _people({user_id for user_id, _appointment in wanted if user_id})
    offices = _offices({appointment for _user, appointment in wanted if appointment})
    return {pair: _author(pair, people, offices) for pair in wanted}


def author_line(pairs: Iterable[Pair]) -> dict[Pair, str]:
    """For each (user id, appointment id) a line such as "Ann Price, Waste officer, Kirklees"."""
    return {pair: author.line for pair, author in authors(pairs).items()}


def office_of(kind: str, job_title: str, seen_by: str) -> str:
    """What may stand beside a name wherever the name does."""
    return job_title if job_title and seen_by == EVERYONE else str(KINDS.get(kind, kind))


def main_appointment_id(actor: Actor) -> int | None:
    """The office the actor writes in: the main one, or else the first."""
    wanted = select(Appointment.id).where(Appointment.user_id == actor.id, Appointment.holds_today())
    return db.session.scalar(wanted.order_by(Appointment.is_main.desc(), Appointment.id).limit(1))


def _people(ids: set[int]) -> dict[int, tuple[str, str]]:
    rows = db.session.execute(select(User.id, User.display_name, User.job_title_seen_by).where(User.id.in_(ids)))
    return {user_id: (name, seen_by) for user_id, name, seen_by in rows}


def _offices(ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    rows = db.session.execute(
        select(Appointment.id, Appointment.kind, Appointment.job_title, Organisation.nice_name)
        .join(Organisation, Organisation.id == Appointment.organisation_id)
        .where(Appointment.id.in_(ids))
    )
    return {row.id: row for row in rows}


def _author(pair: Pair, people: dict[int, tuple[str, str]], offices: dict[int, Any]) -> Author:
    user_id, appointment_id = pair
    name, seen_by = people.get(user_id or 0, ("", EVERYONE))
    if not name:
        return Author(id=None, name=_("A former member"))
    office = offices.get(appointment_id or 0)
    if office is None:
        return Author(id=user_id, name=name)
    return Author(user_id, name, office_of(office.kind, office.job_title, seen_by), office.nice_name)
