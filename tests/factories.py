"""Plain functions that make rows for tests. Each is committed when it returns."""

from itertools import count

from hub.accounts.models import Appointment, User
from hub.core import clock
from hub.core.db import db
from hub.core.registry import load_actor
from hub.core.uow import unit_of_work
from hub.groups.content import set_group_audiences
from hub.groups.models import Group, Membership
from hub.organisations.models import Organisation
from hub.policy import Actor, Role

_numbers = count(1)


def make_organisation(name: str = "Kirklees", kind: str = "council", **fields: object) -> Organisation:
    with unit_of_work():
        organisation = Organisation(kind=kind, official_name=f"{name} Council", nice_name=name, **fields)
        db.session.add(organisation)
    return organisation


def make_user(name: str = "Amal Khan", *, organisation: Organisation | None = None, **fields: object) -> User:
    """An active person with one confirmed appointment, as officer unless `kind` says otherwise."""
    organisation_id = (organisation or make_organisation()).id
    kind = fields.pop("kind", "officer")
    state = str(fields.pop("state", "active"))
    with unit_of_work():
        email = str(fields.pop("email", f"person{next(_numbers)}@example.gov.uk"))
        audience = "signed-in" if state == "active" else "staff"
        user = User(email=email, display_name=name, state=state, audience=audience, **fields)
        db.session.add(user)
        db.session.flush()
        user.audience_also = f"user:{user.id}"
        appointment = Appointment(user_id=user.id, organisation_id=organisation_id, kind=kind)
        appointment.organisation_confirmed_at = clock.now()
        db.session.add(appointment)
    return user


def make_group(
    name: str = "Parking", visibility: str = "open", *, facilitator: User | None = None, **fields: object
) -> Group:
    """An active group; its slug is the name in lower case with hyphens."""
    slug = str(fields.pop("slug", name.lower().replace(" ", "-")))
    with unit_of_work():
        group = Group(name=name, slug=slug, visibility=visibility, audience="", content_audience="", **fields)
        db.session.add(group)
        db.session.flush()
        set_group_audiences(group)
    if facilitator is not None:
        add_member(group, facilitator, Role.FACILITATOR)
    return group


def add_member(group: Group, user: User, role: Role = Role.MEMBER) -> Membership:
    with unit_of_work():
        membership = Membership(user_id=user.id, group_id=group.id, role=int(role))
        db.session.add(membership)
        group.member_count += 1
    return membership


def end_membership(group: Group, user: User) -> None:
    """Make the person an ex-member, as leaving does."""
    with unit_of_work():
        current = db.session.query(Membership).filter_by(user_id=user.id, group_id=group.id, ended_at=None).one()
        current.ended_at = clock.now()
        group.member_count -= 1


def actor_of(user: User | None) -> Actor:
    """The person's rights as they are now; a visitor's for None."""
    return load_actor(user.id if user is not None else None)
