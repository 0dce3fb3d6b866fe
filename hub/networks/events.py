"""What happens between people. The trail says who acted and never with whom: that row is the two people's."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class ConnectionAsked(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class ConnectionAccepted(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class ConnectionDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class ConnectionWithdrawn(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class ConnectionEnded(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonBlocked(Audited):
    """`ref` is the blocker: whom they blocked is nobody's to read."""


@dataclass(frozen=True, kw_only=True)
class PersonUnblocked(Audited):
    """`ref` is the blocker here too."""


@dataclass(frozen=True, kw_only=True)
class PeopleIntroduced(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class IntroductionAccepted(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class IntroductionDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class NetworkMade(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonInvited(Audited):
    """A connection was asked into a network; `ref` is the invitation."""


@dataclass(frozen=True, kw_only=True)
class InvitationDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class InvitationTakenBack(Audited):
    pass
