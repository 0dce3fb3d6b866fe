"""Reads of people. Who is not active is known to staff alone; each field of a profile says who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from hub.accounts.fields import EVERYONE, FIELDS
from hub.accounts.models import Appointment, Registration, SignIn, User
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import hub
from hub.policy import SITE, Actor, NotFound, Verb, require, visible


@dataclass(frozen=True, kw_only=True)
class PersonView:
    """A person as one reader sees them: a field they may not see is empty. The newest office stands last."""

    id: int
    display_name: str
    state: str
    appointments: tuple[Appointment, ...]
    sees_job_title: bool
    works_on: str
    ask_about: str
    photo_sha256: str | None
    photo_media_type: str | None
    is_self: bool

    @property
    def current(self) -> list[Appointment]:
        """The offices held today, the main one first."""
        return sorted((row for row in self.appointments if row.is_current), key=lambda row: not row.is_main)

    @property
    def former(self) -> list[Appointment]:
        return [row for row in self.appointments if not row.is_current]

    def office(self, appointment: Appointment) -> str:
        return appointment.job_title if self.sees_job_title else ""


def sees_field(actor: Actor, field: str) -> ColumnElement[bool]:
    """The set form: whether the actor sees this field of a row of users."""
    seen_by = getattr(User, f"{field}_seen_by")
    relation = hub().relations.get("shares_group")
    in_a_group = relation.condition(actor, User.id) if relation is not None and actor.id is not None else false()
    return or_(seen_by == EVERYONE, User.id == (actor.id or 0), in_a_group)


def get_user(actor: Actor, user_id: int) -> User:
    """The row, for whoever may know of the person."""
    user = db.session.scalar(select(User).where(User.id == user_id, visible(actor, User)))
    if user is None:
        raise NotFound(f"person:{user_id}")
    return user


def get_any_user(actor: Actor, user_id: int) -> User:
    """The row, for staff, who know of everyone."""
    require(actor, Verb.ADMINISTER, SITE)
    return get_user(actor, user_id)


def get_account(actor: Actor) -> User:
    """The actor's own account."""
    if actor.id is None:
        raise NotFound("account")
    return get_user(actor, actor.id)


def get_person(actor: Actor, person_id: int) -> PersonView:
    """The person's profile as the actor may see it."""
    shown = select(User).where(User.id == person_id, visible(actor, User)).options(_offices())
    user = db.session.scalar(shown)
    if user is None:
        raise NotFound(f"person:{person_id}")
    return list_views(actor, [user])[0]


def list_views(actor: Actor, users: Sequence[User]) -> list[PersonView]:
    """Each of these people as the actor may see them; one query tells who of them is near."""
    limited = [user.id for user in users if any(getattr(user, f"{field}_seen_by") != EVERYONE for field in FIELDS)]
    near = _near(actor, limited) if limited else set()
    return [_view(actor, user, is_near=user.id in near) for user in users]


def _near(actor: Actor, user_ids: Sequence[int]) -> set[int]:
    """Those of these people who share a group with the actor, and the actor: with oneself one shares all."""
    relation = hub().relations.get("shares_group")
    own = {actor.id} & set(user_ids)
    if relation is None or actor.id is None:
        return {user_id for user_id in own if user_id is not None}
    shared = select(User.id).where(User.id.in_(user_ids), relation.condition(actor, User.id))
    return set(db.session.scalars(shared)) | {user_id for user_id in own if user_id is not None}


def _view(actor: Actor, user: User, *, is_near: bool) -> PersonView:
    sees = {field: is_near or getattr(user, f"{field}_seen_by") == EVERYONE for field in FIELDS}
    return PersonView(
        id=user.id,
        display_name=user.display_name,
        state=user.state,
        appointments=tuple(user.appointments),
        sees_job_title=sees["job_title"],
        works_on=user.works_on if sees["works_on"] else "",
        ask_about=user.ask_about if sees["ask_about"] else "",
        photo_sha256=user.photo_sha256 if sees["photo"] else None,
        photo_media_type=user.photo_media_type,
        is_self=user.id == actor.id,
    )


