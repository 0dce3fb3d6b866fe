"""What staff look at: work given up, mail in doubt, groups opened, and how much waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from hub.accounts.models import User
from hub.admin.models import GroupOpening
from hub.core import clock, outbox
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.outbox import OutboxEntry
from hub.groups.models import Group
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


def count_waiting(actor: Actor) -> dict[str, int]:
    """How much staff have to look at, for the front page: people by state, work given up, promises under way."""
    require(actor, Verb.ADMINISTER, SITE)
    states = dict(db.session.execute(select(User.state, func.count(User.id)).group_by(User.state)).tuples().all())
    given_up = db.session.scalar(select(func.count(OutboxEntry.id)).where(OutboxEntry.failed_at.is_not(None))) or 0
    in_doubt = db.session.scalar(select(func.count(Delivery.id)).where(Delivery.state == "unknown")) or 0
    return {**states, "given_up": given_up, "in_doubt": in_doubt, "promises": outbox.count_waiting()}
