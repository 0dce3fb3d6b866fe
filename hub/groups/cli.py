"""`hub group` and `hub member`: what scripts do to groups."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.core.uow import unit_of_work
from hub.groups.belonging import begin_membership, find_current, found_group, keep_a_facilitator
from hub.groups.checks import checked_name
from hub.groups.events import GroupProposed, MemberJoined, RoleChanged
from hub.groups.models import VISIBILITIES, Group
from hub.groups.slugs import is_well_formed
from hub.policy import Role

ROLES = {"member": Role.MEMBER, "facilitator": Role.FACILITATOR}


@click.group("group")
def group() -> None:
    """Make groups."""


@group.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--visibility", required=True, type=click.Choice(VISIBILITIES))
@click.option("--facilitator", "email", required=True, metavar="EMAIL")
@click.option("--purpose", default="")
@with_appcontext
def create(slug: str, name: str, visibility: str, email: str, purpose: str) -> None:
    """Make a group at the address /groups/SLUG, exactly as given."""
    with _plainly(), unit_of_work():
        person = _person(email)
        if not is_well_formed(slug):
            raise Refused(f"{slug!r} cannot be an address: use small letters, digits and hyphens.")
        if db.session.scalar(select(Group.id).where(Group.slug == slug)):
            raise Refused(f"There is a group at {slug!r} already.")
        name = checked_name(name)
        made = found_group(name=name, slug=slug, visibility=visibility, purpose=purpose, by_id=person.id)
        record(GroupProposed(actor_id=None, ref=f"group:{made.id}", group_id=made.id))
        _add(made, person, Role.FACILITATOR)
    click.echo(f"Made the group {slug}; {email} is its facilitator.")


@click.group("member")
def member() -> None:
    """Add people to groups."""


@member.command("add")
@click.argument("slug")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), help="member for those who are new, unless given")
@with_appcontext
def add(slug: str, email: str, role: str | None) -> None:
    """Let EMAIL belong to the group at SLUG. Done twice, it changes nothing."""
    with _plainly(), unit_of_work():
        person = _person(email)
        found = db.session.scalar(select(Group).where(Group.slug == slug))
        if found is None:
            raise Refused(f"There is no group at {slug!r}.")
        _add(found, person, ROLES[role] if role else None)
    click.echo(f"{email} belongs to {slug}.")


def _add(found: Group, person: User, role: Role | None) -> None:
    facts: dict[str, Any] = {"actor_id": None, "ref": f"group:{found.id}", "group_id": found.id, "user_id": person.id}
    membership = find_current(found.id, person.id)
    if membership is None:
        begin_membership(found, person.id, role or Role.MEMBER)
        record(MemberJoined(**facts))
    elif role and membership.role != role:
        if role < Role.FACILITATOR:
            keep_a_facilitator(membership)
        membership.role = int(role)
        record(RoleChanged(**facts, reason=role.name.lower()))


def _person(email: str) -> User:
    person = db.session.scalar(select(User).where(User.email == email.strip().lower()))
    if person is None:
        raise Refused(f"Nobody has the address {email}. Make them first: hub user create {email}")
    return person


@contextmanager
def _plainly() -> Iterator[None]:
    """A refusal is the command's failure, in its own words."""
    try:
        yield
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from None
