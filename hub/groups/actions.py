"""What people do to groups and to belonging. Each asks the policy, changes rows and records what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.accounts.models import Appointment, User
from hub.accounts.people import changed
from hub.core import clock, markup
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, ContentChanged, record
from hub.core.web import settings
from hub.groups import events, invitations, visibility
from hub.groups.belonging import (
    begin_membership,
    end_membership,
    facilitators_of,
    find_current,
    found_group,
    keep_a_facilitator,
    main_appointments,
)
from hub.groups.checks import (
    check_not_network,
    check_open,
    check_proposed,
    checked_name,
    checked_reason,
    checked_visibility,
)
from hub.groups.content import DIRECTORY, set_group_audiences
from hub.groups.models import Group, Invitation, JoinRequest, Membership
from hub.groups.queries import count_readable, get_membership, get_waiting_request
from hub.groups.slugs import slug_for
from hub.groups.tags import write_tags
from hub.groups.telling import tell, tell_facilitators
from hub.policy import SITE, Actor, NotFound, Role, Verb, can, require

MOST_INVITED = 200
MOST_INVITED_A_DAY = 1000


def propose_group(actor: Actor, *, name: str, purpose: str, visibility: str, tags: Sequence[str] = ()) -> Group:
    """Make a group whose facilitator is the actor: at once, or when staff approve it where the setting says so."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    name, visibility = checked_name(name), checked_visibility(visibility)
    waits = settings().approve_groups and not actor.is_staff
    group = found_group(
        name=name,
        slug=slug_for(name, visibility),
        visibility=visibility,
        purpose=purpose.strip(),
        by_id=actor.id,
        state="proposed" if waits else "active",
    )
    write_tags(group.id, tags)
    inside = None if waits else group.id  # a proposal is staff's to see, a group's life its facilitators'
    record(events.GroupProposed(actor_id=actor.id, ref=f"group:{group.id}", group_id=inside))
    if not waits:
        _join(actor, group, actor.id, Role.FACILITATOR)
    return group


def approve_group(actor: Actor, group: Group) -> None:
    """Staff let a proposed group begin, with its proposer as facilitator."""
    require(actor, Verb.ADMINISTER, group)
    check_proposed(group)
    group.state = "active"
    set_group_audiences(group)
    _changed(actor, group, events.GroupApproved, is_staff_act=True)
    if group.created_by_id:
        _join(actor, group, group.created_by_id, Role.FACILITATOR)
    tell(group.created_by_id, _("Your group “%(name)s” can begin", name=group.name), "approved", group)


def decline_group(actor: Actor, group: Group, *, reason: str) -> None:
    """Staff decline a proposed group; its proposer is told why."""
    require(actor, Verb.ADMINISTER, group)
    check_proposed(group)
    reason = checked_reason(reason)
    group.state = "declined"
    _changed(actor, group, events.GroupDeclined, reason=reason, is_staff_act=True)
    subject = _("Your group “%(name)s” was not approved", name=group.name)
    tell(group.created_by_id, subject, "declined", group, reason=reason)


def edit_group(
    actor: Actor,
    group: Group,
    *,
    name: str,
    purpose: str,
    landing: str = "",
    home: str = "",
    welcome: str = "",
    tags: Sequence[str] = (),
) -> None:
    """Change what the group says of itself: its name, purpose, tags, welcome and two landing pages."""
    require(actor, Verb.EDIT, group)
    group.name, group.purpose, group.welcome = checked_name(name), purpose.strip(), welcome.strip()
    group.landing, group.landing_html = landing, markup.render(landing)
    group.home, group.home_html = home, markup.render(home)
    group.renderer_version = markup.RENDERER_VERSION
    write_tags(group.id, tags)
    _changed(actor, group, events.GroupEdited)


def archive_group(actor: Actor, group: Group) -> None:
    """Make the group read only. Everything in it is still found."""
    require(actor, Verb.MANAGE, group)
    if group.archived_at is None:
        group.archived_at = clock.now()
        group.widening_to = group.widening_at = None
        _changed(actor, group, events.GroupArchived)


def reopen_group(actor: Actor, group: Group) -> None:
    require(actor, Verb.MANAGE, group)
    if group.archived_at is not None:
        group.archived_at = None
        _changed(actor, group, events.GroupReopened)


def change_visibility(actor: Actor, group: Group, to: str, *, confirmed: int | None = None, days: int = 0) -> bool:
    """Narrow the group at once; or tell its members that it widens, which then happens after `days`.

    Widening needs the count of what becomes readable, as the facilitator saw it. Returns whether it is done already.
    """
    require(actor, Verb.MANAGE, group)
    check_not_network(group, _("A network is always private."))
    if visibility.widens(group, checked_visibility(to)):
        count = count_readable(actor, group, to)
        if confirmed != count:
            raise Refused(_("The number of things that become readable is now %(count)s. Confirm it.", count=count))
        visibility.announce_widening(group, to, actor.id, days)
        _record(actor, group, events.GroupWideningAnnounced, reason=to)
        return False
    group.widening_to = group.widening_at = None
    if to != group.visibility:
        visibility.apply_visibility(group, to, actor.id)
        _record(actor, group, events.GroupNarrowed, reason=to)
    return True


