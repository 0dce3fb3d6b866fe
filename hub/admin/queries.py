"""What staff look at: work given up, mail in doubt, groups opened, and how much waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from hub.accounts import queries as accounts
from hub.admin.models import GroupOpening
from hub.core import clock
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.outbox import OutboxEntry
from hub.groups import queries as groups
from hub.groups.models import Group
from hub.moderation import queries as moderation
from hub.organisations import queries as organisations
from hub.policy import SITE, Actor, Verb, require

MOST = 100
"""Failures shown at once: with more than that, their cause is one thing and not a hundred."""


@dataclass(frozen=True, kw_only=True)
class Opening:
    """A break-glass of the actor's that is still open."""

    id: int
    group: Group
    opening: GroupOpening


def list_given_up(actor: Actor) -> Sequence[OutboxEntry]:
    """Promises that were tried eight times in vain, oldest first."""
    require(actor, Verb.ADMINISTER, SITE)
    failed = select(OutboxEntry).where(OutboxEntry.failed_at.is_not(None))
    return db.session.scalars(failed.order_by(OutboxEntry.id).limit(MOST)).all()


def list_mail_in_doubt(actor: Actor) -> Sequence[Delivery]:
    """Mails that were being handed over when the hub stopped, so that nobody knows whether they left."""
    require(actor, Verb.ADMINISTER, SITE)
    return db.session.scalars(
        select(Delivery).where(Delivery.state == "unknown").order_by(Delivery.id).limit(MOST)
    ).all()


def list_open_groups(actor: Actor) -> Sequence[Opening]:
    """The groups that the actor has opened and that are still open."""
    require(actor, Verb.ADMINISTER, SITE)
    rows = db.session.execute(
        select(GroupOpening, Group)
        .join(Group, Group.id == GroupOpening.group_id)
        .where(GroupOpening.user_id == actor.id, GroupOpening.closed_at.is_(None), GroupOpening.closes_at > clock.now())
    )
    return [Opening(id=opening.id, group=group, opening=opening) for opening, group in rows]


def list_waiting(actor: Actor) -> list[tuple[str, int, str]]:
    """What staff have to look at, for the front page: (what, how many, where)."""
    require(actor, Verb.ADMINISTER, SITE)
    return [
        (_("People who ask to join"), accounts.count_waiting_registrations(actor), "accounts.registrations"),
        (
            _("Appointments to confirm"),
            accounts.count_unconfirmed_appointments(actor),
            "accounts.unconfirmed_appointments",
        ),
        (
            _("Domains that councils may own"),
            organisations.count_domain_proposals(actor),
            "organisations.domain_proposals",
        ),
        (_("Reports"), moderation.count_waiting_for_staff(actor), "moderation.staff_reports"),
        (_("Groups that someone proposed"), len(groups.list_proposals(actor)), "groups.proposals"),
        (_("Groups that nobody runs"), len(groups.list_without_facilitator(actor)), "groups.without_facilitator"),
        (_("Work that was given up"), _count(OutboxEntry.failed_at.is_not(None)), "admin.failures"),
        (_("Mails that may not have left"), _count(Delivery.state == "unknown"), "admin.failures"),
    ]


def _count(condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).where(condition)) or 0
