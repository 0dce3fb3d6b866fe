"""Networks: rows of groups that any member makes, always private, whose keepers invite their connections."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.core.pagination import Page, paginate
from hub.groups.belonging import begin_membership, find_current, found_group
from hub.groups.checks import check_open, checked_name
from hub.groups.content import DIRECTORY
from hub.groups.events import MemberJoined
from hub.groups.models import Group, Membership
from hub.groups.slugs import slug_for
from hub.networks import events
from hub.networks.actions import LONGEST_NOTE, Own
from hub.networks.models import NetworkInvitation
from hub.networks.pairs import ASKED_FOR, insert_ignoring
from hub.networks.queries import list_choices
from hub.policy import Actor, NotFound, Role, Verb, require, visible

MOST_AT_ONCE = 50
MOST_A_DAY = 10
"""How many networks one may make within a day."""


@dataclass(frozen=True, kw_only=True)
class Invited:
    """An invitation as the person who is invited sees it."""

    invitation: NetworkInvitation
    people: int

    @property
    def group(self) -> Group:
        return self.invitation.group


def make_network(actor: Actor, *, name: str, purpose: str = "") -> Group:
    """Make an informal circle whose keeper is the actor. Nobody approves it, and nobody outside ever hears of it."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    lately = (Group.created_by_id == actor.id, Group.kind == "network")
    today = select(func.count(Group.id)).where(*lately, Group.created_at > clock.now() - timedelta(days=1))
    if (db.session.scalar(today) or 0) >= MOST_A_DAY:
        raise Refused(_("You have made %(most)s networks today. Go on tomorrow.", most=MOST_A_DAY))
    name = checked_name(name)
    facts = {"name": name, "slug": slug_for(name, "private"), "visibility": "private", "purpose": purpose.strip()}
    group = found_group(**facts, by_id=actor.id, kind="network")
    begin_membership(group, actor.id or 0, Role.FACILITATOR)
    record(events.NetworkMade(actor_id=actor.id, ref=f"group:{group.id}", group_id=group.id))
    record(MemberJoined(actor_id=actor.id, ref=f"group:{group.id}", group_id=group.id, user_id=actor.id or 0))
    return group


def invite_connections(actor: Actor, group: Group, user_ids: Collection[int], *, note: str = "") -> int:
    """Ask connections in. Returns how many were asked now: members, and whoever was asked lately, are not again."""
    _require_keeper(actor, group)
    check_open(group)
    if not 0 < len(user_ids) <= MOST_AT_ONCE:
        raise Refused(_("Choose from 1 to %(most)s people.", most=MOST_AT_ONCE), field="people")
    if set(user_ids) - {user_id for user_id, _name in list_choices(actor)}:
        raise Refused(_("You can invite people you are connected with."), field="people")
    fresh = sorted(set(user_ids) - _members_or_asked(group))
    rows = [_row(actor, group, user_id, note.strip()[:LONGEST_NOTE]) for user_id in fresh]
    if rows:
        open_ = NetworkInvitation.decided_at.is_(None)
        insert_ignoring(NetworkInvitation, ("user_id", "group_id"), rows, index_where=open_)
    for invitation in db.session.scalars(_waiting(group).where(NetworkInvitation.user_id.in_(fresh))):
        ref = f"network_invitation:{invitation.id}"
        record(events.PersonInvited(actor_id=actor.id, ref=ref, group_id=group.id))
        facts: dict[str, Any] = {"people": (invitation.user_id,), "reason": invitation.note}
        record(Noteworthy(actor_id=actor.id, notice="network.invited", ref=ref, **facts))
    return len(fresh)


def _require_keeper(actor: Actor, group: Group) -> None:
    require(actor, Verb.MANAGE, group)
    if group.kind != "network":
        raise NotFound(group.slug)


def _members_or_asked(group: Group) -> set[int]:
    """Those who belong, who are asked, and who said no within the last month: asking on is pestering."""
    members = select(Membership.user_id).where(Membership.group_id == group.id, Membership.ended_at.is_(None))
    row, since = NetworkInvitation, clock.now() - ASKED_FOR
    no = (row.outcome == "declined") & (row.decided_at > since)
    asked = select(row.user_id).where(row.group_id == group.id, row.decided_at.is_(None) | no)
    return set(db.session.scalars(members)) | set(db.session.scalars(asked))


