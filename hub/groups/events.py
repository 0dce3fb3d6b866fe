"""What happens to groups and to belonging. The `ref` is the group, `user_id` whom it happened to."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited, Event


@dataclass(frozen=True, kw_only=True)
class GroupAudienceChanged(Event):
    """Other people may read the group's content from now on."""

    group_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipChanged(Audited):
    """The rights of `user_id` in the group changed; whoever keeps rights open, such as a socket, looks again."""

    user_id: int


@dataclass(frozen=True, kw_only=True)
class GroupProposed(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupApproved(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupArchived(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupReopened(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupNarrowed(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupWideningAnnounced(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupWideningStopped(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class GroupWidened(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class MemberJoined(MembershipChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class MemberLeft(MembershipChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class MemberRemoved(MembershipChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class RoleChanged(MembershipChanged):
    pass


@dataclass(frozen=True, kw_only=True)
class JoiningAsked(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class JoiningDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PeopleInvited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class AppointmentConfirmed(Audited):
    user_id: int
