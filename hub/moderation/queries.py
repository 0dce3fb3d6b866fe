"""Reads of reports. Those who decide see the copy and who reported; a reporter their own; an author the decision."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, String, func, or_, select, type_coerce

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.core.registry import ContentKind, Item, hub, parse_ref
from hub.groups.models import Group
from hub.moderation.kinds import title_of
from hub.moderation.models import Decision, Report, Reporting
from hub.moderation.outcomes import allowed
from hub.policy import SITE, Actor, NotFound, Role, Verb, can, require, visible

LONGEST_COPY = 20_000


@dataclass(frozen=True, kw_only=True)
class Reportable:
    """A thing that the actor may view and report."""

    ref: str
    kind: ContentKind
    row: Any
    author_id: int | None

    @property
    def item(self) -> Item:
        """Its line, for pages."""
        return self.kind.items([self.row])[0]

    @property
    def copy(self) -> str:
        """The words of the thing alone."""
        moderation = self.kind.moderation
        if moderation is not None and moderation.copy is not None:
            return moderation.copy(self.row)[:LONGEST_COPY]
        pages = self.kind.pages([self.row]).get(self.row.id, ())
        return "\n\n".join(words for _number, words in pages)[:LONGEST_COPY]


@dataclass(frozen=True, kw_only=True)
class Voice:
    """One person's report, as those who decide see it."""

    name: str
    reason: str
    at: Any


@dataclass(frozen=True, kw_only=True)
class Decided:
    """One decision, as those who decide see it."""

    decision: Decision
    by: str


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the queue: the copy and nothing around it. `item` is there where the reader may view the thing."""

    report: Report
    title: str
    author: str
    author_id: int | None
    item: Item | None
    voices: Sequence[Voice]
    decisions: Sequence[Decided]
    outcomes: Sequence[str]

    @property
    def value(self) -> str:
        """What a form sends: which report, and what had happened to it when it was looked at."""
        return f"{self.report.id}.{self.report.version}"


def get_reportable(actor: Actor, ref: str) -> Reportable:
    """What the ref names, where it can be reported. Raises NotFound where it is hidden, absent, or not of that kind."""
    kind, object_id = parse_ref(ref)
    row = db.session.scalar(select(kind.model).where(kind.model.id == object_id, visible(actor, kind.model)))
    if row is None or kind.moderation is None:
        raise NotFound(ref)
    author_id = kind.moderation.author_id(row)
    return Reportable(ref=f"{kind.name}:{object_id}", kind=kind, row=row, author_id=author_id)


def get_report(actor: Actor, report_id: int) -> Report:
    """A report that the actor may decide on."""
    report = db.session.scalar(_decidable(actor).where(Report.id == report_id))
    if report is None:
        raise NotFound(f"report:{report_id}")
    return report


def get_line(actor: Actor, report_id: int) -> Line:
    return _lines(actor, [get_report(actor, report_id)])[0]


def list_reports(actor: Actor, group: Group, *, decided: bool = False, cursor: str | None = None) -> Page[Line]:
    """What waits for a group's facilitators, the longest waiting first; or what was decided, newest first."""
    require(actor, Verb.MODERATE, group)
    mine = _decidable(actor).where(Report.audience == f"facilitators:{group.id}")
    return _queue(actor, mine, decided=decided, cursor=cursor)


