"""Pages of reports: making one, the queues of those who decide, and what reporters and authors are told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from hub.core.errors import Refused
from hub.core.registry import resolve
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.groups import queries as groups
from hub.moderation import actions, queries
from hub.moderation.forms import AppealForm, DecideForm, ReportForm
from hub.moderation.outcomes import CHOICES, DONE, STATES, TOLD_AUTHOR, TOLD_REPORTER
from hub.policy import NotFound, Verb, require

bp = Blueprint("moderation", __name__)

MOST_AT_ONCE = 20


@bp.route("/reports/new", methods=["GET", "POST"])
@sign_in_required
def new() -> ResponseReturnValue:
    """Report what `ref` names."""
    keep_out_of_caches()
    form = ReportForm(ref=request.args.get("ref", ""))
    thing = queries.get_reportable(g.actor, form.ref.data or "")
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.report_thing(g.actor, thing.ref, reason=form.reason.data or "")
        if not form.errors:
            thing = queries.get_reportable(g.actor, form.ref.data or "")
            flash(_("Thank you. Those who decide have been told, and we will tell you what they decide."), "success")
            return redirect(thing.item.url, 303)
        thing = queries.get_reportable(g.actor, form.ref.data or "")
    return render_template("moderation/new.html", form=form, item=thing.item, copy=thing.copy), form.status


@bp.get("/reports/mine")
@sign_in_required
def mine() -> ResponseReturnValue:
    """What I reported, and what became of it."""
    keep_out_of_caches()
    page = queries.list_my_reports(g.actor, request.args.get("cursor"))
    return render_template("moderation/mine.html", page=page, states=TOLD_REPORTER)


@bp.route("/groups/<slug>/reports", methods=["GET", "POST"])
@sign_in_required
def group_reports(slug: str) -> ResponseReturnValue:
    """What waits for the facilitators of a group."""
    keep_out_of_caches()
    group = groups.get_group(g.actor, slug)
    require(g.actor, Verb.MODERATE, group)
    decided, cursor = request.args.get("show") == "decided", request.args.get("cursor")

    def load() -> Any:
        return queries.list_reports(g.actor, groups.get_group(g.actor, slug), decided=decided, cursor=cursor)

    return _queue("moderation/group_reports.html", load, group=group, decided=decided)


@bp.route("/reports", methods=["GET", "POST"])
@sign_in_required
def staff_reports() -> ResponseReturnValue:
    """What waits for staff."""
    keep_out_of_caches()
    decided, cursor = request.args.get("show") == "decided", request.args.get("cursor")

    def load() -> Any:
        return queries.list_staff_reports(g.actor, decided=decided, cursor=cursor)

    return _queue("moderation/staff_reports.html", load, decided=decided)


@bp.route("/reports/<int:report_id>", methods=["GET", "POST"])
@sign_in_required
def report(report_id: int) -> ResponseReturnValue:
    """One report, with its own form."""
    keep_out_of_caches()
    line = queries.get_line(g.actor, report_id)
    form = DecideForm()
    form.offer([(outcome, CHOICES[outcome]) for outcome in line.outcomes])
    if form.validate_on_submit():
        _decide([request.form.get("report", line.value)], form)
        if not form.errors:
            return redirect(url_for("moderation.report", report_id=report_id), 303)
        line = queries.get_line(g.actor, report_id)
    return render_template("moderation/report.html", line=line, form=form, states=STATES, done=DONE), form.status


def _queue(template: str, load: Any, **context: Any) -> ResponseReturnValue:
    page, form = load(), DecideForm()
    outcomes = {outcome for line in page.items for outcome in line.outcomes}
    form.offer([(outcome, words) for outcome, words in CHOICES.items() if outcome in outcomes])
    ticked = request.form.getlist("report")[:MOST_AT_ONCE]
    if form.validate_on_submit():
        if not ticked:
            form.refuse(Refused(_("Tick what you decide on.")))
        _decide(ticked, form)
        if not form.errors:
            return redirect(request.full_path.rstrip("?"), 303)
        page = load()
    chosen = {value.partition(".")[0] for value in ticked}
    shown = {"page": page, "form": form, "chosen": chosen, "states": STATES, "done": DONE}
    return render_template(template, **shown, **context), form.status


def _decide(values: Sequence[str], form: DecideForm) -> None:
    """Each in a unit of work of its own, so that one that cannot be decided keeps back no other."""
    count = 0
    for value in values:
        try:
            count += _decide_one(value, form)
        except Refused as refusal:
            form.refuse(Refused(str(refusal)))
        except NotFound:
            form.refuse(Refused(_("That report is not yours to decide any more.")))
    if count:
        flash(
            ngettext("Decided. The people concerned are told.", "%(num)s decided. The people are told.", count),
            "success",
        )


def _decide_one(value: str, form: DecideForm) -> int:
    report_id, _dot, version = value.partition(".")
    if not (report_id.isdecimal() and version.isdecimal() and len(value) < 20):
        raise NotFound(value)
    with unit_of_work():
        actions.decide_report(
            g.actor,
            queries.get_report(g.actor, int(report_id)),
            outcome=form.outcome.data or "",
            reason=form.reason.data or "",
            version=int(version),
        )
    return 1


@bp.get("/reports/decisions/<int:decision_id>")
@sign_in_required
def decision(decision_id: int) -> ResponseReturnValue:
    """What was decided about something I wrote, and why."""
    return _decision_page(decision_id, AppealForm())


@bp.post("/reports/decisions/<int:decision_id>/appeal")
@sign_in_required
def appeal(decision_id: int) -> ResponseReturnValue:
    """Ask for a second look."""
    form = AppealForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            found, _report = queries.get_decision(g.actor, decision_id)
            actions.appeal_decision(g.actor, found, words=form.words.data or "")
        if not form.errors:
            flash(_("Somebody else will look at it and tell you what they decide."), "success")
            return redirect(url_for("moderation.decision", decision_id=decision_id), 303)
    return _decision_page(decision_id, form)


def _decision_page(decision_id: int, form: AppealForm) -> ResponseReturnValue:
    keep_out_of_caches()
    found, about = queries.get_decision(g.actor, decision_id)
    shown = {"decision": found, "report": about, "form": form, "title": TOLD_AUTHOR[found.outcome]}
    shown["words"] = about.copy if _reads(about.ref) else ""
    return render_template(
        "moderation/decision.html", may_appeal=queries.may_appeal(g.actor, found, about), **shown
    ), form.status


def _reads(ref: str) -> bool:
    """Whether the author may still read the thing: others may have changed it since, and its copy with it."""
    try:
        resolve(g.actor, ref)
    except NotFound:
        return False
    return True
