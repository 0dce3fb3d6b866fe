"""Pages of groups: the directory, a group's own pages, and what its facilitators and staff do."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.groups import actions, queries
from hub.groups.forms import (
    AskForm,
    AssignForm,
    InviteForm,
    ProposalForm,
    ReasonForm,
    SettingsForm,
    VisibilityForm,
    WideningForm,
)
from hub.groups.kind import VISIBILITY_WORDS
from hub.groups.tags import tags_from
from hub.policy import SITE, Role, Verb, require

bp = Blueprint("groups", __name__)


def _group(slug: str) -> Any:
    """The group, or a page that says there is none. What is not everyone's stays out of shared caches."""
    group = queries.get_group(g.actor, slug)
    if group.visibility in {"restricted", "private"} or group.state != "active":
        keep_out_of_caches()
    return group


def _managed(slug: str) -> Any:
    group = _group(slug)
    require(g.actor, Verb.MANAGE, group)
    return group


def _widenable(slug: str) -> Any:
    """The group, for those who run it. A network is private for good, so these pages are not there for it."""
    group = _managed(slug)
    if group.kind == "network":
        abort(404)
    return group


def _back_to(endpoint: str, slug: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f"groups.{endpoint}", slug=slug, **values), 303)


@bp.get("/groups")
def directory() -> ResponseReturnValue:
    asked = {name: request.args.get(name, "").strip()[:100] for name in ("search", "tag", "visibility")}
    return render_template(
        "groups/directory.html",
        page=queries.list_groups(g.actor, **asked, cursor=request.args.get("cursor")),
        asked=asked,
        tags=queries.list_tags(g.actor),
        visibilities=VISIBILITY_WORDS,
    )


@bp.route("/groups/new", methods=["GET", "POST"])
@sign_in_required
def new() -> ResponseReturnValue:
    form = ProposalForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            facts = {"name": form.name.data, "purpose": form.purpose.data, "visibility": form.visibility.data}
            group = actions.propose_group(g.actor, **facts, tags=tags_from(form.tags.data or ""))
            waits = group.state == "proposed"
            flash(_("We have told staff. They will write to you.") if waits else _("Your group is ready."), "success")
            return _back_to("show", group.slug)
    return render_template("groups/new.html", form=form), form.status


@bp.get("/groups/<slug>")
def show(slug: str) -> ResponseReturnValue:
    """The landing page, or for those who may read the group its front page."""
    group = _group(slug)
    reads = queries.can_read(g.actor, group)
    return render_template(
        "groups/show.html",
        group=group,
        reads=reads,
        is_member=group.id in g.actor.roles,
        tags=queries.list_group_tags(g.actor, group),
        sections=queries.list_sections(g.actor, group) if reads and group.state == "active" else [],
        facilitators=queries.list_facilitators(g.actor, group) if reads else [],
        asked=queries.find_my_request(g.actor, group),
        asking=queries.count_join_requests(g.actor, group) if g.actor.roles.get(group.id) == Role.FACILITATOR else 0,
    )


@bp.get("/groups/<slug>/people")
@sign_in_required
def people(slug: str) -> ResponseReturnValue:
    group, search = _group(slug), request.args.get("search", "").strip()[:100]
    page = queries.list_members(g.actor, group, search=search, cursor=request.args.get("cursor"))
    facilitators = [] if search or request.args.get("cursor") else queries.list_facilitators(g.actor, group)
    return render_template("groups/people.html", group=group, page=page, search=search, facilitators=facilitators)


@bp.post("/groups/<slug>/join")
def join(slug: str) -> ResponseReturnValue:
    with unit_of_work():
        group = _group(slug)
        actions.join_group(g.actor, group)
        flash(_("You joined %(name)s.", name=group.name), "success")
    return _back_to("show", slug)


@bp.route("/groups/<slug>/ask", methods=["GET", "POST"])
@sign_in_required
def ask(slug: str) -> ResponseReturnValue:
    group, form = _group(slug), AskForm()
    require(g.actor, Verb.ASK_TO_JOIN, group)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.ask_to_join(g.actor, _group(slug), reason=form.reason.data or "")
            flash(
                _("We have told the people who run the group. They will decide, and we will write to you."), "success"
            )
            return _back_to("show", slug)
    return render_template("groups/ask.html", group=group, form=form), form.status


@bp.route("/groups/<slug>/leave", methods=["GET", "POST"])
@sign_in_required
def leave(slug: str) -> ResponseReturnValue:
    group, form = _group(slug), ReasonForm()
    if request.method == "POST":
        with refused_into(form), unit_of_work():
            actions.leave_group(g.actor, _group(slug))
            flash(_("You are no longer a member."), "success")
            return redirect(url_for("networks.index" if group.kind == "network" else "groups.directory"), 303)
    return render_template("groups/leave.html", group=group, form=form), 422 if form.form_errors else 200


