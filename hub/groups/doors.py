"""Open sockets end with the rights they were opened with, whichever slice they speak to. Their pages come back."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from hub.accounts.events import PasswordChanged, PersonSuspended
from hub.accounts.models import User
from hub.core.db import db
from hub.core.realtime import evict_person, people
from hub.core.registry import load_actor
from hub.groups.events import MembershipChanged
from hub.policy import Actor


def rights_changed(event: MembershipChanged) -> None:
    """Nobody keeps a socket that was opened with other rights. The page comes back with those of now."""
    evict_person(event.user_id)


def door_closed(event: PersonSuspended | PasswordChanged) -> None:
    evict_person(int(event.ref.partition(":")[2]))


def look_again() -> None:
    """End sockets whose rights another process or a command changed, which cannot ring here."""
    for user_id in outdated(list(people().values())) if people() else ():
        evict_person(user_id)


def outdated(actors: Collection[Actor]) -> set[int]:
    """The people among these whose rights are other ones by now: a role, a password, a sign-out, a break-glass."""
    ids = {actor.id for actor in actors if actor.id is not None}
    rows = db.session.execute(select(User.id, User.permissions_version).where(User.id.in_(ids)))
    now = dict(rows.all())
    return {
        actor.id
        for actor in actors
        if actor.id is not None and (now.get(actor.id) != actor.permissions_version or opened_otherwise(actor))
    }


def opened_otherwise(actor: Actor) -> bool:
    """Whether what staff had opened by break-glass was closed or ran out: that raises no version."""
    return bool(actor.opened) and load_actor(actor.id).opened != actor.opened
