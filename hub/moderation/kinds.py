"""How notices and lists see reports and decisions. Search never sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import ContentKind, Item, Notice, Pages, SearchEntry, hub
from hub.moderation.models import Decision, Report, Reporting
from hub.moderation.outcomes import TOLD_AUTHOR, TOLD_REPORTER

RUNS_IT = _l("you decide on reports")


def no_entries(_ids: Sequence[int]) -> list[SearchEntry]:
    return []


def no_pages(_rows: Sequence[Any]) -> Pages:
    return {}


def report_items(rows: Sequence[Report]) -> list[Item]:
    """Kind and author of the reported thing; never its title, which belongs to what is around it."""
    names = dict(
        db.session.execute(select(User.id, User.display_name).where(User.id.in_([r.author_id for r in rows]))).all()
    )
    counted = select(Reporting.report_id, func.count()).where(Reporting.report_id.in_([row.id for row in rows]))
    counts = dict(db.session.execute(counted.group_by(Reporting.report_id)).all())
    return [_report_item(row, names.get(row.author_id or 0, ""), counts.get(row.id, 0)) for row in rows]


def _report_item(row: Report, author: str, count: int) -> Item:
    kind = hub().kinds.get(row.ref.partition(":")[0])
    label = str(kind.label) if kind else _("Something")
    return Item(
        ref=f"report:{row.id}",
        label=REPORT.label,
        title=title_of(row, label, author),
        url=url_for("moderation.report", report_id=row.id),
        why=ngettext("%(num)s person reported it", "%(num)s people reported it", count),
        at=row.reported_at,
    )


def title_of(row: Report, label: str, author: str) -> str:
    """What was reported and whose it is, in a line: never its own title."""
    if row.ref.startswith("person:"):
        return _("The profile of %(name)s", name=author)
    return _("%(kind)s by %(name)s", kind=label, name=author) if author else label


def reporting_items(rows: Sequence[Reporting]) -> list[Item]:
    wanted = select(Report.id, Report.state).where(Report.id.in_([row.report_id for row in rows]))
    states = dict(db.session.execute(wanted).all())
    return [
        Item(
            ref=f"reporting:{row.id}",
            label=REPORTING.label,
            title=str(TOLD_REPORTER[states[row.report_id]]),
            url=url_for("moderation.mine") + f"#reporting-{row.id}",
            at=row.created_at,
        )
        for row in rows
    ]


def decision_items(rows: Sequence[Decision]) -> list[Item]:
    return [
        Item(
            ref=f"decision:{row.id}",
            label=DECISION.label,
            title=str(TOLD_AUTHOR[row.outcome]),
            url=url_for("moderation.decision", decision_id=row.id),
            why=row.reason,
            at=row.decided_at,
        )
        for row in rows
    ]


def _unsearched(name: str, model: type[Any], label: Any, plural: Any, items: Any) -> ContentKind:
    return ContentKind(
        name=name, model=model, label=label, plural=plural, entries=no_entries, items=items, pages=no_pages
    )


REPORT = _unsearched("report", Report, _l("Report"), _l("Reports"), report_items)
REPORTING = _unsearched("reporting", Reporting, _l("Your report"), _l("Your reports"), reporting_items)
DECISION = _unsearched("decision", Decision, _l("Decision"), _l("Decisions"), decision_items)

NOTICES = (
    Notice(
        name="report.made",
        category="facilitating",
        one=_l("Reported: %(title)s"),
        many=_l("%(count)s reports wait for a decision"),
        why=RUNS_IT,
    ),
    Notice(
        name="report.appealed",
        category="facilitating",
        one=_l("A second look is asked for: %(title)s"),
        many=_l("%(count)s people ask for a second look"),
        why=RUNS_IT,
    ),
    Notice(
        name="report.decided",
        category="direct",
        one=_l("%(title)s"),
        many=_l("%(count)s decisions about what is yours"),
        why=_l("it is about something of yours"),
    ),
    Notice(
        name="report.answered",
        category="direct",
        one=_l("%(title)s"),
        many=_l("%(count)s answers to your reports"),
        why=_l("you reported it"),
    ),
)