def _row(actor: Actor, group: Group, user_id: int, note: str) -> dict[str, object]:
    tokens = {"audience": f"user:{user_id}", "audience_also": f"facilitators:{group.id}"}
    facts = {"group_id": group.id, "user_id": user_id, "invited_by_id": actor.id, "note": note}
    return facts | tokens | {"created_at": clock.now()}


def accept_invitation(actor: Actor, invitation_id: int) -> Group:
    """Belong to the network from now on. Pressed twice, one belongs once."""
    invitation = _locked(actor, invitation_id)
    group = invitation.group
    if invitation.decided_at is None:
        invitation.settle("accepted")
        begin_membership(group, actor.id or 0)
        facts: dict[str, Any] = {"actor_id": actor.id, "ref": f"group:{group.id}"}
        record(MemberJoined(**facts, group_id=group.id, user_id=actor.id or 0))
        record(Noteworthy(**facts, notice="network.joined", people=(invitation.invited_by_id,)))
    elif find_current(group.id, actor.id or 0) is None:
        raise Refused(_("This invitation is no longer open. Ask the person who invited you for a new one."))
    return group


def decline_invitation(actor: Actor, invitation_id: int) -> None:
    """Say no. The keeper sees that it waits no longer, and is not told more."""
    invitation = _locked(actor, invitation_id)
    if invitation.decided_at is None:
        invitation.settle("declined")
        ref = f"network_invitation:{invitation.id}"
        record(events.InvitationDeclined(actor_id=actor.id, ref=ref, group_id=invitation.group_id))


def _locked(actor: Actor, invitation_id: int) -> NetworkInvitation:
    """One's own invitation, held until the transaction ends."""
    wanted = select(NetworkInvitation).where(NetworkInvitation.id == invitation_id)
    invitation = db.session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if invitation is None:
        raise NotFound(f"network_invitation:{invitation_id}")
    require(actor, Verb.EDIT, Own(f"user:{invitation.user_id}"))
    return invitation


def withdraw_invitation(actor: Actor, group: Group, invitation_id: int) -> None:
    """Take an invitation back, for the network's keepers."""
    _require_keeper(actor, group)
    waiting = _waiting(group).where(NetworkInvitation.id == invitation_id)
    invitation = db.session.scalar(waiting.with_for_update())
    if invitation is None:
        raise NotFound(f"network_invitation:{invitation_id}")
    invitation.settle("withdrawn")
    ref = f"network_invitation:{invitation.id}"
    record(events.InvitationTakenBack(actor_id=actor.id, ref=ref, group_id=group.id))


def list_networks(actor: Actor) -> Sequence[Group]:
    """The networks the actor belongs to, by name. There is no list of others."""
    mine = select(Group).where(Group.id.in_(actor.roles), Group.kind == "network", visible(actor, Group))
    return db.session.scalars(mine.order_by(Group.name, Group.id)).all()


def list_invited(actor: Actor) -> list[Invited]:
    """The networks that ask the actor in, the latest first."""
    row = NetworkInvitation
    mine = select(row).where(row.user_id == (actor.id or 0), row.decided_at.is_(None), visible(actor, row))
    loaded = mine.options(joinedload(row.group), joinedload(row.invited_by)).order_by(row.id.desc()).limit(50)
    return [Invited(invitation=one, people=one.group.member_count) for one in db.session.scalars(loaded)]


def get_invited(actor: Actor, invitation_id: int) -> Invited:
    """One's own invitation, while it waits."""
    found = next((one for one in list_invited(actor) if one.invitation.id == invitation_id), None)
    if found is None:
        raise NotFound(f"network_invitation:{invitation_id}")
    return found


def list_waiting(actor: Actor, group: Group, cursor: str | None = None) -> Page[NetworkInvitation]:
    """Whom the network has asked in and who has not answered, for its keepers."""
    _require_keeper(actor, group)
    waiting = _waiting(group).join(NetworkInvitation.user).where(visible(actor, User))
    loaded = waiting.options(joinedload(NetworkInvitation.user))
    return paginate(loaded, NetworkInvitation.id, cursor=cursor, descending=True)


def list_invitable(actor: Actor, group: Group) -> list[tuple[int, str]]:
    """The actor's connections who neither belong nor are asked, for a form."""
    _require_keeper(actor, group)
    return list_choices(actor, but_ids=sorted(_members_or_asked(group)))


def _waiting(group: Group) -> Select[NetworkInvitation]:
    waiting = (NetworkInvitation.group_id == group.id, NetworkInvitation.decided_at.is_(None))
    return select(NetworkInvitation).where(*waiting)