def list_staff_reports(actor: Actor, *, decided: bool = False, cursor: str | None = None) -> Page[Line]:
    """The same for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    return _queue(actor, _decidable(actor).where(Report.audience == SITE.audience), decided=decided, cursor=cursor)


def _queue(actor: Actor, wanted: Select[Report], *, decided: bool, cursor: str | None) -> Page[Line]:
    page = paginate(
        wanted.where(Report.waits.is_(not decided)),
        Report.decided_at if decided else Report.reported_at,
        Report.id,
        cursor=cursor,
        descending=decided,
    )
    return page.map(lambda rows: _lines(actor, rows))


def list_my_reports(actor: Actor, cursor: str | None = None) -> Page[tuple[Reporting, Report]]:
    """What the actor reported and what became of it, newest first. Not the reported words: they are not theirs."""
    mine = select(Reporting).where(visible(actor, Reporting), Reporting.user_id == actor.id)
    return paginate(mine, Reporting.id, cursor=cursor, descending=True).map(_with_reports)


def _with_reports(rows: Sequence[Reporting]) -> list[tuple[Reporting, Report]]:
    reports = {r.id: r for r in db.session.scalars(select(Report).where(Report.id.in_([w.report_id for w in rows])))}
    return [(row, reports[row.report_id]) for row in rows]


def get_decision(actor: Actor, decision_id: int) -> tuple[Decision, Report]:
    """A decision about what the actor wrote."""
    decision = db.session.scalar(select(Decision).where(Decision.id == decision_id, visible(actor, Decision)))
    if decision is None:
        raise NotFound(f"decision:{decision_id}")
    return decision, db.session.get_one(Report, decision.report_id)


def may_appeal(_actor: Actor, decision: Decision, report: Report) -> bool:
    """Once, against the newest decision, as long as it hides what they wrote and nobody has looked twice."""
    stands = report.state == decision.outcome and report.decided_at == decision.decided_at
    return decision.outcome in {"held", "removed"} and stands and not decision.is_final and decision.appealed_at is None


def count_waiting(actor: Actor) -> Mapping[int, int]:
    """How many reports wait for the actor in each group they facilitate; under 0 those for staff."""
    courts = [f"facilitators:{group_id}" for group_id, role in actor.roles.items() if role >= Role.FACILITATOR]
    courts += [SITE.audience] if can(actor, Verb.ADMINISTER, SITE) else []
    if not courts:
        return {}
    # the plain column, so that its index finds the few rows
    waiting = _decidable(actor).where(Report.waits, type_coerce(Report.audience, String).in_(courts)).subquery()
    counted = select(waiting.c.audience, func.count()).group_by(waiting.c.audience)
    return {int(court.partition(":")[2] or 0): count for court, count in db.session.execute(counted)}


def count_waiting_for_staff(actor: Actor) -> int:
    require(actor, Verb.ADMINISTER, SITE)
    return count_waiting(actor).get(0, 0)


def count_reported_lately(actor: Actor) -> int:
    """How much the actor reported since this time yesterday."""
    since = clock.now() - timedelta(days=1)
    mine = (Reporting.user_id == actor.id, Reporting.created_at > since)
    return db.session.scalar(select(func.count(Reporting.id)).where(*mine)) or 0


def _decidable(actor: Actor) -> Select[Report]:
    """Reports laid before the actor, but for those about what they wrote or decided themself."""
    own = actor.id or 0
    others = or_(Report.author_id.is_(None), Report.author_id != own)
    anew = or_(Report.not_by_id.is_(None), Report.not_by_id != own)
    return select(Report).where(visible(actor, Report), others, anew)


def _lines(actor: Actor, reports: Sequence[Report]) -> list[Line]:
    ids = [report.id for report in reports]
    voices = _grouped(select(Reporting).where(Reporting.report_id.in_(ids)).order_by(Reporting.id))
    decisions = _grouped(select(Decision).where(Decision.report_id.in_(ids)).order_by(Decision.id))
    people = {report.author_id for report in reports} | {row.user_id for rows in voices.values() for row in rows}
    names = _names(people | {row.decided_by_id for rows in decisions.values() for row in rows})
    items = _items(actor, [report.ref for report in reports])
    found = []
    for report in reports:
        kind = hub().kinds.get(report.ref.partition(":")[0])
        line = Line(
            report=report,
            title=title_of(report, str(kind.label) if kind else "", names.get(report.author_id or 0, "")),
            author=names.get(report.author_id or 0, ""),
            author_id=report.author_id,
            item=items.get(report.ref),
            voices=[Voice(name=names.get(v.user_id, ""), reason=v.reason, at=v.created_at) for v in voices[report.id]],
            decisions=[Decided(decision=d, by=names.get(d.decided_by_id or 0, "")) for d in decisions[report.id]],
            outcomes=allowed(report, kind.moderation if kind else None),
        )
        found.append(line)
    return found


def _grouped(wanted: Select[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in db.session.scalars(wanted):
        found[row.report_id].append(row)
    return found


def _names(ids: set[int | None]) -> dict[int, str]:
    return dict(db.session.execute(select(User.id, User.display_name).where(User.id.in_(ids - {None}))).all())


def _items(actor: Actor, refs: Sequence[str]) -> dict[str, Item]:
    """The lines of those things that the reader may view, with one query for each kind."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for ref in refs:
        name, _, object_id = ref.partition(":")
        if name in hub().kinds:
            wanted[name].append(int(object_id))
    found: dict[str, Item] = {}
    for name, ids in wanted.items():
        kind = hub().kinds[name]
        rows = list(db.session.scalars(select(kind.model).where(kind.model.id.in_(ids), visible(actor, kind.model))))
        found |= {item.ref: item for item in kind.items(rows)}
    return found
