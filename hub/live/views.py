"""Pages of live discussions. Everything works by plain forms; a page's script does the same over a socket."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.realtime import has_room
from hub.core.security import keep_out_of_caches
from hub.core.times import from_wall
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.follows.queries import find_own
from hub.groups.content import inside
from hub.groups.queries import get_group
from hub.live import actions, pages, queries
from hub.live.forms import AnswerForm, PanellistForm, QuestionForm, SessionForm
from hub.policy import Verb, can, require

bp = Blueprint("live", __name__)

AT = "/groups/<slug>/live/<int:live_session_id>"
RUNNING = {
    "open": actions.open_session,
    "pause": actions.pause_session,
    "resume": actions.resume_session,
    "close": actions.close_session,
}


def _session(slug: str, live_session_id: int) -> Any:
    live_session = queries.get_live_session(g.actor, live_session_id, slug)
    _keep_private(live_session.group)
    return live_session


def _inside(slug: str) -> Any:
    """The group, for those who may read what stands in it."""
    group = get_group(g.actor, slug)
    require(g.actor, Verb.VIEW, inside(group))
    _keep_private(group)
    return group


def _keep_private(group: Any) -> None:
    if group.visibility in {"restricted", "private"}:
        keep_out_of_caches()


@bp.get("/live")
def directory() -> ResponseReturnValue:
    """What is on and what is coming, wherever the reader may listen."""
    if g.actor.id is not None:
        keep_out_of_caches()
    page = queries.list_all(g.actor, request.args.get("cursor"))
    return render_template("live/directory.html", page=page)


@bp.get("/groups/<slug>/live")
def index(slug: str) -> ResponseReturnValue:
    """What is on, what is coming and what was, in one group."""
    group = _inside(slug)
    return render_template(
        "live/index.html",
        group=group,
        sessions=queries.list_sessions(g.actor, group),
        past=queries.list_past(g.actor, group, request.args.get("cursor")),
        may_schedule=can(g.actor, Verb.MANAGE, group) and not group.is_closed,
    )


@bp.route("/groups/<slug>/live/new", methods=["GET", "POST"])
@sign_in_required
def new(slug: str) -> ResponseReturnValue:
    group = get_group(g.actor, slug)
    require(g.actor, Verb.MANAGE, group)
    _keep_private(group)
    form = SessionForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            made = actions.schedule_session(g.actor, get_group(g.actor, slug), **_announced(form))
            flash(_("The discussion is in the group's diary. Now say who is on the panel."), "success")
            return redirect(url_for("live.panellists", slug=slug, live_session_id=made.id), 303)
    return render_template("live/new.html", group=group, form=form), form.status


@bp.route(f"{AT}/edit", methods=["GET", "POST"])
@sign_in_required
def edit(slug: str, live_session_id: int) -> ResponseReturnValue:
    live_session = _session(slug, live_session_id)
    require(g.actor, Verb.MODERATE, live_session)
    form = SessionForm(data=_as_announced(live_session))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.edit_session(g.actor, _session(slug, live_session_id), **_announced(form))
            return _back(slug, live_session_id)
    values = {"group": live_session.group, "live_session": live_session}
    return render_template("live/edit.html", form=form, **values), form.status


def _announced(form: SessionForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "brief": form.brief.data or "",
        "starts_local": form.starts_local,
        "ends_local": form.ends_local,
        "is_open_to_all": form.is_open_to_all.data,
        "is_moderated": form.is_moderated.data,
    }


def _as_announced(live_session: Any) -> dict[str, Any]:
    starts, ends = from_wall(live_session.starts_local), from_wall(live_session.ends_local)
    same = {name: getattr(live_session, name) for name in ("title", "brief", "is_open_to_all", "is_moderated")}
    clocks = {"starts_on": starts.date(), "starts": starts.time(), "ends_on": ends.date(), "ends": ends.time()}
    return {**same, **clocks}


@bp.get(AT)
def audience(slug: str, live_session_id: int) -> ResponseReturnValue:
    return _audience_page(slug, live_session_id, QuestionForm(formdata=None))


def _audience_page(slug: str, live_session_id: int, form: QuestionForm) -> ResponseReturnValue:
    live_session = _session(slug, live_session_id)
    snapshot = queries.get_snapshot(g.actor, live_session)
    sort = request.args.get("sort", "newest")
    allowed = pages.may(g.actor, live_session, "audience", snapshot["supported"])
    page = render_template(
        "live/audience.html",
        group=live_session.group,
        live_session=live_session,
        snapshot=snapshot,
        until=pages.until(live_session),
        questions=pages.for_audience(snapshot, g.actor.id, sort),
        sorts=pages.SORTS,
        sort=sort if sort in pages.SORTS else "newest",
        may=allowed,
        script=pages.script(snapshot, allowed),
        may_run=queries.can_run(g.actor, live_session),
        follow=find_own(g.actor, "live_session", live_session.id),
        form=form,
    )
    return page, form.status


@bp.get(f"{AT}/panel")
@sign_in_required
def panel(slug: str, live_session_id: int) -> ResponseReturnValue:
    """For those who answer, host or facilitate: the queue, and the buttons that run the session."""
    live_session = _session(slug, live_session_id)
    if not queries.can_run(g.actor, live_session):
        require(g.actor, Verb.MODERATE, live_session)
    snapshot = queries.get_snapshot(g.actor, live_session)
    allowed = pages.may(g.actor, live_session, "panel", snapshot["supported"])
    return render_template(
        "live/panel.html",
        group=live_session.group,
        live_session=live_session,
        snapshot=snapshot,
        until=pages.until(live_session),
        queue=pages.for_panel(snapshot),
        may=allowed,
        script=pages.script(snapshot, allowed),
    )


@bp.get(f"{AT}/events")
def events(slug: str, live_session_id: int) -> ResponseReturnValue:
    """What a page that has everything up to `after` is missing; `socket` says whether there is room for one."""
    live_session = queries.get_live_session(g.actor, live_session_id, slug)
    keep_out_of_caches()
    changes = queries.get_changes(g.actor, live_session, request.args.get("after", type=int))
    return jsonify({**changes, "socket": has_room()})


@bp.post(f"{AT}/ask")
def ask(slug: str, live_session_id: int) -> ResponseReturnValue:
    form = QuestionForm()
    asked: dict[str, Any] = {}
    with _refused_beside(form), unit_of_work():
        live_session = queries.get_live_session(g.actor, live_session_id, slug)
        question = actions.ask_question(
            g.actor, live_session, text=form.text.data or "", client_key=form.key.data or ""
        )
        asked = {"id": question.id, "state": question.state}
    if form.errors:
        return _audience_page(slug, live_session_id, form)
    if asked["state"] == "pending" and not _wants_json():
        flash(_("Your question is with the hosts. You see it below; others see it once a host lists it."), "success")
    return _done(slug, live_session_id, asked["id"], asked)


@bp.post(f"{AT}/questions/<int:question_id>/support")
def support(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    return _with_question(slug, live_session_id, question_id, actions.support_question)


@bp.post(f"{AT}/questions/<int:question_id>/withdraw")
def withdraw(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    return _with_question(slug, live_session_id, question_id, actions.withdraw_support)


@bp.post(f"{AT}/questions/<int:question_id>/answer")
def answer(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    form = AnswerForm()
    words = {"text": form.text.data or "", "client_key": form.key.data or ""}
    return _with_question(slug, live_session_id, question_id, actions.answer_question, **words)


@bp.post(f"{AT}/questions/<int:question_id>/hold")
def hold(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    return _with_question(slug, live_session_id, question_id, actions.hold_question, reason=reason)


@bp.post(f"{AT}/questions/<int:question_id>/list")
def list_question(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    return _with_question(slug, live_session_id, question_id, actions.list_question)


@bp.post(f"{AT}/questions/<int:question_id>/decline")
def decline(slug: str, live_session_id: int, question_id: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "")
    return _with_question(slug, live_session_id, question_id, actions.decline_question, reason=reason)


@bp.route(f"{AT}/answers/<int:answer_id>/edit", methods=["GET", "POST"])
@sign_in_required
def edit_answer(slug: str, live_session_id: int, answer_id: int) -> ResponseReturnValue:
    live_session = _session(slug, live_session_id)
    reply = queries.get_answer(g.actor, answer_id, live_session_id)
    require(g.actor, Verb.ANSWER, reply)
    form = AnswerForm(obj=reply)
    if form.is_submitted():
        with refused_into(form), unit_of_work():
            actions.edit_answer(
                g.actor, queries.get_answer(g.actor, answer_id, live_session_id), text=form.text.data or ""
            )
            return _done(slug, live_session_id, reply.question_id)
    values = {"group": live_session.group, "live_session": live_session, "reply": reply}
    return render_template("live/edit_answer.html", form=form, **values), form.status


@bp.post(f"{AT}/<any(open, pause, resume, close):verb>")
def run(slug: str, live_session_id: int, verb: str) -> ResponseReturnValue:
    """Open, pause, resume or close the session."""
    with unit_of_work():
        RUNNING[verb](g.actor, queries.get_live_session(g.actor, live_session_id, slug))
    return _done(slug, live_session_id)


@bp.route(f"{AT}/panellists", methods=["GET", "POST"])
@sign_in_required
def panellists(slug: str, live_session_id: int) -> ResponseReturnValue:
    live_session = _session(slug, live_session_id)
    require(g.actor, Verb.MODERATE, live_session)
    form = PanellistForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            facts = {"person": form.person.data, "biography": form.biography.data or "", "is_host": form.is_host.data}
            actions.add_panellist(g.actor, _session(slug, live_session_id), **facts)
            return redirect(url_for("live.panellists", slug=slug, live_session_id=live_session_id), 303)
    panel = queries.get_snapshot(g.actor, live_session)["panel"]
    values = {"group": live_session.group, "live_session": live_session, "panel": panel}
    return render_template("live/panellists.html", form=form, **values), form.status


@bp.post(f"{AT}/panellists/<int:panellist_id>/remove")
def remove_panellist(slug: str, live_session_id: int, panellist_id: int) -> ResponseReturnValue:
    with unit_of_work():
        live_session = queries.get_live_session(g.actor, live_session_id, slug)
        actions.remove_panellist(g.actor, live_session, queries.get_panellist(g.actor, live_session, panellist_id))
    return redirect(url_for("live.panellists", slug=slug, live_session_id=live_session_id), 303)


@bp.get("/groups/<slug>/library/records")
def records(slug: str) -> ResponseReturnValue:
    """Every answered question that the group's library keeps."""
    group = _inside(slug)
    page = queries.list_records(g.actor, group, request.args.get("cursor"))
    return render_template("live/records.html", group=group, page=page)


