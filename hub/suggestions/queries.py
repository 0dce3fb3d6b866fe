"""Reads of suggestions. Each asks the policy: what comes back may be shown to the actor."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from hub.accounts.authors import Author, authors
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import Item, hub
from hub.follows.models import Follow
from hub.groups.content import inside
from hub.groups.models import Group
from hub.policy import Actor, NotFound, Role, Verb, can, require, visible
from hub.suggestions.board import find_hub_group, is_no_wider
from hub.suggestions.models import (
    Call,
    StatusChange,
    StatusCount,
    Suggestion,
    SuggestionComment,
    SuggestionNote,
    SuggestionSupport,
    SuggestionVersion,
)
from hub.suggestions.states import WORDS

SORTS = ("newest", "supported")
PAGE = 20
MOST_SIMILAR = 5
MOST_LINES = 100
MOST_WORDS = 8
WORD = re.compile(r"\w{3,}")
COMMON = {
    *("and", "the", "for", "with", "from", "that", "this", "our", "all", "are", "can", "could", "should", "would"),
    *("more", "make", "have", "not", "when", "into"),
}

Row = TypeVar("Row")
Wrote = tuple[int | None, int | None]


@dataclass(frozen=True)
class By:
    """A row with whoever wrote it, or made the move."""

    row: Any
    by: Author


def find_hub_board(actor: Actor) -> Group | None:
    """The group whose board is the hub's own, for those who may know of it."""
    group = find_hub_group()
    return group if group is not None and can(actor, Verb.VIEW, group) else None


def get_suggestion(actor: Actor, suggestion_id: int, slug: str | None = None) -> Suggestion:
    """The suggestion, by its number alone or at its address in a group."""
    wanted = select(Suggestion).where(Suggestion.id == suggestion_id, visible(actor, Suggestion))
    if slug is not None:
        wanted = wanted.where(Suggestion.group.has(Group.slug == slug))
    return _found(wanted.options(joinedload(Suggestion.group), joinedload(Suggestion.call)), suggestion_id)


def find_merged_into(actor: Actor, suggestion: Suggestion) -> Suggestion | None:
    """What it became part of, where the actor may read that."""
    if suggestion.merged_into_id is None:
        return None
    wanted = select(Suggestion).where(Suggestion.id == suggestion.merged_into_id, visible(actor, Suggestion))
    return db.session.scalar(wanted.options(joinedload(Suggestion.group)))


def get_comment(actor: Actor, comment_id: int, slug: str | None = None) -> SuggestionComment:
    """A comment, for those who may also read what it is about."""
    wanted = select(SuggestionComment).join(SuggestionComment.suggestion)
    wanted = wanted.where(SuggestionComment.id == comment_id, visible(actor, SuggestionComment))
    wanted = wanted.where(visible(actor, Suggestion))
    if slug is not None:
        wanted = wanted.where(SuggestionComment.group.has(Group.slug == slug))
    options = (joinedload(SuggestionComment.group), joinedload(SuggestionComment.suggestion))
    return _found(wanted.options(*options), comment_id)


def get_call(actor: Actor, call_id: int, slug: str | None = None) -> Call:
    wanted = select(Call).where(Call.id == call_id, visible(actor, Call))
    if slug is not None:
        wanted = wanted.where(Call.group.has(Group.slug == slug))
    return _found(wanted.options(joinedload(Call.group)), call_id)


def list_suggestions(
    actor: Actor,
    group: Group,
    *,
    status: str = "",
    sort: str = "newest",
    call: Call | None = None,
    cursor: str | None = None,
) -> Page[Item]:
    """A group's suggestions: the newest or the most supported first. Merged ones only where they are asked for."""
    require(actor, Verb.VIEW, inside(group))
    wanted = select(Suggestion).where(
        Suggestion.group_id == group.id, Suggestion.reach == "group", visible(actor, Suggestion)
    )
    if status in WORDS:
        wanted = wanted.where(Suggestion.status == status)
    else:
        wanted = wanted.where(Suggestion.status != "merged")
    if call is not None:
        wanted = wanted.where(Suggestion.call_id == call.id)
    first = Suggestion.support_count if sort == "supported" else Suggestion.created_at
    return paginate(wanted, first, Suggestion.id, cursor=cursor, descending=True).map(_lines)


