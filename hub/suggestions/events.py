"""What happens to suggestions, comments and calls. The `ref` is the thing itself."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class BoardMade(Audited):
    """The hub has a board of its own from now on."""


@dataclass(frozen=True, kw_only=True)
class SuggestionsImported(Audited):
    """Some were brought in from elsewhere; the reason says how many."""


@dataclass(frozen=True, kw_only=True)
class SuggestionMade(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionMoved(Audited):
    """It stands somewhere else now, such as planned or declined."""


@dataclass(frozen=True, kw_only=True)
class SuggestionMerged(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionAssigned(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionHeld(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionReleased(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionRemoved(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuggestionRestored(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentMade(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentHeld(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentReleased(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentRemoved(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CommentRestored(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CallMade(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CallEdited(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class CallMoved(Audited):
    """A call opened or closed, by its hour or by hand; or its outcome was published."""