@bp.get("/records/<reference>")
def record(reference: str) -> ResponseReturnValue:
    """A record at the address that never changes, whatever becomes of its group's name."""
    page = queries.get_record(g.actor, reference)
    group = page.record.group
    _keep_private(group)
    return render_template("live/record.html", group=group, page=page, citation=pages.citation(page))


def _with_question(
    slug: str, live_session_id: int, question_id: int, act: Callable[..., Any], **facts: str
) -> ResponseReturnValue:
    with unit_of_work():
        live_session = queries.get_live_session(g.actor, live_session_id, slug)
        act(g.actor, queries.get_question(g.actor, question_id, live_session.id), **facts)
    return _done(slug, live_session_id, question_id)


def _refused_beside(form: QuestionForm) -> AbstractContextManager[None]:
    """A script is told in JSON what a page shows beside the field."""
    return nullcontext() if _wants_json() else refused_into(form)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"


def _done(
    slug: str, live_session_id: int, question_id: int | None = None, result: dict[str, Any] | None = None
) -> ResponseReturnValue:
    """Back to the page the form stood on, at its question; one JSON object where a script asked."""
    if _wants_json():
        return jsonify({"ok": True, "result": result or {}})
    return _back(slug, live_session_id, f"question-{question_id}" if question_id else None)


def _back(slug: str, live_session_id: int, anchor: str | None = None) -> ResponseReturnValue:
    endpoint = "live.panel" if request.form.get("on") == "panel" else "live.audience"
    return redirect(url_for(endpoint, slug=slug, live_session_id=live_session_id, _anchor=anchor), 303)
