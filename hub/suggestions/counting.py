"""The counts that are kept: how many suggestions of a group stand where. Only what reaches the whole group counts."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select, text, update

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.suggestions.models import StatusCount, Suggestion, SuggestionComment, SuggestionSupport

STEP = text(
    "INSERT INTO status_counts (group_id, status, number) VALUES (:group_id, :status, :step) "
    "ON CONFLICT (group_id, status) DO UPDATE SET number = status_counts.number + :step"
)


def count(row: Suggestion, step: int, status: str | None = None) -> None:
    """Count the row in (1) or out (-1), under where it stands."""
    db.session.execute(STEP, {"group_id": row.group_id, "status": status or row.status, "step": step})


def recount_comments(row: Suggestion) -> None:
    """How many comments everyone who reads the suggestion can read."""
    db.session.flush()
    shown = (SuggestionComment.suggestion_id == row.id, SuggestionComment.reach == "group")
    total = select(func.count(SuggestionComment.id)).where(*shown).scalar_subquery()
    _write(row, {"comment_count": total})


def recount_support(row: Suggestion) -> None:
    db.session.flush()
    total = select(func.count(SuggestionSupport.id)).where(SuggestionSupport.target_id == row.id).scalar_subquery()
    _write(row, {"support_count": total})


def _write(row: Suggestion, values: dict[str, object]) -> None:
    db.session.execute(update(Suggestion).where(Suggestion.id == row.id).values(values))
    db.session.refresh(row, list(values))


def recount() -> None:
    """Make every kept count anew: whatever is kept can be made again. The worker calls this once a day."""
    support = select(func.count(SuggestionSupport.id)).where(SuggestionSupport.target_id == Suggestion.id)
    shown = (SuggestionComment.suggestion_id == Suggestion.id, SuggestionComment.reach == "group")
    comments = select(func.count(SuggestionComment.id)).where(*shown)
    stand = select(Suggestion.group_id, Suggestion.status, func.count(Suggestion.id))
    stand = stand.where(Suggestion.reach == "group", Suggestion.group_id.is_not(None))
    stand = stand.group_by(Suggestion.group_id, Suggestion.status)
    with unit_of_work():
        totals = {"support_count": support.scalar_subquery(), "comment_count": comments.scalar_subquery()}
        db.session.execute(update(Suggestion).values(totals).execution_options(synchronize_session=False))
        db.session.execute(delete(StatusCount))
        db.session.execute(insert(StatusCount).from_select(["group_id", "status", "number"], stand))
