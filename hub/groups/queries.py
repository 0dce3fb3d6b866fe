"""Reads of groups and of who belongs to them. Each asks the policy: what comes back may be shown to the actor."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import contains_eager

from hub.accounts.authors import office_of
from hub.accounts.fields import EVERYONE
from hub.accounts.models import Appointment, User
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, Section, hub
from hub.groups import invitations
from hub.groups.belonging import CURRENT, main_appointments
from hub.groups.content import inside
from hub.groups.models import VISIBILITIES, Group, Invitation, JoinRequest, Membership
from hub.groups.newest import content_kinds, newest_lines, rows_within
from hub.groups.tags import GroupTag, tags_of
from hub.organisations.models import Organisation
from hub.policy import SITE, Actor, NotFound, Role, Verb, can, require, visible

NEWEST = 6
MOST_TAGS = 30
MOST_ORPHANS = 200


@dataclass(frozen=True, kw_only=True)
class MemberLine:
    """A member as the list shows them: who, in which office of which council, since when."""

    user_id: int
    name: str
    joined_at: datetime
    is_facilitator: bool = False
    office: str = ""
    organisation: str = ""
    is_confirmed: bool = False


@dataclass(frozen=True, kw_only=True)
class GroupLine:
    """A group as the directory shows it."""

    group: Group
    tags: tuple[str, ...]
    is_mine: bool


@dataclass(frozen=True, kw_only=True)
class Asking:
    """Somebody who waits to be let in."""

    id: int
    person: MemberLine
    reason: str


def get_group(actor: Actor, slug: str) -> Group:
    """The group at this address. A hidden one and an absent one look the same."""
    group = db.session.scalar(select(Group).where(Group.slug == slug, visible(actor, Group)))
    if group is None:
        raise NotFound(slug)
    return group


def can_read(actor: Actor, group: Group) -> bool:
    """Whether what stands behind the landing page is the actor's to read."""
    return can(actor, Verb.VIEW, inside(group))


def list_my_groups(actor: Actor) -> Sequence[Group]:
    """The groups the actor belongs to, by name."""
    mine = select(Group).where(Group.id.in_(actor.roles), visible(actor, Group))
    return db.session.scalars(mine.order_by(Group.name, Group.id)).all()


def list_groups(
    actor: Actor, *, search: str = "", tag: str = "", visibility: str = "", cursor: str | None = None
) -> Page[GroupLine]:
    """The directory, by name: what the actor may know of, archived groups included."""
    wanted = select(Group).where(visible(actor, Group), Group.state == "active", Group.kind == "group")
    for word in search.split()[:8]:
        among = select(GroupTag.target_id).where(GroupTag.name == word.lower())
        in_text = (Group.name.icontains(word, autoescape=True), Group.purpose.icontains(word, autoescape=True))
        wanted = wanted.where(or_(*in_text, Group.id.in_(among)))
    if tag:
        wanted = wanted.where(Group.id.in_(select(GroupTag.target_id).where(GroupTag.name == tag)))
    if visibility in VISIBILITIES:
        wanted = wanted.where(Group.visibility == visibility)
    page = paginate(wanted, Group.name, Group.id, cursor=cursor)
    return page.map(lambda groups: _group_lines(actor, groups))


def _group_lines(actor: Actor, groups: Sequence[Group]) -> list[GroupLine]:
    tags = tags_of([group.id for group in groups])
    return [GroupLine(group=group, tags=tags[group.id], is_mine=group.id in actor.roles) for group in groups]


def list_tags(actor: Actor) -> Sequence[str]:
    """The subjects that most of the groups the actor may know of are about."""
    known = select(GroupTag.name).join(Group, Group.id == GroupTag.target_id)
    known = known.where(visible(actor, Group), Group.state == "active", Group.kind == "group").group_by(GroupTag.name)
    common = known.order_by(func.count().desc(), GroupTag.name).limit(MOST_TAGS)
    return sorted(db.session.scalars(common))


def list_group_tags(actor: Actor, group: Group) -> tuple[str, ...]:
    require(actor, Verb.VIEW, group)
    return tags_of([group.id])[group.id]


