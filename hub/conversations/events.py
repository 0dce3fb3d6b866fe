"""What happens in conversations. The `ref` of an audited one is the conversation or the post."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited, Event


@dataclass(frozen=True, kw_only=True)
class ConversationStarted(Event):
    """A conversation is new, with its first post."""

    conversation_id: int
    group_id: int


@dataclass(frozen=True, kw_only=True)
class PostWritten(Event):
    """A post is new: open pages of the conversation may offer it."""

    post_id: int
    conversation_id: int
    group_id: int
    position: int


@dataclass(frozen=True, kw_only=True)
class ConversationEdited(Audited):
    """Its title or its kind was changed."""


@dataclass(frozen=True, kw_only=True)
class SummaryChanged(Audited):
    """Where it has got to was written anew."""


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(Audited):
    """It takes no more posts."""


@dataclass(frozen=True, kw_only=True)
class ConversationReopened(Audited):
    """It takes posts again."""


@dataclass(frozen=True, kw_only=True)
class ConversationPinned(Audited):
    """It stands above the others."""


@dataclass(frozen=True, kw_only=True)
class ConversationUnpinned(Audited):
    """It takes its place among the others again."""


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(Audited):
    """A post was marked as the answer to the question."""


@dataclass(frozen=True, kw_only=True)
class AnswerWithdrawn(Audited):
    """The question is open again."""


@dataclass(frozen=True, kw_only=True)
class ConversationHeld(Audited):
    """It is hidden with all its posts until somebody has looked at it."""


@dataclass(frozen=True, kw_only=True)
class ConversationReleased(Audited):
    """It is back after it was held."""


@dataclass(frozen=True, kw_only=True)
class ConversationRemoved(Audited):
    """It was taken down with all its posts."""


@dataclass(frozen=True, kw_only=True)
class ConversationRestored(Audited):
    """It was put back."""


@dataclass(frozen=True, kw_only=True)
class ConversationMoved(Audited):
    """It went to another group."""


@dataclass(frozen=True, kw_only=True)
class ConversationMerged(Audited):
    """Its posts went to the end of another conversation."""


@dataclass(frozen=True, kw_only=True)
class PostEdited(Audited):
    """The author changed their words; what stood there before is kept."""


@dataclass(frozen=True, kw_only=True)
class PostHeld(Audited):
    """It is hidden until somebody has looked at it."""


@dataclass(frozen=True, kw_only=True)
class PostReleased(Audited):
    """It is back after it was held."""


@dataclass(frozen=True, kw_only=True)
class PostRemoved(Audited):
    """It was taken down."""


@dataclass(frozen=True, kw_only=True)
class PostRestored(Audited):
    """It was put back."""
