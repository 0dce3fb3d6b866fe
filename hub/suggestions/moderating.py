"""Holding, removing and bringing back. What was said of a suggestion is hidden and shown with it."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Audited, Noteworthy, record
from hub.groups import content
from hub.policy import Actor
from hub.suggestions import counting, events
from hub.suggestions.models import Suggestion, SuggestionComment
from hub.suggestions.writing import kind_of, lock, tell

Row = Suggestion | SuggestionComment
Acts = tuple[type[Audited], type[Audited], type[Audited], type[Audited]]

OF_SUGGESTION: Acts = (
    events.SuggestionHeld,
    events.SuggestionReleased,
    events.SuggestionRemoved,
    events.SuggestionRestored,
)
OF_COMMENT: Acts = (events.CommentHeld, events.CommentReleased, events.CommentRemoved, events.CommentRestored)


def hold(actor: Actor, row: Row, reason: str) -> None:
    """Hide it until somebody has looked at it."""
    before = _begin(row)
    if row.held_reason is not None or row.removed_at is not None:
        return
    row.held_reason = reason.strip()
    _settle(actor, row, before, _act(row, 0), reason)


def release(actor: Actor, row: Row) -> None:
    """Bring back what was held, removed or both."""
    before = _begin(row)
    if row.removed_at is not None and row.group is not None:
        content.restore(row, row.group)
        event = _act(row, 3)
    elif row.held_reason is not None:
        event = _act(row, 1)
    else:
        return
    row.held_reason = None
    _settle(actor, row, before, event, "")


def remove(actor: Actor, row: Row, reason: str, *, tells_author: bool) -> None:
    """Take it down, and tell its author why unless whoever decided does."""
    if not reason.strip():
        raise Refused(_("Say why. The author is told."), field="reason")
    before = _begin(row)
    if row.removed_at is not None or row.group is None:
        return
    content.remove(row, row.group, by_id=actor.id, reason=reason.strip())
    _settle(actor, row, before, _act(row, 2), reason.strip())
    if tells_author and row.author_id:
        _tell_author(actor, row, row.author_id, reason.strip())


def _tell_author(actor: Actor, row: Row, author_id: int, reason: str) -> None:
    kind = kind_of(row)
    ref, people = f"{kind}:{row.id}", (author_id,)
    record(Noteworthy(actor_id=actor.id, notice=f"{kind}.removed", ref=ref, people=people, reason=reason))


def _act(row: Row, number: int) -> type[Audited]:
    return (OF_SUGGESTION if isinstance(row, Suggestion) else OF_COMMENT)[number]


def _begin(row: Row) -> str:
    """Lock the suggestion it is or belongs to. Gives the reach before the change."""
    lock(row if isinstance(row, Suggestion) else row.suggestion)
    db.session.refresh(row, ["held_reason", "removed_at", "reach"])
    return row.reach


def _settle(actor: Actor, row: Row, before: str, event: type[Audited], reason: str) -> None:
    """Put the row as far as it may go now, and with a suggestion all that was said of it."""
    _place(row)
    row.version += 1
    tell(actor, row, event, reason)
    if isinstance(row, SuggestionComment):
        counting.recount_comments(row.suggestion)
        return
    if (row.reach == "group") != (before == "group"):
        counting.count(row, 1 if row.reach == "group" else -1)
        _settle_comments(actor, row)


def _settle_comments(actor: Actor, row: Suggestion) -> None:
    said = select(SuggestionComment).where(SuggestionComment.suggestion_id == row.id)
    for comment in db.session.scalars(said):
        _place(comment)
        comment.version += 1
        tell(actor, comment, None)
    counting.recount_comments(row)


def _place(row: Row) -> None:
    """`group`, unless it is held or in the bin, or what it belongs to is."""
    is_hidden = row.held_reason is not None or row.removed_at is not None
    if isinstance(row, SuggestionComment):
        is_hidden = is_hidden or row.suggestion.reach != "group"
    if row.group is not None:
        content.place(row, row.group, "facilitators" if is_hidden else "group")