def _lines(rows: Sequence[Suggestion]) -> list[Item]:
    """As the board shows them: which board it is goes without saying."""
    return [replace(item, label="", place="", place_url="") for item in hub().kinds["suggestion"].items(rows)]


def list_hidden(actor: Actor, group: Group) -> list[Item]:
    """What is held or removed, for those who run the group, and one's own."""
    require(actor, Verb.VIEW, inside(group))
    hidden = select(Suggestion).where(Suggestion.group_id == group.id, Suggestion.reach == "facilitators")
    hidden = hidden.where(visible(actor, Suggestion)).order_by(Suggestion.id.desc()).limit(MOST_LINES)
    return _lines(list(db.session.scalars(hidden)))


def count_by_status(actor: Actor, group: Group) -> dict[str, int]:
    """How many stand where. The counts are kept, and only of what everyone who reads the group can read."""
    require(actor, Verb.VIEW, inside(group))
    kept = select(StatusCount.status, StatusCount.number).where(StatusCount.group_id == group.id)
    found = dict(db.session.execute(kept).all())
    return {status: found.get(status, 0) for status in WORDS}


def list_similar(actor: Actor, group: Group, title: str) -> list[Item]:
    """Suggestions of this group and of the hub's board whose titles share words with this one, best first."""
    require(actor, Verb.VIEW, inside(group))
    boards = select(Group.id).where(or_(Group.id == group.id, Group.is_open_to_all.is_(True)))
    return list(hub().kinds["suggestion"].items(_alike(actor, title, Suggestion.group_id.in_(boards))))


def list_merge_targets(actor: Actor, suggestion: Suggestion, words: str = "") -> list[Suggestion]:
    """What it might become part of: alike, on a board that the actor runs, and read by no more people."""
    require(actor, Verb.MODERATE, suggestion)
    run = [group_id for group_id, role in actor.roles.items() if role >= Role.FACILITATOR]
    among = (Suggestion.group_id.in_(run), Suggestion.id != suggestion.id)
    alike = _alike(actor, words or suggestion.title, *among)
    return [row for row in alike if is_no_wider(suggestion.audience, row.audience)]


def _alike(actor: Actor, title: str, *among: ColumnElement[bool]) -> list[Suggestion]:
    """Those among these whose titles share the most words with this one."""
    words = list(dict.fromkeys(_stem(word) for word in WORD.findall(title.lower()) if word not in COMMON))[:MOST_WORDS]
    if not words:
        return []
    hits = reduce(add, [case((Suggestion.title.icontains(word, autoescape=True), 1), else_=0) for word in words])
    shown = (Suggestion.reach == "group", Suggestion.status != "merged", visible(actor, Suggestion))
    wanted = select(Suggestion).where(*among, *shown, hits >= (1 if len(words) < 3 else 2))
    wanted = wanted.order_by(hits.desc(), Suggestion.support_count.desc(), Suggestion.id)
    return list(db.session.scalars(wanted.limit(MOST_SIMILAR)))