def list_members(actor: Actor, group: Group, *, search: str = "", cursor: str | None = None) -> Page[MemberLine]:
    """Who belongs, the newest first. Only those who may read the group's content, and see people, see them."""
    require(actor, Verb.VIEW, inside(group))
    members = _members(actor, group)
    if search.strip():
        members = members.where(User.display_name.icontains(search.strip(), autoescape=True))
    page = paginate(members, Membership.joined_at, Membership.id, cursor=cursor, descending=True)
    return page.map(lambda rows: _member_lines(actor, rows))


def list_facilitators(actor: Actor, group: Group) -> list[MemberLine]:
    require(actor, Verb.VIEW, inside(group))
    running = _members(actor, group).where(Membership.role == int(Role.FACILITATOR))
    return _member_lines(actor, db.session.scalars(running.order_by(Membership.joined_at)).all())


def _members(actor: Actor, group: Group) -> Select[Membership]:
    current = (Membership.group_id == group.id, CURRENT, visible(actor, User))
    return select(Membership).join(Membership.user).where(*current).options(contains_eager(Membership.user))


def _member_lines(actor: Actor, rows: Sequence[Membership]) -> list[MemberLine]:
    is_near = all(row.group_id in actor.roles for row in rows)
    offices = _offices([row.user_id for row in rows], is_near=is_near)
    return [
        MemberLine(
            user_id=row.user_id,
            name=row.user.display_name,
            joined_at=row.joined_at,
            is_facilitator=row.role >= Role.FACILITATOR,
            **offices.get(row.user_id, {}),
        )
        for row in rows
    ]


def _offices(user_ids: Sequence[int], *, is_near: bool = False) -> dict[int, dict[str, Any]]:
    """Each person's main appointment of today, in words. `is_near`: the reader shares a group with them."""
    if not user_ids:
        return {}
    wanted = select(Appointment, Organisation.nice_name, User.job_title_seen_by)
    wanted = wanted.join(Organisation, Organisation.id == Appointment.organisation_id).join(Appointment.user)
    wanted = wanted.where(Appointment.user_id.in_(user_ids), *main_appointments())
    return {
        office.user_id: {
            "office": office_of(office.kind, office.job_title, EVERYONE if is_near else seen_by),
            "organisation": name,
            "is_confirmed": office.confirmed_at is not None,
        }
        for office, name, seen_by in db.session.execute(wanted)
    }


def get_membership(actor: Actor, group: Group, user_id: int) -> Membership:
    """The person's current membership, for those who may see who belongs."""
    require(actor, Verb.VIEW, inside(group))
    theirs = (Membership.group_id == group.id, Membership.user_id == user_id, CURRENT)
    membership = db.session.scalar(select(Membership).where(*theirs))
    if membership is None:
        raise NotFound(user_id)
    return membership


def get_member(actor: Actor, group: Group, user_id: int) -> MemberLine:
    """One member as the list shows them, for the page that asks before removing them."""
    return _member_lines(actor, [get_membership(actor, group, user_id)])[0]


def get_waiting_request(actor: Actor, group: Group, request_id: int) -> JoinRequest:
    """A request that nobody has decided yet."""
    require(actor, Verb.MANAGE, group)
    waiting = (JoinRequest.id == request_id, JoinRequest.group_id == group.id, JoinRequest.decided_at.is_(None))
    request = db.session.scalar(select(JoinRequest).where(*waiting).with_for_update())
    if request is None:
        raise NotFound(request_id)
    return request


def find_my_request(actor: Actor, group: Group) -> JoinRequest | None:
    """What the actor asked and nobody has answered."""
    theirs = (JoinRequest.group_id == group.id, JoinRequest.user_id == actor.id, JoinRequest.decided_at.is_(None))
    may_ask = can(actor, Verb.ASK_TO_JOIN, group)
    return db.session.scalar(select(JoinRequest).where(*theirs)) if may_ask else None


def list_join_requests(actor: Actor, group: Group, cursor: str | None = None) -> Page[Asking]:
    """Who asks to be let in, the longest waiting first."""
    require(actor, Verb.MANAGE, group)
    waiting = select(JoinRequest).where(JoinRequest.group_id == group.id, JoinRequest.decided_at.is_(None))
    waiting = waiting.join(JoinRequest.user).options(contains_eager(JoinRequest.user))
    return paginate(waiting, JoinRequest.id, cursor=cursor).map(_asking)


