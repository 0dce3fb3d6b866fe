"""What people do with reports: make one, decide on one, and ask for a second look."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy, record
from hub.core.registry import hub
from hub.moderation import queries
from hub.moderation.courts import lay_before_court, tell_deciders
from hub.moderation.events import ReportAppealed, ReportDecided, ReportMade
from hub.moderation.models import Decision, Report, Reporting
from hub.moderation.outcomes import BECOMES, DONE, NEEDS, allowed
from hub.moderation.queries import Reportable
from hub.policy import SIGNED_IN, Actor, Forbidden, Role, Verb, require

MOST_A_DAY = 20
LONGEST_REASON = 2_000


@dataclass(frozen=True)
class Desk:
    """Where reports are handed in: open to everyone signed in, for what they may view."""

    audience: str = SIGNED_IN
    is_open_to_all: bool = True


def report_thing(actor: Actor, ref: str, *, reason: str) -> Reporting:
    """Report what the actor may view. Several reports of one thing are one line, and one person's are one report."""
    require(actor, Verb.CONTRIBUTE, Desk())
    thing = queries.get_reportable(actor, ref)
    reason = _checked(reason, _("Say what is wrong with it."))
    _refuse_what_cannot_be_reported(actor, thing)
    report = _line(thing.ref) or _begin(thing)
    if (earlier := _mine(actor, report)) is not None:
        return _again(report, earlier, thing, reason)
    elif not report.waits:
        _reopen(report, thing)
    made = Reporting(report_id=report.id, user_id=actor.id, reason=reason, audience=f"user:{actor.id}")
    db.session.add(made)
    db.session.flush()
    return made


def _refuse_what_cannot_be_reported(actor: Actor, thing: Reportable) -> None:
    if thing.author_id == actor.id:
        raise Refused(_("This is yours: you can change it or take it down yourself."))
    if getattr(thing.row, "removed_at", None) is not None:
        raise Refused(_("This has been removed already."))
    if queries.count_reported_lately(actor) >= MOST_A_DAY:
        raise Refused(
            _(
                "You have reported %(most)s things since yesterday. Come back tomorrow, or write to staff.",
                most=MOST_A_DAY,
            )
        )


def _mine(actor: Actor, report: Report) -> Reporting | None:
    return db.session.scalar(select(Reporting).where(Reporting.report_id == report.id, Reporting.user_id == actor.id))


def _line(ref: str) -> Report | None:
    return db.session.scalar(select(Report).where(Report.ref == ref).with_for_update())


def _begin(thing: Reportable) -> Report:
    """A new line; or the one that somebody else began at this very moment."""
    report = Report(ref=thing.ref, group_id=getattr(thing.row, "group_id", None), author_id=thing.author_id)
    report.copy = thing.copy
    lay_before_court(report)
    try:
        with db.session.begin_nested():
            db.session.add(report)
    except IntegrityError:
        return _line(thing.ref) or report
    _tell_made(report)
    return report


def _again(report: Report, earlier: Reporting, thing: Reportable, reason: str) -> Reporting:
    """The same person once more: nothing new while it waits; afterwards only where the words are others by now."""
    if report.waits:
        return earlier
    if report.copy == thing.copy:
        raise Refused(
            _(
                "You reported this before, and it was decided: %(reason)s It has not changed since.",
                reason=report.reason,
            )
        )
    earlier.reason, earlier.created_at = reason, clock.now()
    _reopen(report, thing)
    return earlier


def _reopen(report: Report, thing: Reportable) -> None:
    """Reported anew after a decision: what was decided before stays with it, to be read."""
    report.state, report.waits, report.copy = "open", True, thing.copy
    report.group_id, report.author_id = getattr(thing.row, "group_id", None), thing.author_id
    report.reported_at, report.decided_at = clock.now(), None
    report.is_appealed, report.not_by_id, report.version = False, None, report.version + 1
    lay_before_court(report)
    _tell_made(report)


def _tell_made(report: Report) -> None:
    record(ReportMade(actor_id=None, ref=report.ref, group_id=None if report.is_for_staff else report.group_id))
    tell_deciders(report, "report.made")


def decide_report(actor: Actor, report: Report, *, outcome: str, reason: str, version: int | None = None) -> Decision:
    """Hold, remove, dismiss, put back, note or leave it: with a reason that author and reporters read.

    `version` is the report's when the actor looked at it: whoever comes second is told what the first decided.
    """
    db.session.refresh(report, with_for_update=True)
    _require_decider(actor, report)
    reason = _checked(reason, _("Give a reason. The author and whoever reported it will read it."))
    kind = hub().kinds.get(report.ref.partition(":")[0])
    if version is not None and version != report.version:
        raise Refused(_("Somebody else decided on this just now. Look at it again."))
    if outcome not in allowed(report, kind.moderation if kind else None):
        raise Refused(_("That cannot be decided on this now. Look at it again."), field="outcome")
    _carry_out(actor, report, outcome, reason)
    return _note(actor, report, outcome, reason)


