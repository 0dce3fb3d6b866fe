"""Whom a group's actions tell by mail, and in what words."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlsplit

from flask import render_template
from flask_babel import gettext as _
from sqlalchemy import String, cast, func, insert, literal, select

from hub.accounts.models import User
from hub.core import clock, mail, outbox
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.web import absolute_url, settings
from hub.groups.belonging import CURRENT, facilitators_of
from hub.groups.models import Group, Invitation, Membership


def tell(user_id: int | None, subject: str, template: str, group: Group, **context: Any) -> None:
    """One mail about the group to one person."""
    person = db.session.get(User, user_id) if user_id else None
    if person is not None and person.state == "active":
        _send(person, subject, template, group, **context)


def tell_facilitators(group: Group, subject: str, template: str, **context: Any) -> None:
    for person in db.session.scalars(facilitators_of(group.id)):
        _send(person, subject, template, group, **context)


def _send(person: User, subject: str, template: str, group: Group, **context: Any) -> None:
    url = absolute_url("groups.show", slug=group.slug)
    facts = {"name": person.display_name, "group": group, "url": url, **context}
    mail.send(to=person.email, user_id=person.id, subject=subject, template=f"groups/{template}", **facts)


def send_invitation(invitation: Invitation, group: Group, *, token: str, inviter: str, words: str) -> None:
    """The one mail that goes to an address which may have no account."""
    mail.send(
        to=invitation.email,
        subject=_("%(name)s invites you to a group on the Knowledge Hub", name=inviter),
        template="groups/invitation",
        group=group,
        inviter=inviter,
        words=words,
        expires_at=invitation.expires_at,
        url=absolute_url("groups.invitation", token=token),
    )


def tell_members_of_widening(group: Group, *, but_id: int | None) -> None:
    """One INSERT … SELECT for the mails and one for their promises: 20,000 members are no more work than twenty."""
    url = absolute_url("groups.show", slug=group.slug)
    body = render_template("emails/groups/widening.txt", group=group, url=url)
    host = urlsplit(settings().base_url).hostname or "localhost"
    before = db.session.scalar(select(func.max(Delivery.id))) or 0
    stamp = f"<widening-{secrets.token_hex(8)}-"
    message_id = literal(stamp) + cast(User.id, String) + literal(f"@{host}>")
    facts = {
        "recipient": User.email,
        "user_id": User.id,
        "subject": literal(_("Who can read “%(name)s” is about to change", name=group.name)),
        "body": literal(body),
        "message_id": message_id,
        "is_account_mail": literal(False),
        "state": literal("waiting"),
        "created_at": literal(clock.now(), Delivery.__table__.c.created_at.type),
    }
    members = (Membership.group_id == group.id, CURRENT, User.state == "active", User.id != (but_id or 0))
    rows = select(*facts.values()).join(Membership, Membership.user_id == User.id).where(*members)
    db.session.execute(insert(Delivery).from_select(list(facts), rows, include_defaults=False))
    sent = select(Delivery.id).where(Delivery.id > before, Delivery.message_id.startswith(stamp))
    outbox.enqueue_all(mail.TOPIC, "delivery", sent)