def _asking(rows: Sequence[JoinRequest]) -> list[Asking]:
    offices = _offices([row.user_id for row in rows])
    return [Asking(id=row.id, person=_asker(row, offices.get(row.user_id, {})), reason=row.reason) for row in rows]


def _asker(row: JoinRequest, office: dict[str, Any]) -> MemberLine:
    return MemberLine(user_id=row.user_id, name=row.user.display_name, joined_at=row.created_at, **office)


def count_join_requests(actor: Actor, group: Group) -> int:
    require(actor, Verb.MANAGE, group)
    waiting = (JoinRequest.group_id == group.id, JoinRequest.decided_at.is_(None))
    return db.session.scalar(select(func.count(JoinRequest.id)).where(*waiting)) or 0


def list_invitations(actor: Actor, group: Group, cursor: str | None = None) -> Page[Invitation]:
    """Invitations that wait for an answer, the newest first."""
    require(actor, Verb.MANAGE, group)
    waiting = select(Invitation).where(Invitation.group_id == group.id, Invitation.decided_at.is_(None))
    return paginate(waiting, Invitation.id, cursor=cursor, descending=True)


def find_invitation(_actor: Actor, token: str) -> Invitation | None:
    """What a link leads to. Whoever holds it was sent it: it says which group asks, and no more."""
    return invitations.find_by_token(token)


def is_widening(actor: Actor, group: Group, visibility: str) -> bool:
    """Whether more people could read the group, were it as wide as this."""
    require(actor, Verb.MANAGE, group)
    return visibility in VISIBILITIES and VISIBILITIES.index(visibility) > VISIBILITIES.index(group.visibility)


def count_readable(actor: Actor, group: Group, visibility: str) -> int:
    """How many things more people could read, were the group as wide as this. Drafts and held things stay hidden."""
    require(actor, Verb.MANAGE, group)
    if visibility not in {"public", "open"}:
        return 0  # the landing page shows itself; the content stays the members'
    counts = [rows_within(kind, group).with_only_columns(func.count()) for kind in content_kinds()]
    return sum(db.session.scalar(count) or 0 for count in counts)


def list_sections(actor: Actor, group: Group) -> list[Section]:
    """What the slices put on the group's front page, and what else is new, newest first."""
    require(actor, Verb.VIEW, inside(group))
    loaded = [load(actor, group) for load, _kinds in hub().group_sections]
    new = list_newest(actor, group, but={kind for _load, kinds in hub().group_sections for kind in kinds})
    title = _("New in this network") if group.kind == "network" else _("New in this group")
    rest = Section(title=title, items=new, empty=_("Nothing has been added yet."))
    return [*filter(None, loaded), rest]


def list_newest(actor: Actor, group: Group, *, but: Collection[str] = ()) -> list[Item]:
    """What is new in the group, newest first, of every kind but those named."""
    require(actor, Verb.VIEW, inside(group))
    return _each_once(newest_lines(actor, [group.id], 2 * NEWEST, but=but))[:NEWEST]


def _each_once(lines: Sequence[Item]) -> list[Item]:
    """A question and the record made of it are one line, the newer; the place is this group, so it goes unsaid."""
    newest: dict[str, Item] = {}
    for line in lines:
        newest.setdefault(line.title, replace(line, place="", place_url=""))
    return list(newest.values())


def list_proposals(actor: Actor) -> Sequence[Group]:
    """Groups that wait for staff, the oldest first."""
    require(actor, Verb.ADMINISTER, SITE)
    return db.session.scalars(select(Group).where(Group.state == "proposed").order_by(Group.id).limit(100)).all()


def list_without_facilitator(actor: Actor) -> Sequence[Group]:
    """Groups that nobody runs any more. Staff give them to a member; private ones are shown by address alone."""
    require(actor, Verb.ADMINISTER, SITE)
    run = select(Membership.group_id).join(User, User.id == Membership.user_id)
    run = run.where(CURRENT, Membership.role == int(Role.FACILITATOR), User.state == "active")
    alone = select(Group).where(Group.state == "active", Group.kind == "group", Group.archived_at.is_(None))
    alone = alone.where(Group.id.not_in(run))
    return db.session.scalars(alone.order_by(Group.id).limit(MOST_ORPHANS)).all()
