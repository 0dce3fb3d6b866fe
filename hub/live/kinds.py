"""How search and lists see sessions, questions and records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import format_datetime, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload, selectinload

from hub.core import clock
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, SearchEntry
from hub.groups.content import GroupContent, groups_of
from hub.groups.models import Group
from hub.live import payloads
from hub.live.models import LiveSession, Panellist, Question, Record
from hub.live.records import title_of

Text = Sequence[tuple[int | None, str]]


def _entry(kind: str, row: GroupContent, title: str, text: Text) -> SearchEntry:
    return SearchEntry(
        ref=f"{kind}:{row.id}",
        kind=kind,
        title=title,
        body="\n".join(words for _page, words in text),
        audiences=tuple(token for token in (row.audience, row.audience_also) if token),
        version=row.version,
        group_id=row.group_id,
        language=row.language,
        year=row.created_at.year,
        created_at=row.created_at,
    )


def _rows(model: Any, ids: Sequence[int], *options: Any) -> list[Any]:
    return list(
        db.session.scalars(select(model).where(model.id.in_(ids), model.removed_at.is_(None)).options(*options))
    )


def session_entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = _rows(LiveSession, ids)
    texts = session_pages(rows)
    return [_entry("live_session", row, row.title, texts[row.id]) for row in rows]


def session_pages(rows: Sequence[LiveSession]) -> Mapping[int, Text]:
    """The brief, and who is on the panel."""
    found: dict[int, list[tuple[int | None, str]]] = {row.id: [(None, plain_of_html(row.brief_html))] for row in rows}
    panel = select(Panellist).where(Panellist.live_session_id.in_(found), Panellist.ended_at.is_(None))
    for panellist in db.session.scalars(panel.options(joinedload(Panellist.user)).order_by(Panellist.id)):
        words = f"{panellist.user.display_name}. {panellist.biography}".strip()
        found[panellist.live_session_id].append((None, words))
    return found


def session_items(rows: Sequence[LiveSession]) -> list[Item]:
    groups = groups_of(rows)
    return [_session_item(row, groups[row.group_id or 0]) for row in rows]


def _session_item(row: LiveSession, group: Group) -> Item:
    return Item(
        ref=f"live_session:{row.id}",
        label=SESSION.label,
        title=row.title,
        url=url_for("live.audience", slug=group.slug, live_session_id=row.id),
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=why_now(row),
        at=row.created_at,
    )


def why_now(row: LiveSession) -> str:
    """Why a session matters at this moment: "open till 13:00", "starts 3 May, 12:30"."""
    if row.status in {"open", "paused"}:
        return _("Open now, till %(time)s", time=_in_london(row.ends_at))
    if row.status == "scheduled":
        return _("Starts %(time)s. You can ask beforehand.", time=_in_london(row.starts_at))
    return _("Held on %(time)s", time=_in_london(row.starts_at))


def _in_london(moment: Any) -> str:
    local = moment.astimezone(clock.LONDON)
    form = "HH:mm" if local.date() == clock.today() else "d MMMM y, HH:mm"
    return str(format_datetime(local, form, rebase=False))


def question_entries(ids: Sequence[int]) -> list[SearchEntry]:
    """Every question that has no record yet: from then on the record is what search finds."""
    recorded = payloads.references_of(ids)
    rows = [row for row in _rows(Question, ids, selectinload(Question.answers)) if row.id not in recorded]
    texts = question_pages(rows)
    return [_entry("live_question", row, _title(row), texts[row.id]) for row in rows]


def has_no_record() -> ColumnElement[bool]:
    """Once a question is answered and filed, its record stands for it."""
    return ~select(Record.id).where(Record.question_id == Question.id).correlate(Question).exists()


def question_pages(rows: Sequence[Question]) -> Mapping[int, Text]:
    """The question, then each answer; no answers where the group does not read it: its asker may have left since."""
    return {row.id: [(None, plain_of_html(html)) for html in _said(row)] for row in rows}


def _said(row: Question) -> list[str]:
    answers = row.answers if row.reach == "group" else []
    return [row.text_html, *(reply.text_html for reply in answers)]


def question_items(rows: Sequence[Question]) -> list[Item]:
    groups, by = groups_of(rows), payloads.bylines(rows)
    return [_question_item(row, groups[row.group_id or 0], by[payloads.wrote(row)].line) for row in rows]


def _question_item(row: Question, group: Group, by: str) -> Item:
    page = url_for("live.audience", slug=group.slug, live_session_id=row.live_session_id)
    return Item(
        ref=f"live_question:{row.id}",
        label=QUESTION.label,
        title=_title(row),
        url=f"{page}#question-{row.id}",
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=_standing(row),
        by=by,
        at=row.created_at,
    )


def _title(row: Question) -> str:
    return title_of(plain_of_html(row.text_html))


def _standing(row: Question) -> str:
    """What became of a question so far."""
    if row.answers:
        return ngettext("%(num)s answer", "%(num)s answers", len(row.answers))
    return {
        "pending": _("Waiting for a host"),
        "held": _("A host is looking at it"),
        "declined": _("Declined"),
        "unanswered": _("Not answered"),
    }.get(row.state, _("Not answered yet"))


def record_entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = _rows(Record, ids)
    texts = record_pages(rows)
    return [_entry("record", row, row.title, texts[row.id]) for row in rows]


def record_pages(rows: Sequence[Record]) -> Mapping[int, Text]:
    """The reference, so that it finds its record, and the words."""
    return {row.id: [(None, f"{plain_of_html(row.text_html)} {row.reference}")] for row in rows}


def record_items(rows: Sequence[Record]) -> list[Item]:
    groups, by = groups_of(rows), payloads.bylines(rows)
    return [
        Item(
            ref=f"record:{row.id}",
            label=RECORD.label,
            title=row.title,
            url=url_for("live.record", reference=row.reference),
            place=groups[row.group_id or 0].name,
            place_url=url_for("groups.show", slug=groups[row.group_id or 0].slug),
            why=row.reference,
            by=by[payloads.wrote(row)].line,
            at=row.created_at,
        )
        for row in rows
    ]


SESSION = ContentKind(
    name="live_session",
    model=LiveSession,
    label=_l("Live discussion"),
    plural=_l("Live discussions"),
    entries=session_entries,
    items=session_items,
    pages=session_pages,
)
QUESTION = ContentKind(
    name="live_question",
    model=Question,
    label=_l("Question"),
    plural=_l("Questions"),
    entries=question_entries,
    items=question_items,
    pages=question_pages,
    stands_alone=has_no_record,
)
RECORD = ContentKind(
    name="record",
    model=Record,
    label=_l("Record"),
    plural=_l("Records"),
    entries=record_entries,
    items=record_items,
    pages=record_pages,
)
