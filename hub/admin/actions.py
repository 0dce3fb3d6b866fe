"""What staff do: open a group for a reason, and set work going again that had been given up."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.admin.events import GroupClosedByStaff, GroupOpenedByStaff, MailSentAgain, PromiseTriedAgain
from hub.admin.models import GroupOpening
from hub.core import clock, mail, outbox
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import record
from hub.groups.belonging import facilitators_of
from hub.groups.models import Group
from hub.policy import SITE, Actor, NotFound, Verb, require

LONGEST = 24
"""Hours that a group may stay open to a member of staff."""


def open_group(actor: Actor, slug: str, *, reason: str, hours: int = 4) -> GroupOpening:
    """Let the actor read the group's content for some hours. Its facilitators are told at once, with the reason."""
    require(actor, Verb.ADMINISTER, SITE)
    group = db.session.scalar(select(Group).where(Group.slug == slug.strip().rstrip("/").rpartition("/")[2]))
    if group is None:
        raise Refused(_("There is no group at that address."), field="slug")
    if group.id in actor.roles:
        raise Refused(_("You are a member of that group already."), field="slug")
    if not reason.strip():
        raise Refused(_("Say why you need to read this group. Its facilitators will see it."), field="reason")
    closes_at = clock.now() + timedelta(hours=min(max(hours, 1), LONGEST))
    opening = GroupOpening(user_id=actor.id, group_id=group.id, reason=reason.strip(), closes_at=closes_at)
    db.session.add(opening)
    record(GroupOpenedByStaff(actor_id=actor.id, ref=f"group:{group.id}", group_id=group.id, reason=reason.strip()))
    _tell_facilitators(group, opening)
    return opening


def _tell_facilitators(group: Group, opening: GroupOpening) -> None:
    for person in db.session.scalars(facilitators_of(group.id)):
        mail.send(
            to=person.email,
            user_id=person.id,
            subject=_l("Staff have opened a group that you run"),
            template="admin/group_opened",
            name=person.display_name,
            group=group,
            opening=opening,
        )


def close_group(actor: Actor, opening_id: int) -> None:
    """End an opening before its time."""
    require(actor, Verb.ADMINISTER, SITE)
    opening = db.session.get(GroupOpening, opening_id)
    if opening is None or opening.user_id != actor.id:
        raise NotFound
    if opening.closed_at is None:
        opening.closed_at = clock.now()
        record(GroupClosedByStaff(actor_id=actor.id, ref=f"group:{opening.group_id}", group_id=opening.group_id))


def try_again(actor: Actor, entry_id: int) -> None:
    """Let the worker try a promise again that it had given up after eight tries."""
    require(actor, Verb.ADMINISTER, SITE)
    entry = db.session.get(outbox.OutboxEntry, entry_id)
    if entry is None or entry.failed_at is None:
        raise Refused(_("That has been done in the meantime."))
    entry.failed_at, entry.attempts, entry.due_at = None, 0, clock.now()
    record(
        PromiseTriedAgain(
            actor_id=actor.id, group_id=None, ref=f"{entry.kind}:{entry.object_id}", reason=entry.error or ""
        )
    )


def send_again(actor: Actor, delivery_id: int) -> None:
    """Send a mail again after a crash left it unknown whether it had gone."""
    require(actor, Verb.ADMINISTER, SITE)
    delivery = db.session.get(mail.Delivery, delivery_id)
    if delivery is None or delivery.state != "unknown":
        raise Refused(_("That has been done in the meantime."))
    delivery.state = "waiting"
    outbox.enqueue(mail.TOPIC, "delivery", delivery.id)
    record(MailSentAgain(actor_id=actor.id, group_id=None, ref=f"delivery:{delivery.id}"))
