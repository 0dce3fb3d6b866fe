"""What people do with suggestions and calls. Each asks the policy; what it takes is in the modules it calls."""

from __future__ import annotations

from datetime import date, datetime

from hub.groups.models import Group
from hub.policy import SITE, Actor, Verb, require
from hub.suggestions import calling, deciding, merging, moderating, writing
from hub.suggestions.board import board_of, found_hub_board
from hub.suggestions.models import Call, Suggestion, SuggestionComment, SuggestionNote


def make_hub_board(actor: Actor) -> Group:
    """Give the hub a board of its own: a group in which everyone signed in may make suggestions."""
    require(actor, Verb.ADMINISTER, SITE)
    return found_hub_board(actor)


def make_suggestion(
    actor: Actor, group: Group, *, title: str, text: str, client_key: str = "", call: Call | None = None
) -> Suggestion:
    """Put an idea to the group. The same key from the same person is the same suggestion."""
    require(actor, Verb.CONTRIBUTE, board_of(group))
    return writing.suggest(actor, group, title, text, client_key, call)


def edit_suggestion(actor: Actor, suggestion: Suggestion, *, title: str, text: str) -> None:
    """Other words by its author, for a day and until it is decided. The earlier ones stay to be read."""
    require(actor, Verb.EDIT, suggestion)
    writing.edit(actor, suggestion, title, text)


def support_suggestion(actor: Actor, suggestion: Suggestion) -> None:
    """Say that one wants it too; once for each person."""
    require(actor, Verb.CONTRIBUTE, suggestion)
    writing.set_support(actor, suggestion, is_supported=True)


def withdraw_support(actor: Actor, suggestion: Suggestion) -> None:
    require(actor, Verb.CONTRIBUTE, suggestion)
    writing.set_support(actor, suggestion, is_supported=False)


def add_comment(actor: Actor, suggestion: Suggestion, *, text: str, client_key: str = "") -> SuggestionComment:
    """The same key from the same person is the same comment."""
    require(actor, Verb.CONTRIBUTE, suggestion)
    return writing.comment(actor, suggestion, text, client_key)


def edit_comment(actor: Actor, comment: SuggestionComment, *, text: str) -> None:
    require(actor, Verb.EDIT, comment)
    writing.edit_comment(actor, comment, text)


def move_suggestion(actor: Actor, suggestion: Suggestion, *, status: str, reason: str = "", earlier: str = "") -> None:
    """Say where it stands now, and why. Its author and everyone who supports or follows it is told."""
    require(actor, Verb.MODERATE, suggestion)
    deciding.move(actor, suggestion, status, reason, earlier)


def expect_suggestion(actor: Actor, suggestion: Suggestion, *, expected_on: date | None, expected_note: str) -> None:
    """Say when what is planned is to be there."""
    require(actor, Verb.MODERATE, suggestion)
    deciding.expect(actor, suggestion, expected_on, expected_note)


def merge_suggestion(actor: Actor, suggestion: Suggestion, into: Suggestion, *, reason: str = "") -> None:
    """Make it part of another one, with its supporters and comments. Refused to where more people read."""
    require(actor, Verb.MODERATE, suggestion)
    require(actor, Verb.MODERATE, into)
    merging.merge(actor, suggestion, into, reason)


def assign_suggestion(actor: Actor, suggestion: Suggestion, *, user_id: int | None) -> None:
    """Give it to one of the people who run the group; None takes it back."""
    require(actor, Verb.MODERATE, suggestion)
    deciding.assign(actor, suggestion, user_id)


def write_note(actor: Actor, suggestion: Suggestion, *, text: str) -> SuggestionNote:
    """A word that only those who run the group read."""
    require(actor, Verb.MODERATE, suggestion)
    return deciding.note(actor, suggestion, text)


def hold_suggestion(actor: Actor, suggestion: Suggestion, *, reason: str = "") -> None:
    require(actor, Verb.MODERATE, suggestion)
    moderating.hold(actor, suggestion, reason)


def release_suggestion(actor: Actor, suggestion: Suggestion) -> None:
    """Bring back what was held or removed."""
    require(actor, Verb.MODERATE, suggestion)
    moderating.release(actor, suggestion)


def remove_suggestion(actor: Actor, suggestion: Suggestion, *, reason: str, tells_author: bool = True) -> None:
    """Take it down with all that was said of it; it can be brought back."""
    require(actor, Verb.MODERATE, suggestion)
    moderating.remove(actor, suggestion, reason, tells_author=tells_author)


def hold_comment(actor: Actor, comment: SuggestionComment, *, reason: str = "") -> None:
    require(actor, Verb.MODERATE, comment)
    moderating.hold(actor, comment, reason)


def release_comment(actor: Actor, comment: SuggestionComment) -> None:
    """Bring back what was held or removed."""
    require(actor, Verb.MODERATE, comment)
    moderating.release(actor, comment)


def remove_comment(actor: Actor, comment: SuggestionComment, *, reason: str, tells_author: bool = True) -> None:
    require(actor, Verb.MODERATE, comment)
    moderating.remove(actor, comment, reason, tells_author=tells_author)


def make_call(
    actor: Actor, group: Group, *, title: str, question: str, opens_local: datetime, closes_local: datetime
) -> Call:
    """Ask a question for a time, to be answered with suggestions."""
    require(actor, Verb.MANAGE, group)
    return calling.make(actor, group, title, question, opens_local, closes_local)


def edit_call(
    actor: Actor, call: Call, *, title: str, question: str, opens_local: datetime, closes_local: datetime
) -> None:
    require(actor, Verb.MODERATE, call)
    calling.edit(actor, call, title, question, opens_local, closes_local)


def close_call(actor: Actor, call: Call) -> None:
    """End a call before its hour."""
    require(actor, Verb.MODERATE, call)
    calling.close(actor, call)


def publish_outcome(actor: Actor, call: Call, *, outcome: str) -> None:
    """Say what came of a call. Only then is it done."""
    require(actor, Verb.MODERATE, call)
    calling.publish(actor, call, outcome)
