"""What anyone may do from the pages of no group: say that something is wrong."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from hub.accounts.models import User
from hub.core import mail
from hub.core.db import db
from hub.core.errors import Refused
from hub.policy import Actor


def report_problem(actor: Actor, *, what: str, page: str, email: str) -> int:
    """Send a person's report to everyone who runs the hub; how many were written to."""
    staff = list(db.session.scalars(select(User).where(User.is_staff, User.state == "active")))
    if not staff:
        raise Refused(_("Nobody is set up to read reports yet. Please write to the organisation that runs this hub."))
    name = db.session.scalar(select(User.display_name).where(User.id == actor.id)) if actor.id else ""
    for person in staff:
        mail.send(
            to=person.email,
            user_id=person.id,
            subject=_("A problem was reported"),
            template="home/problem",
            what=what,
            page=page,
            email=email,
            name=name,
        )
    return len(staff)