def _stem(word: str) -> str:
    """Enough of a word to meet its plural and its -ing."""
    for ending in ("ing", "ies", "es", "s", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word.removesuffix(ending)
    return word


@dataclass(frozen=True)
class SuggestionPage:
    """A suggestion with all that its page shows of it."""

    by: Author
    changes: Sequence[By]
    comments: Page[By]
    merged: Sequence[Suggestion]
    is_supported: bool


def get_page(actor: Actor, suggestion: Suggestion, *, cursor: str | None = None, first_id: int = 0) -> SuggestionPage:
    """How it moved, newest first; what was said of it, in order; everyone's names read together.

    Comments that are held or removed are there for whoever may read them.
    """
    require(actor, Verb.VIEW, suggestion)
    moves = select(StatusChange).where(StatusChange.suggestion_id == suggestion.id)
    changes = list(db.session.scalars(moves.order_by(StatusChange.id.desc()).limit(MOST_LINES)))
    said = _comments(actor, suggestion).where(SuggestionComment.id >= first_id)
    comments = paginate(said, SuggestionComment.id, cursor=cursor)
    signed = {line.row: line for line in _signed([suggestion, *changes, *comments.items])}
    return SuggestionPage(
        signed[suggestion].by,
        [signed[change] for change in changes],
        comments.map(lambda rows: [signed[row] for row in rows]),
        _merged(actor, suggestion),
        _supports(actor, suggestion),
    )


def _supports(actor: Actor, suggestion: Suggestion) -> bool:
    mine = (SuggestionSupport.target_id == suggestion.id, SuggestionSupport.user_id == actor.id)
    return actor.id is not None and db.session.scalar(select(SuggestionSupport.id).where(*mine)) is not None


def _merged(actor: Actor, suggestion: Suggestion) -> list[Suggestion]:
    """Those that became part of it, as far as the actor may read them."""
    merged = select(Suggestion).where(Suggestion.merged_into_id == suggestion.id, visible(actor, Suggestion))
    merged = merged.options(joinedload(Suggestion.group))
    return list(db.session.scalars(merged.order_by(Suggestion.id).limit(MOST_LINES)))


def count_comments_before(actor: Actor, comment: SuggestionComment) -> int:
    """How many comments the actor reads before this one."""
    before = _comments(actor, comment.suggestion).where(SuggestionComment.id < comment.id)
    return db.session.scalar(before.with_only_columns(func.count(SuggestionComment.id)).order_by(None)) or 0


def _comments(actor: Actor, suggestion: Suggestion) -> Select[Any]:
    of_it = (SuggestionComment.suggestion_id == suggestion.id, visible(actor, SuggestionComment))
    return select(SuggestionComment).where(*of_it)


def _signed(rows: Sequence[Any]) -> list[By]:
    by = authors(_wrote(row) for row in rows)
    return [By(row, by[_wrote(row)]) for row in rows]


def _wrote(row: Any) -> Wrote:
    if isinstance(row, StatusChange):
        return row.made_by_id, row.made_by_appointment_id
    return row.author_id, row.author_appointment_id


def list_versions(actor: Actor, suggestion: Suggestion) -> Sequence[SuggestionVersion]:
    """Its earlier words, the newest first."""
    require(actor, Verb.VIEW, suggestion)
    kept = select(SuggestionVersion).where(SuggestionVersion.suggestion_id == suggestion.id)
    return db.session.scalars(kept.order_by(SuggestionVersion.number.desc()).limit(MOST_LINES)).all()


def list_notes(actor: Actor, suggestion: Suggestion) -> list[By]:
    """What those who run the group noted beside it, the newest first."""
    require(actor, Verb.MODERATE, suggestion)
    notes = select(SuggestionNote).where(SuggestionNote.suggestion_id == suggestion.id, visible(actor, SuggestionNote))
    return _signed(list(db.session.scalars(notes.order_by(SuggestionNote.id.desc()).limit(MOST_LINES))))


def list_calls(actor: Actor, group: Group, cursor: str | None = None) -> Page[Item]:
    """A group's calls, those that close last first."""
    require(actor, Verb.VIEW, inside(group))
    calls = select(Call).where(Call.group_id == group.id, Call.reach == "group", visible(actor, Call))
    page = paginate(calls, Call.closes_at, Call.id, cursor=cursor, descending=True)
    return page.map(hub().kinds["call"].items)


def list_open_calls(actor: Actor, group: Group) -> list[Call]:
    """The calls that take suggestions now, the first to close first."""
    require(actor, Verb.VIEW, inside(group))
    running = select(Call).where(
        Call.group_id == group.id, Call.status.in_(("scheduled", "open")), Call.reach == "group"
    )
    running = running.where(visible(actor, Call)).options(joinedload(Call.group)).order_by(Call.closes_at, Call.id)
    return [call for call in db.session.scalars(running.limit(PAGE)) if call.is_taking]


def list_followed(actor: Actor, limit: int = 5) -> list[Item]:
    """The suggestions that the actor made, supports or follows and that moved last: for the home page."""
    followed = (Follow.kind == "suggestion", Follow.user_id == actor.id, Follow.frequency != "off")
    wanted = select(Suggestion).join(Follow, Follow.object_id == Suggestion.id).where(*followed)
    wanted = wanted.where(visible(actor, Suggestion), Suggestion.reach == "group", Suggestion.status != "merged")
    rows = list(db.session.scalars(wanted.order_by(Suggestion.moved_at.desc(), Suggestion.id.desc()).limit(limit)))
    return list(hub().kinds["suggestion"].items(rows)) if rows else []


def _found(wanted: Select[Row], name: object) -> Row:
    row = db.session.scalar(wanted)
    if row is None:
        raise NotFound(name)
    return row