@bp.get("/groups/<slug>/requests")
@sign_in_required
def requests(slug: str) -> ResponseReturnValue:
    group = _group(slug)
    page = queries.list_join_requests(g.actor, group, request.args.get("cursor"))
    return render_template("groups/requests.html", group=group, page=page)


@bp.post("/groups/<slug>/requests/<int:request_id>/approve")
@sign_in_required
def approve_request(slug: str, request_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.approve_request(g.actor, _group(slug), request_id)
    flash(_("They are a member now. We have told them."), "success")
    return _back_to("requests", slug)


@bp.route("/groups/<slug>/requests/<int:request_id>/decline", methods=["GET", "POST"])
@sign_in_required
def decline_request(slug: str, request_id: int) -> ResponseReturnValue:
    group, form = _managed(slug), ReasonForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.decline_request(g.actor, _group(slug), request_id, reason=form.reason.data or "")
            flash(_("We have sent them your reason."), "success")
            return _back_to("requests", slug)
    asking = queries.get_waiting_request(g.actor, group, request_id)
    return render_template("groups/decline_request.html", group=group, form=form, asking=asking), form.status


@bp.route("/groups/<slug>/invite", methods=["GET", "POST"])
@sign_in_required
@limiter.limit("30/hour", methods=["POST"])
def invite(slug: str) -> ResponseReturnValue:
    form, results = InviteForm(), []
    group = _widenable(slug)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            words = {"addresses": form.addresses.data or "", "words": form.words.data or ""}
            results = actions.invite_people(g.actor, _group(slug), **words)
    waiting = queries.list_invitations(g.actor, group, request.args.get("cursor"))
    page = render_template("groups/invite.html", group=group, form=form, results=results, waiting=waiting)
    return page, form.status


@bp.post("/groups/<slug>/invitations/<int:invitation_id>/withdraw")
@sign_in_required
def withdraw_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.withdraw_invitation(g.actor, _group(slug), invitation_id)
    flash(_("The link in that mail no longer works."), "success")
    return _back_to("invite", slug)


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@limiter.limit("60/hour")
def invitation(token: str) -> ResponseReturnValue:
    """Opening the link shows a button; only pressing it spends the link."""
    keep_out_of_caches()
    if request.method == "POST":
        with unit_of_work():
            group = actions.accept_invitation(g.actor, token)
            flash(_("You joined %(name)s.", name=group.name), "success")
            return _back_to("show", group.slug)
    return render_template("groups/invitation.html", invitation=queries.find_invitation(g.actor, token), token=token)


@bp.route("/groups/<slug>/settings", methods=["GET", "POST"])
@sign_in_required
def settings(slug: str) -> ResponseReturnValue:
    group = _managed(slug)
    form = SettingsForm(obj=group, data={"tags": ", ".join(queries.list_group_tags(g.actor, group))})
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            words = {name: getattr(form, name).data or "" for name in ("name", "purpose", "landing", "home", "welcome")}
            actions.edit_group(g.actor, _group(slug), **words, tags=tags_from(form.tags.data or ""))
            flash(_("Saved."), "success")
            return _back_to("show", slug)
    return render_template("groups/settings.html", group=group, form=form), form.status


@bp.route("/groups/<slug>/visibility", methods=["GET", "POST"])
@sign_in_required
def visibility(slug: str) -> ResponseReturnValue:
    """Narrower at once. Wider asks first: the next page says what would become readable."""
    group = _widenable(slug)
    form = VisibilityForm(obj=group)
    if form.validate_on_submit():
        if queries.is_widening(g.actor, group, form.visibility.data):
            return _back_to("widen", slug, to=form.visibility.data)
        with refused_into(form), unit_of_work():
            actions.change_visibility(g.actor, _group(slug), form.visibility.data)
            flash(_("Saved. Who may no longer read the group cannot read it from now on."), "success")
            return _back_to("visibility", slug)
    return render_template("groups/visibility.html", group=group, form=form, words=VISIBILITY_WORDS), form.status


@bp.route("/groups/<slug>/widen", methods=["GET", "POST"])
@sign_in_required
def widen(slug: str) -> ResponseReturnValue:
    group, form = _widenable(slug), WideningForm()
    to = form.visibility.data or request.args.get("to", "")
    if to not in VISIBILITY_WORDS:
        abort(404)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            facts = {"confirmed": form.confirmed.data, "days": int(form.days.data)}
            actions.change_visibility(g.actor, _group(slug), to, **facts)
            flash(_("We are telling the members. Nothing changes before that."), "success")
            return _back_to("visibility", slug)
    count = queries.count_readable(g.actor, group, to)
    form.visibility.data, form.confirmed.data = to, count
    page = render_template("groups/widen.html", group=group, form=form, count=count, to=to, words=VISIBILITY_WORDS)
    return page, form.status


@bp.post("/groups/<slug>/visibility/stop")
@sign_in_required
def stop_widening(slug: str) -> ResponseReturnValue:
    with unit_of_work():
        actions.stop_widening(g.actor, _group(slug))
    flash(_("The group stays as it is."), "success")
    return _back_to("visibility", slug)


@bp.route("/groups/<slug>/archive", methods=["GET", "POST"])
@sign_in_required
def archive(slug: str) -> ResponseReturnValue:
    group = _managed(slug)
    if request.method == "POST":
        with unit_of_work():
            actions.archive_group(g.actor, _group(slug))
        flash(_("The group is archived. Everything in it can still be read and found."), "success")
        return _back_to("show", slug)
    return render_template("groups/archive.html", group=group)


@bp.post("/groups/<slug>/reopen")
@sign_in_required
def reopen(slug: str) -> ResponseReturnValue:
    with unit_of_work():
        actions.reopen_group(g.actor, _group(slug))
    flash(_("The group is open for new things again."), "success")
    return _back_to("show", slug)


@bp.route("/groups/<slug>/people/<int:user_id>/remove", methods=["GET", "POST"])
@sign_in_required
def remove_member(slug: str, user_id: int) -> ResponseReturnValue:
    group, form = _managed(slug), ReasonForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.remove_member(g.actor, _group(slug), user_id, reason=form.reason.data or "")
            flash(_("They are no longer a member. We have sent them your reason."), "success")
            return _back_to("people", slug)
    member = queries.get_member(g.actor, group, user_id)
    return render_template("groups/remove_member.html", group=group, form=form, member=member), form.status


@bp.post("/groups/<slug>/people/<int:user_id>/role")
@sign_in_required
def set_role(slug: str, user_id: int) -> ResponseReturnValue:
    role = Role.FACILITATOR if request.form.get("role") == "facilitator" else Role.MEMBER
    with unit_of_work():
        actions.set_role(g.actor, _group(slug), user_id, role)
    flash(_("Saved."), "success")
    return _back_to("people", slug)


@bp.post("/groups/<slug>/people/<int:user_id>/confirm")
@sign_in_required
def confirm_appointment(slug: str, user_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.confirm_appointment(g.actor, _group(slug), user_id)
    flash(_("Saved. You have confirmed what they say of their work."), "success")
    return _back_to("people", slug)


@bp.get("/groups/proposals")
@sign_in_required
def proposals() -> ResponseReturnValue:
    """What waits for staff."""
    require(g.actor, Verb.ADMINISTER, SITE)
    return render_template("groups/proposals.html", groups=queries.list_proposals(g.actor), words=VISIBILITY_WORDS)


@bp.post("/groups/<slug>/approve")
@sign_in_required
def approve(slug: str) -> ResponseReturnValue:
    with unit_of_work():
        actions.approve_group(g.actor, _group(slug))
    flash(_("The group can begin. We have told the person who proposed it."), "success")
    return redirect(url_for("groups.proposals"), 303)


@bp.route("/groups/<slug>/decline", methods=["GET", "POST"])
@sign_in_required
def decline(slug: str) -> ResponseReturnValue:
    group, form = _group(slug), ReasonForm()
    require(g.actor, Verb.ADMINISTER, group)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.decline_group(g.actor, _group(slug), reason=form.reason.data or "")
            flash(_("We have sent them your reason."), "success")
            return redirect(url_for("groups.proposals"), 303)
    return render_template("groups/decline.html", group=group, form=form), form.status


@bp.route("/groups/without-facilitator", methods=["GET", "POST"])
@sign_in_required
def without_facilitator() -> ResponseReturnValue:
    """Groups that nobody runs any more, for staff to give to one of their members."""
    require(g.actor, Verb.ADMINISTER, SITE)
    form = AssignForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            facts = {"email": form.email.data or "", "reason": form.reason.data or ""}
            actions.assign_facilitator(g.actor, form.group_id.data or 0, **facts)
            flash(_("They run the group now. We have told them."), "success")
            return redirect(url_for("groups.without_facilitator"), 303)
    groups = queries.list_without_facilitator(g.actor)
    return render_template("groups/without_facilitator.html", form=form, groups=groups), form.status