def _offices() -> Any:
    return selectinload(User.appointments).joinedload(Appointment.organisation)


def get_appointment(actor: Actor, appointment_id: int) -> Appointment:
    """One of the actor's own appointments."""
    mine = (Appointment.id == appointment_id, Appointment.user_id == (actor.id or 0))
    appointment = db.session.scalar(select(Appointment).where(*mine))
    if appointment is None:
        raise NotFound(f"appointment {appointment_id}")
    return appointment


def list_sign_ins(actor: Actor) -> Sequence[SignIn]:
    """Where the actor is signed in now, the latest used first."""
    mine = (SignIn.user_id == (actor.id or 0), SignIn.ended_at.is_(None))
    return db.session.scalars(select(SignIn).where(*mine).order_by(SignIn.last_seen_at.desc(), SignIn.id.desc())).all()


def list_waiting_registrations(actor: Actor, cursor: str | None = None) -> Page[Registration]:
    """Who waits for staff to decide, oldest first."""
    require(actor, Verb.ADMINISTER, SITE)
    waiting = select(Registration).where(Registration.outcome.is_(None))
    return paginate(
        waiting.options(joinedload(Registration.user), joinedload(Registration.organisation)),
        Registration.id,
        cursor=cursor,
    )


def count_waiting_registrations(actor: Actor) -> int:
    require(actor, Verb.ADMINISTER, SITE)
    return db.session.scalar(select(func.count(Registration.id)).where(Registration.outcome.is_(None))) or 0


def get_registration(actor: Actor, registration_id: int) -> Registration:
    require(actor, Verb.ADMINISTER, SITE)
    registration = db.session.get(Registration, registration_id)
    if registration is None:
        raise NotFound(f"registration {registration_id}")
    return registration


def list_unconfirmed_appointments(actor: Actor, cursor: str | None = None) -> Page[Appointment]:
    """Current offices in organisations that neither an e-mail domain nor staff have confirmed, for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    return paginate(_unconfirmed(), Appointment.id, cursor=cursor)


def count_unconfirmed_appointments(actor: Actor) -> int:
    require(actor, Verb.ADMINISTER, SITE)
    return db.session.scalar(select(func.count()).select_from(_unconfirmed().subquery())) or 0


def _unconfirmed() -> Select[Any]:
    query = select(Appointment).join(User, User.id == Appointment.user_id).where(User.state == "active")
    return query.where(Appointment.organisation_confirmed_at.is_(None), Appointment.holds_today())


def find_people(actor: Actor, words: str, *, state: str = "", cursor: str | None = None) -> Page[User]:
    """People in any state by name or address, for staff alone."""
    require(actor, Verb.ADMINISTER, SITE)
    query = select(User).options(_offices())
    for word in words.split()[:8]:
        says = (User.display_name.icontains(word, autoescape=True), User.email.icontains(word, autoescape=True))
        query = query.where(or_(*says))
    if state:
        query = query.where(User.state == state)
    return paginate(query, User.display_name, User.id, cursor=cursor)


@dataclass(frozen=True, kw_only=True)
class ProfileFields:
    """What the form of the actor's own profile begins with."""

    display_name: str
    job_title: str
    works_on: str
    ask_about: str
    job_title_seen_by: str
    works_on_seen_by: str
    ask_about_seen_by: str
    photo_seen_by: str


def get_profile_fields(actor: Actor) -> ProfileFields:
    user = get_account(actor)
    main = next((row for row in user.appointments if row.is_current and row.is_main), None)
    seen_by: dict[str, Any] = {f"{field}_seen_by": getattr(user, f"{field}_seen_by") for field in FIELDS}
    return ProfileFields(
        display_name=user.display_name,
        job_title=main.job_title if main is not None else "",
        works_on=user.works_on,
        ask_about=user.ask_about,
        **seen_by,
    )