def stop_widening(actor: Actor, group: Group) -> None:
    """Leave the group as it is, after all."""
    require(actor, Verb.MANAGE, group)
    if group.widening_to is not None:
        group.widening_to = group.widening_at = None
        _record(actor, group, events.GroupWideningStopped)


def join_group(actor: Actor, group: Group) -> None:
    """Belong to a public or open group from now on."""
    if find_current(group.id, actor.id or 0):
        return  # pressed twice
    require(actor, Verb.JOIN, group)
    _join(actor, group, actor.id)
    _tell_welcome(actor, group)


def _join(actor: Actor, group: Group, user_id: int | None, role: Role = Role.MEMBER) -> None:
    if user_id is None:
        raise Refused(_("Sign in first."))
    begin_membership(group, user_id, role)
    _record(actor, group, events.MemberJoined, user_id=user_id)


def _tell_welcome(actor: Actor, group: Group) -> None:
    if group.welcome:
        tell(actor.id, _("Welcome to “%(name)s”", name=group.name), "welcome", group)


def ask_to_join(actor: Actor, group: Group, *, reason: str) -> None:
    """Ask the facilitators in, with a reason. Asking again changes the reason."""
    require(actor, Verb.ASK_TO_JOIN, group)
    if can(actor, Verb.JOIN, group):
        raise Refused(_("You need not ask: anyone can join this group."))
    reason = checked_reason(reason)
    theirs = (JoinRequest.group_id == group.id, JoinRequest.user_id == actor.id, JoinRequest.decided_at.is_(None))
    if waiting := db.session.scalar(select(JoinRequest).where(*theirs)):
        waiting.reason = reason
        return
    db.session.add(JoinRequest(group_id=group.id, user_id=actor.id, reason=reason))
    _record(actor, group, events.JoiningAsked, reason=reason)
    subject = _("Somebody asks to join “%(name)s”", name=group.name)
    tell_facilitators(group, subject, "asked", who=_name_of(actor), reason=reason)


def approve_request(actor: Actor, group: Group, request_id: int) -> None:
    require(actor, Verb.MANAGE, group)
    request = get_waiting_request(actor, group, request_id)
    _decide(actor, request, "approved")
    _join(actor, group, request.user_id)
    tell(request.user_id, _("You are now a member of “%(name)s”", name=group.name), "let_in", group)


def decline_request(actor: Actor, group: Group, request_id: int, *, reason: str) -> None:
    require(actor, Verb.MANAGE, group)
    request, reason = get_waiting_request(actor, group, request_id), checked_reason(reason)
    _decide(actor, request, "declined", reason)
    _record(actor, group, events.JoiningDeclined, reason=reason)
    tell(request.user_id, _("You asked to join “%(name)s”", name=group.name), "not_let_in", group, reason=reason)


def _decide(actor: Actor, request: JoinRequest, outcome: str, reason: str | None = None) -> None:
    request.outcome, request.decided_reason = outcome, reason
    request.decided_at, request.decided_by_id = clock.now(), actor.id
    db.session.flush()


def invite_people(actor: Actor, group: Group, *, addresses: str, words: str = "") -> list[tuple[str, str]]:
    """Invite everyone whose address is in the text. Returns (address, sent | malformed | member) for each.

    It never says whether an account exists: an address without one gets the same mail.
    """
    require(actor, Verb.MANAGE, group)
    check_open(group)
    check_not_network(group, _("A network grows by its keepers’ connections. Connect with people first."))
    asked = invitations.addresses_in(addresses)
    if not 0 < len(asked) <= MOST_INVITED:
        raise Refused(_("Give from 1 to %(most)s addresses at a time.", most=MOST_INVITED), field="addresses")
    if invitations.count_of_a_day(actor.id) + len(asked) > MOST_INVITED_A_DAY:
        sentence = _("You may invite %(most)s people a day. Send the rest tomorrow.", most=MOST_INVITED_A_DAY)
        raise Refused(sentence, field="addresses")
    members = _member_addresses(group, asked)
    results, inviter = [], _name_of(actor)
    for address in asked:
        fits = invitations.is_well_formed(address)
        results.append((address, "malformed" if not fits else "member" if address in members else "sent"))
        if results[-1][1] == "sent":
            invitations.invite(group, address, by_id=actor.id or 0, inviter=inviter, words=words.strip())
    if any(result == "sent" for _address, result in results):
        _record(actor, group, events.PeopleInvited)
    return results


def _member_addresses(group: Group, addresses: Sequence[str]) -> set[str]:
    among = (Membership.group_id == group.id, Membership.ended_at.is_(None), User.email.in_(addresses))
    return set(db.session.scalars(select(User.email).join(Membership, Membership.user_id == User.id).where(*among)))


