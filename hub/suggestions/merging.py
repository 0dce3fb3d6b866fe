"""How one suggestion becomes part of another: who supports it and what was said go along, and nobody counts twice."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete, insert, literal, select, update

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.core.registry import who_may_view
from hub.follows.models import Follow
from hub.follows.rows import follow_all_by_themselves
from hub.groups.content import place
from hub.policy import Actor
from hub.suggestions import counting
from hub.suggestions.board import is_no_wider
from hub.suggestions.deciding import change, checked_reason, hear
from hub.suggestions.events import SuggestionMerged
from hub.suggestions.models import Suggestion, SuggestionComment, SuggestionSupport
from hub.suggestions.writing import lock, tell


def merge(actor: Actor, row: Suggestion, into: Suggestion, reason: str) -> None:
    reason = checked_reason(reason)
    for each in sorted({row, into}, key=lambda one: one.id):
        lock(each)
    _refuse_unless_they_fit(row, into)
    _carry_support(row, into)
    _carry_comments(actor, row, into)
    _carry_followers(row, into)
    db.session.execute(update(Suggestion).where(Suggestion.merged_into_id == row.id).values(merged_into_id=into.id))
    change(actor, row, "merged", reason)
    row.merged_into_id, row.assigned_to_id = into.id, None
    into.version += 1
    tell(actor, row, SuggestionMerged, reason)
    tell(actor, into, None)
    hear(actor, row, "suggestion.merged", reason)


def _refuse_unless_they_fit(row: Suggestion, into: Suggestion) -> None:
    if row.id == into.id:
        raise Refused(_("A suggestion cannot be merged into itself. Choose another."), field="into")
    if row.status == "merged":
        raise Refused(_("This suggestion was merged already."), field="into")
    if into.status == "merged":
        raise Refused(_("That suggestion was itself merged into another. Choose the other one."), field="into")
    if row.reach != "group" or into.reach != "group":
        raise Refused(_("One of the two is held or removed. Bring it back first."), field="into")
    if not is_no_wider(row.audience, into.audience):
        raise Refused(_("More people can read that one, so what was said here must not go there."), field="into")


def _carry_support(row: Suggestion, into: Suggestion) -> None:
    """Those who may see where it goes, each of them once. `row` is left with none."""
    there = select(SuggestionSupport.user_id).where(SuggestionSupport.target_id == into.id)
    moment = literal(clock.now(), SuggestionSupport.__table__.c.created_at.type)
    carried = select(literal(into.id), SuggestionSupport.user_id, moment).where(
        SuggestionSupport.target_id == row.id,
        SuggestionSupport.user_id.not_in(there),
        who_may_view(into, SuggestionSupport.user_id),
    )
    columns = ["target_id", "user_id", "created_at"]
    db.session.execute(insert(SuggestionSupport).from_select(columns, carried, include_defaults=False))
    db.session.execute(delete(SuggestionSupport).where(SuggestionSupport.target_id == row.id))
    counting.recount_support(row)
    counting.recount_support(into)


def _carry_comments(actor: Actor, row: Suggestion, into: Suggestion) -> None:
    said = select(SuggestionComment).where(SuggestionComment.suggestion_id == row.id)
    for comment in db.session.scalars(said):
        comment.suggestion, comment.came_from_id = into, comment.came_from_id or row.id
        comment.version += 1
        if into.group is not None:
            place(comment, into.group, comment.reach)
        record(ContentChanged(actor_id=actor.id, kind="suggestion_comment", object_id=comment.id))
    counting.recount_comments(row)
    counting.recount_comments(into)


def _carry_followers(row: Suggestion, into: Suggestion) -> None:
    theirs = (Follow.kind == "suggestion", Follow.object_id == row.id, Follow.frequency != "off")
    heard = select(Follow.user_id).where(*theirs, who_may_view(into, Follow.user_id))
    follow_all_by_themselves(list(db.session.scalars(heard)), "suggestion", into.id, "supported")
