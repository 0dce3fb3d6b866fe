"""What staff did with staff's rights."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class GroupOpenedByStaff(Audited):
    """Break-glass: staff began to read a group. `ref` is the group."""

    is_staff_act: bool = True


@dataclass(frozen=True, kw_only=True)
class GroupClosedByStaff(Audited):
    """The break-glass ended before its time."""

    is_staff_act: bool = True


@dataclass(frozen=True, kw_only=True)
class PromiseTriedAgain(Audited):
    """Staff asked for work that had been given up to be tried again."""


@dataclass(frozen=True, kw_only=True)
class MailSentAgain(Audited):
    """Staff sent a mail again of which nobody knew whether it had left."""
