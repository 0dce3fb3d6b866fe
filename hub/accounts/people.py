"""How accounts and appointments begin and change, for actions, commands and entry alike; who may is asked there."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.organisations.models import Organisation
from hub.organisations.queries import list_organisations_of_email
from hub.policy import VISITOR

LONGEST_NAME = 120


def normal_email(text: str) -> str:
    """Addresses are compared in small letters: no mail system of ours tells A from a."""
    return text.strip().lower()


def find_by_email(email: str) -> User | None:
    return db.session.scalar(select(User).where(User.email == normal_email(email)))


def make_user(*, email: str, name: str, state: str, is_staff: bool = False) -> User:
    """A new account without a password."""
    if len(name) > LONGEST_NAME:
        raise Refused(_("The name has more than %(count)s characters.", count=LONGEST_NAME), field="display_name")
    user = User(email=normal_email(email), display_name=name.strip(), is_staff=is_staff)
    db.session.add(user)
    db.session.flush()
    user.become(state)
    changed(user, by_id=None)
    return user


def make_appointment(
    user: User, organisation: Organisation, *, kind: str, job_title: str = "", is_confirmed: bool
) -> Appointment:
    """A new office; the first is the main one. `is_confirmed`: the organisation is known to be theirs."""
    is_first = not any(appointment.is_current for appointment in user.appointments)
    appointment = Appointment(
        user=user, organisation=organisation, kind=kind, job_title=job_title, is_main=is_first, starts_on=clock.today()
    )
    appointment.organisation_confirmed_at = clock.now() if is_confirmed else None
    db.session.add(appointment)
    db.session.flush()
    changed(user, by_id=user.id)
    return appointment


def owns_address_of(user: User, organisation: Organisation) -> bool:
    """Whether the person's own address belongs to the organisation. Addresses here have all been confirmed."""
    return organisation in list_organisations_of_email(VISITOR, user.email)


def changed(user: User, *, by_id: int | None) -> None:
    """Something that search or a kept page shows of the person is different now."""
    user.version += 1
    record(ContentChanged(actor_id=by_id, kind="person", object_id=user.id))


def own_words(user: User, *more: str) -> tuple[str, ...]:
    """What a stranger would try first in this person's password."""
    return (user.display_name, user.email, *more)


def ref_of(user: User) -> str:
    return f"person:{user.id}"


def fact(actor_id: int | None, user: User, **more: Any) -> dict[str, Any]:
    """The fields of an audited event about this person, whom no group owns."""
    return {"actor_id": actor_id, "ref": ref_of(user), "group_id": None, **more}