def _require_decider(actor: Actor, report: Report) -> None:
    require(actor, Verb.ADMINISTER if report.is_for_staff else Verb.MODERATE, report)
    if actor.id in {report.author_id, report.not_by_id}:
        raise Forbidden(Verb.MODERATE)


def _carry_out(actor: Actor, report: Report, outcome: str, reason: str) -> None:
    """Do it to the thing itself, through what its kind registered."""
    name, _colon, object_id = report.ref.partition(":")
    kind = hub().kinds.get(name)
    if outcome not in NEEDS or kind is None or kind.moderation is None:
        return
    row = db.session.get(kind.model, int(object_id))
    if row is None:
        raise Refused(_("It is not there any more. You can dismiss the report."))
    is_removed = getattr(row, "removed_at", None) is not None
    if outcome == "removed" and is_removed:
        return
    if outcome == "held" and is_removed:
        raise Refused(_("It was removed in the meantime. You can remove it or dismiss the report."))
    act = getattr(kind.moderation, NEEDS[outcome])
    arguments = () if outcome == "released" else (reason,)
    act(_with_power(actor, report), int(object_id), *arguments)


def _with_power(actor: Actor, report: Report) -> Actor:
    """For this one act staff have a facilitator's power in the group, which they cannot read."""
    if not report.is_for_staff or report.group_id is None:
        return actor
    return replace(actor, roles={**actor.roles, report.group_id: Role.FACILITATOR})


def _note(actor: Actor, report: Report, outcome: str, reason: str) -> Decision:
    reader = f"user:{report.author_id}" if report.author_id else report.audience
    decision = Decision(report_id=report.id, outcome=outcome, reason=reason, decided_by_id=actor.id, audience=reader)
    decision.decided_at, decision.is_final = clock.now(), report.is_appealed
    if outcome != "upheld":
        report.state = BECOMES.get(outcome, outcome)
    report.waits, report.version = report.state == "held", report.version + 1
    report.is_appealed, report.not_by_id = False, None
    report.decided_at, report.decided_by_id, report.reason = decision.decided_at, actor.id, reason
    db.session.add(decision)
    db.session.flush()
    record(
        ReportDecided(
            actor_id=actor.id,
            ref=report.ref,
            group_id=report.group_id,
            reason=f"{DONE[outcome]}: {reason}",
            is_staff_act=report.is_for_staff,
        )
    )
    _tell_both(actor, report, decision)
    return decision


def _tell_both(actor: Actor, report: Report, decision: Decision) -> None:
    """The author hears what was decided and why, and each reporter; neither hears of the other."""
    if report.author_id is not None:
        _tell("report.decided", f"decision:{decision.id}", report.author_id, decision.reason)
    for made in db.session.scalars(select(Reporting).where(Reporting.report_id == report.id)):
        if made.user_id != actor.id:
            _tell("report.answered", f"reporting:{made.id}", made.user_id, decision.reason)


def _tell(notice: str, ref: str, user_id: int, reason: str) -> None:
    record(Noteworthy(actor_id=None, notice=notice, ref=ref, people=(user_id,), reason=reason))


def appeal_decision(actor: Actor, decision: Decision, *, words: str) -> None:
    """Ask, once, for a second look by somebody else."""
    require(actor, Verb.CONTRIBUTE, decision)
    report = db.session.get_one(Report, decision.report_id, with_for_update=True, populate_existing=True)
    words = _checked(words, _("Say why it should be looked at again."), field="words")
    if not queries.may_appeal(actor, decision, report):
        raise Refused(_("This cannot be looked at again: it was already, or something new was decided."))
    decision.appealed_at, decision.appeal = clock.now(), words
    report.is_appealed, report.waits, report.not_by_id = True, True, decision.decided_by_id
    report.reported_at, report.version = clock.now(), report.version + 1
    lay_before_court(report)
    record(
        ReportAppealed(actor_id=actor.id, ref=report.ref, group_id=report.group_id, is_staff_act=report.is_for_staff)
    )
    tell_deciders(report, "report.appealed")


def _checked(words: str, empty: str, *, field: str = "reason") -> str:
    words = words.strip()
    if not words:
        raise Refused(empty, field=field)
    if len(words) > LONGEST_REASON:
        raise Refused(_("Use at most 2,000 characters."), field=field)
    return words