def withdraw_invitation(actor: Actor, group: Group, invitation_id: int) -> None:
    require(actor, Verb.MANAGE, group)
    invitation = db.session.get(Invitation, invitation_id)
    if invitation is None or invitation.group_id != group.id:
        raise NotFound
    if invitation.decided_at is None:
        invitations.settle(invitation, "withdrawn", actor.id)
        _record(actor, group, events.InvitationWithdrawn)


def accept_invitation(actor: Actor, token: str) -> Group:
    """Spend the token of an invitation. It is good for the address it went to, once."""
    require(actor, Verb.CONTRIBUTE, DIRECTORY)
    invitation = invitations.find_by_token(token)
    if invitation is None:
        raise Refused(_("This invitation has been used or has run out. Ask the group for a new one."))
    if db.session.get_one(User, actor.id).email.lower() != invitation.email:
        raise Refused(_("This invitation went to another address than yours. Ask the group to invite your address."))
    invitations.settle(invitation, "accepted", actor.id)
    _join(actor, invitation.group, actor.id)
    _tell_welcome(actor, invitation.group)
    return invitation.group


def leave_group(actor: Actor, group: Group) -> None:
    """Belong no longer. The last facilitator hands over first."""
    membership = get_membership(actor, group, actor.id or 0)
    require(actor, Verb.EDIT, membership)
    end_membership(group, membership)
    _record(actor, group, events.MemberLeft, user_id=membership.user_id)


def remove_member(actor: Actor, group: Group, user_id: int, *, reason: str) -> None:
    """End another's membership. They are told why."""
    require(actor, Verb.MANAGE, group)
    membership, reason = get_membership(actor, group, user_id), checked_reason(reason)
    end_membership(group, membership, reason=reason)
    _record(actor, group, events.MemberRemoved, user_id=user_id, reason=reason)
    subject = _("You are no longer a member of “%(name)s”", name=group.name)
    tell(user_id, subject, "removed", group, reason=reason)


def set_role(actor: Actor, group: Group, user_id: int, role: Role) -> None:
    """Make a member a facilitator, or a facilitator a member; one facilitator always stays."""
    require(actor, Verb.MANAGE, group)
    db.session.refresh(group, with_for_update=True)
    membership = get_membership(actor, group, user_id)
    if role < Role.FACILITATOR:
        keep_a_facilitator(membership)
    if membership.role != role:
        membership.role = int(role)
        _record(actor, group, events.RoleChanged, user_id=user_id, reason=role.name.lower())


def assign_facilitator(actor: Actor, group_id: int, *, email: str, reason: str) -> None:
    """Staff give a group that nobody runs any more to one of its members; to anyone, when no member is left."""
    require(actor, Verb.ADMINISTER, SITE)
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None or group.kind == "network" or db.session.scalar(facilitators_of(group_id).limit(1)) is not None:
        raise Refused(_("This group has a facilitator. Ask them."))
    reason = checked_reason(reason)
    person = db.session.scalar(select(User).where(User.email == email.strip().lower(), User.state == "active"))
    membership = find_current(group_id, person.id) if person else None
    if person is None or (membership is None and group.member_count > 0):
        raise Refused(_("Give the address of one of the group’s members."), field="email")
    if group.visibility == "private" and person.id == actor.id:
        raise Refused(
            _("Give this group to someone else: staff do not let themselves into private groups."), field="email"
        )
    membership = membership or begin_membership(group, person.id)
    membership.role = int(Role.FACILITATOR)
    _record(actor, group, events.RoleChanged, user_id=person.id, reason=reason, is_staff_act=True)
    tell(person.id, _("You now run “%(name)s”", name=group.name), "assigned", group, reason=reason)


def confirm_appointment(actor: Actor, group: Group, user_id: int) -> None:
    """A facilitator vouches that a member holds the office they say."""
    require(actor, Verb.MANAGE, group)
    get_membership(actor, group, user_id)
    theirs = (Appointment.user_id == user_id, *main_appointments())
    appointment = db.session.scalar(select(Appointment).where(*theirs).limit(1))
    if appointment is not None and appointment.confirmed_at is None:
        appointment.confirmed_at, appointment.confirmed_by_id = clock.now(), actor.id
        changed(appointment.user, by_id=actor.id)
        _record(actor, group, events.AppointmentConfirmed, user_id=user_id)


def _name_of(actor: Actor) -> str:
    return db.session.get_one(User, actor.id).display_name


def _record(actor: Actor, group: Group, event: type[Audited], **facts: Any) -> None:
    record(event(actor_id=actor.id, ref=f"group:{group.id}", group_id=group.id, **facts))


def _changed(actor: Actor, group: Group, event: type[Audited], **facts: Any) -> None:
    """Record it, and let search look at the group again."""
    group.version += 1
    _record(actor, group, event, **facts)
    record(ContentChanged(actor_id=actor.id, kind="group", object_id=group.id))
