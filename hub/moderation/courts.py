"""Who decides on a report: the group's facilitators, or staff where one of them is concerned or none is left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from hub.accounts.models import User
from hub.core.db import db
from hub.core.events import Noteworthy, record
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups.models import Membership
from hub.moderation.models import Report
from hub.policy import STAFF, Role

MANY = 200


def lay_before_court(report: Report) -> None:
    """Lay the report before those who may decide it as things stand now."""
    report.lay_before(STAFF if _concerns_staff(report) else f"facilitators:{report.group_id}")
    if report.is_for_staff and report.not_by_id is not None and not list_deciders(report):
        report.not_by_id = None  # nobody else is left to look again


def list_deciders(report: Report) -> Sequence[int]:
    """Those who can decide: neither its author nor whoever decided what is appealed against."""
    able = _staff() if report.is_for_staff else _facilitators(report.group_id or 0)
    but = [user_id for user_id in (report.author_id, report.not_by_id) if user_id is not None]
    return db.session.scalars(able.where(User.id.not_in(but))).all()


def tell_deciders(report: Report, notice: str) -> None:
    """Tell those who decide that something waits for them. Nobody is named."""
    people = tuple(list_deciders(report))
    record(Noteworthy(actor_id=None, notice=notice, ref=f"report:{report.id}", people=people))


def _concerns_staff(report: Report) -> bool:
    if report.group_id is None:
        return True
    running = set(db.session.scalars(_facilitators(report.group_id)))
    return report.author_id in running or not running - {report.author_id, report.not_by_id}


def _facilitators(group_id: int) -> Select[int]:
    runs = (Membership.group_id == group_id, Membership.ended_at.is_(None), Membership.role == int(Role.FACILITATOR))
    return select(User.id).join(Membership, Membership.user_id == User.id).where(*runs, User.state == "active")


def _staff() -> Select[int]:
    return select(User.id).where(User.is_staff, User.state == "active")


def look_after_waiting() -> None:
    """Let what waits follow what it is about, and give staff what nobody else can decide. The worker calls this."""
    _follow_moves()
    _pass_to_staff()


def _follow_moves() -> None:
    """A thing that was moved to another group is that group's to decide on."""
    waiting = select(Report).where(Report.waits, Report.group_id.is_not(None)).order_by(Report.reported_at.desc())
    by_kind: dict[str, dict[int, Report]] = defaultdict(dict)
    for report in db.session.scalars(waiting.limit(MANY)):
        name, _colon, object_id = report.ref.partition(":")
        by_kind[name][int(object_id)] = report
    for name, reports in by_kind.items():
        model = hub().kinds[name].model if name in hub().kinds else None
        if model is not None and hasattr(model, "group_id"):
            now: dict[int, int | None] = dict(
                db.session.execute(select(model.id, model.group_id).where(model.id.in_(reports))).all()
            )
            moved = {
                report.id: now[key]
                for key, report in reports.items()
                if now.get(key, report.group_id) != report.group_id
            }
            _move(moved)


def _move(moved: Mapping[int, int | None]) -> None:
    for report_id, group_id in moved.items():
        with unit_of_work():
            report = db.session.get_one(Report, report_id, with_for_update=True)
            report.group_id = group_id
            lay_before_court(report)
            tell_deciders(report, "report.made")


def _pass_to_staff() -> None:
    """What no facilitator can decide any more: they left, or the author is one now."""
    for report_id in list(db.session.scalars(_stranded())):
        with unit_of_work():
            report = db.session.get_one(Report, report_id, with_for_update=True)
            if report.waits and not report.is_for_staff and _concerns_staff(report):
                lay_before_court(report)
                tell_deciders(report, "report.made")


def _stranded() -> Select[int]:
    running = aliased(Membership)
    runs = (running.group_id == Report.group_id, running.ended_at.is_(None), running.role == int(Role.FACILITATOR))
    active = exists().where(User.id == running.user_id, User.state == "active")
    able = exists().where(
        *runs,
        active,
        running.user_id != func.coalesce(Report.author_id, 0),
        running.user_id != func.coalesce(Report.not_by_id, 0),
    )
    concerned = exists().where(*runs, running.user_id == Report.author_id)
    waiting = select(Report.id).where(Report.waits, Report.audience != STAFF)
    return waiting.where(or_(concerned, ~able)).order_by(Report.id).limit(MANY)
