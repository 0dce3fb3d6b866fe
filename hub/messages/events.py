"""What happens in correspondence. What people write to each other leaves no trail: only what staff do to it does."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited, Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """A message stands in a thread, its first one or a later one."""

    thread_id: int
    message_id: int


@dataclass(frozen=True, kw_only=True)
class ThreadLeft(Event):
    """The actor takes part no longer."""

    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessageHeld(Audited):
    """A reported message is hidden until staff have looked at the report."""


@dataclass(frozen=True, kw_only=True)
class MessageReleased(Audited):
    """A message that was held is there again."""


@dataclass(frozen=True, kw_only=True)
class MessageRemoved(Audited):
    """A message was taken down."""


@dataclass(frozen=True, kw_only=True)
class GroupMessageSent(Audited):
    """Those who run a group wrote to all its members."""


@dataclass(frozen=True, kw_only=True)
class GroupMessageHeld(Audited):
    """A message to a group is hidden until somebody has looked at it."""


@dataclass(frozen=True, kw_only=True)
class GroupMessageReleased(Audited):
    """A message to a group that was held is there again."""


@dataclass(frozen=True, kw_only=True)
class GroupMessageRemoved(Audited):
    """A message to a group was taken down."""
