"""How search, lists, moderation and replies by mail see suggestions, comments and calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from hub.accounts.authors import author_line
from hub.core.db import db
from hub.core.i18n import when
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, Moderation, SearchEntry
from hub.groups.content import GroupContent, groups_of
from hub.groups.models import Group
from hub.policy import Actor
from hub.suggestions import actions, queries
from hub.suggestions.models import Call, Suggestion, SuggestionComment
from hub.suggestions.states import CALL_WORDS, WORDS

Text = Sequence[tuple[int | None, str]]
LONGEST = 120


def _rows(model: Any, ids: Sequence[int], *options: Any) -> list[Any]:
    kept = select(model).where(model.id.in_(ids), model.removed_at.is_(None))
    return list(db.session.scalars(kept.options(*options)))


def _entry(kind: str, row: GroupContent, title: str, body: str) -> SearchEntry:
    return SearchEntry(
        ref=f"{kind}:{row.id}",
        kind=kind,
        title=title,
        body=body,
        audiences=tuple(token for token in (row.audience, row.audience_also) if token),
        version=row.version,
        group_id=row.group_id,
        language=row.language,
        year=row.created_at.year,
        created_at=row.created_at,
    )


def suggestion_entries(ids: Sequence[int]) -> list[SearchEntry]:
    """One that was merged is found as the one it became part of."""
    rows = [row for row in _rows(Suggestion, ids) if row.status != "merged"]
    return [_entry("suggestion", row, row.title, plain_of_html(row.text_html)) for row in rows]


def suggestion_pages(rows: Sequence[Suggestion]) -> Mapping[int, Text]:
    return {row.id: [(None, plain_of_html(row.text_html))] for row in rows}


def suggestion_items(rows: Sequence[Suggestion]) -> list[Item]:
    groups, by = groups_of(rows), author_line(_wrote(row) for row in rows)
    return [_suggestion_item(row, groups[row.group_id or 0], by[_wrote(row)]) for row in rows]


def _suggestion_item(row: Suggestion, group: Group, by: str) -> Item:
    return Item(
        ref=f"suggestion:{row.id}",
        label=SUGGESTION.label,
        title=row.title,
        url=url_for("suggestions.show", slug=group.slug, suggestion_id=row.id),
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=why(row),
        by=row.source_note or by,
        at=row.created_at,
    )


def why(row: Suggestion) -> str:
    """Where it stands, and how many support and comment: "Planned · 12 support it · 3 comments"."""
    parts = [str(WORDS.get(row.status, row.status))]
    if row.support_count:
        parts.append(ngettext("%(num)s person supports it", "%(num)s people support it", row.support_count))
    if row.comment_count:
        parts.append(ngettext("%(num)s comment", "%(num)s comments", row.comment_count))
    return " · ".join(parts)


def _wrote(row: GroupContent) -> tuple[int | None, int | None]:
    return row.author_id, row.author_appointment_id


def comment_entries(ids: Sequence[int]) -> list[SearchEntry]:
    """Those of a suggestion that is held or removed are not found: it would not open for their authors."""
    rows = _rows(SuggestionComment, ids, joinedload(SuggestionComment.suggestion))
    rows = [row for row in rows if row.suggestion.reach == "group"]
    return [_entry("suggestion_comment", row, _comment_title(row), plain_of_html(row.text_html)) for row in rows]


def comment_pages(rows: Sequence[SuggestionComment]) -> Mapping[int, Text]:
    return {row.id: [(None, plain_of_html(row.text_html))] for row in rows}


def comment_items(rows: Sequence[SuggestionComment]) -> list[Item]:
    groups, by = groups_of(rows), author_line(_wrote(row) for row in rows)
    _load_suggestions(rows)
    return [_comment_item(row, groups[row.group_id or 0], by[_wrote(row)]) for row in rows]


def _load_suggestions(rows: Sequence[SuggestionComment]) -> None:
    """Into the session, in one read, so that each comment finds its own."""
    db.session.scalars(select(Suggestion).where(Suggestion.id.in_({row.suggestion_id for row in rows}))).all()


def _comment_item(row: SuggestionComment, group: Group, by: str) -> Item:
    page = url_for("suggestions.comment", slug=group.slug, comment_id=row.id)
    return Item(
        ref=f"suggestion_comment:{row.id}",
        label=COMMENT.label,
        title=_comment_title(row),
        url=page,
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=_("On “%(title)s”", title=row.suggestion.title) if row.reach == "group" else _("Comment"),
        by=row.source_note or by,
        at=row.created_at,
    )


def _comment_title(row: SuggestionComment) -> str:
    words = plain_of_html(row.text_html)
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def call_entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = _rows(Call, ids)
    texts = call_pages(rows)
    return [_entry("call", row, row.title, "\n".join(words for _page, words in texts[row.id])) for row in rows]


def call_pages(rows: Sequence[Call]) -> Mapping[int, Text]:
    """The question, and what came of it."""
    texts = {row.id: [row.question_html, row.outcome_html] for row in rows}
    return {row_id: [(None, plain_of_html(html)) for html in parts if html] for row_id, parts in texts.items()}


def call_items(rows: Sequence[Call]) -> list[Item]:
    groups = groups_of(rows)
    return [_call_item(row, groups[row.group_id or 0]) for row in rows]


def _call_item(row: Call, group: Group) -> Item:
    return Item(
        ref=f"call:{row.id}",
        label=CALL.label,
        title=row.title,
        url=url_for("suggestions.call", slug=group.slug, call_id=row.id),
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=call_why(row),
        at=row.created_at,
    )


def call_why(row: Call) -> str:
    if row.is_taking:
        return _("Open until %(when)s", when=when(row.closes_at))
    if row.status == "scheduled":
        return _("Opens %(when)s", when=when(row.opens_at))
    return str(CALL_WORDS["done" if row.status == "done" else "closed"])


def _comment_by_mail(actor: Actor, suggestion_id: int, text: str, _files: Sequence[Path]) -> str:
    comment = actions.add_comment(actor, queries.get_suggestion(actor, suggestion_id), text=text)
    return f"suggestion_comment:{comment.id}"


def _answer_comment_by_mail(actor: Actor, comment_id: int, text: str, files: Sequence[Path]) -> str:
    return _comment_by_mail(actor, queries.get_comment(actor, comment_id).suggestion_id, text, files)


def _hold_suggestion(actor: Actor, suggestion_id: int, reason: str) -> None:
    actions.hold_suggestion(actor, queries.get_suggestion(actor, suggestion_id), reason=reason)


def _release_suggestion(actor: Actor, suggestion_id: int) -> None:
    actions.release_suggestion(actor, queries.get_suggestion(actor, suggestion_id))


def _remove_suggestion(actor: Actor, suggestion_id: int, reason: str) -> None:
    suggestion = queries.get_suggestion(actor, suggestion_id)
    actions.remove_suggestion(actor, suggestion, reason=reason, tells_author=False)


def _hold_comment(actor: Actor, comment_id: int, reason: str) -> None:
    actions.hold_comment(actor, queries.get_comment(actor, comment_id), reason=reason)


def _release_comment(actor: Actor, comment_id: int) -> None:
    actions.release_comment(actor, queries.get_comment(actor, comment_id))


def _remove_comment(actor: Actor, comment_id: int, reason: str) -> None:
    actions.remove_comment(actor, queries.get_comment(actor, comment_id), reason=reason, tells_author=False)


SUGGESTION = ContentKind(
    name="suggestion",
    model=Suggestion,
    label=_l("Suggestion"),
    plural=_l("Suggestions"),
    entries=suggestion_entries,
    items=suggestion_items,
    pages=suggestion_pages,
    stands_alone=lambda: Suggestion.status != "merged",
    moderation=Moderation(
        author_id=lambda row: row.author_id,
        hold=_hold_suggestion,
        release=_release_suggestion,
        remove=_remove_suggestion,
    ),
    reply=_comment_by_mail,
)
COMMENT = ContentKind(
    name="suggestion_comment",
    model=SuggestionComment,
    label=_l("Comment"),
    plural=_l("Comments on suggestions"),
    entries=comment_entries,
    items=comment_items,
    pages=comment_pages,
    is_part=True,
    moderation=Moderation(
        author_id=lambda row: row.author_id,
        hold=_hold_comment,
        release=_release_comment,
        remove=_remove_comment,
    ),
    reply=_answer_comment_by_mail,
)
CALL = ContentKind(
    name="call",
    model=Call,
    label=_l("Call for suggestions"),
    plural=_l("Calls for suggestions"),
    entries=call_entries,
    items=call_items,
    pages=call_pages,
)
