"""Pages of networks: mine, making one, inviting into it. What is in a network stands on the pages of groups."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from hub.core.forms import choices_of
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.groups.queries import get_group
from hub.networks import circles, queries
from hub.networks.forms import InviteForm, NetworkForm
from hub.policy import NotFound, Verb, require

bp = Blueprint("networks", __name__)


@bp.get("/networks")
@sign_in_required
def index() -> ResponseReturnValue:
    """My networks, and those that ask me in."""
    keep_out_of_caches()
    return render_template(
        "networks/index.html",
        networks=circles.list_networks(g.actor),
        invited=circles.list_invited(g.actor),
        asking=queries.count_asking(g.actor),
    )


@bp.route("/networks/new", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
@sign_in_required
def new() -> ResponseReturnValue:
    keep_out_of_caches()
    form = NetworkForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            group = circles.make_network(g.actor, name=form.name.data or "", purpose=form.purpose.data or "")
            flash(_("Your network is ready. Now invite your connections."), "success")
            return redirect(url_for("networks.invite", slug=group.slug), 303)
    return render_template("networks/new.html", form=form), form.status


@bp.route("/networks/<slug>/invite", methods=["GET", "POST"])
@limiter.limit("60/hour", methods=["POST"])
@sign_in_required
def invite(slug: str) -> ResponseReturnValue:
    group, form = _kept(slug), InviteForm()
    form.people.choices = choices_of(circles.list_invitable(g.actor, group))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            count = circles.invite_connections(g.actor, _kept(slug), form.people.data or [], note=form.note.data or "")
            flash(ngettext("We have asked %(num)s person.", "We have asked %(num)s people.", count), "success")
            return redirect(url_for("networks.invite", slug=slug), 303)
    waiting = circles.list_waiting(g.actor, group, request.args.get("cursor"))
    return render_template("networks/invite.html", group=group, form=form, waiting=waiting), form.status


def _kept(slug: str) -> Any:
    """The network, for its keepers."""
    keep_out_of_caches()
    group = get_group(g.actor, slug)
    if group.kind != "network":
        raise NotFound(slug)
    require(g.actor, Verb.MANAGE, group)
    return group


@bp.post("/networks/<slug>/invitations/<int:invitation_id>/withdraw")
@sign_in_required
def withdraw_invitation(slug: str, invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        circles.withdraw_invitation(g.actor, _kept(slug), invitation_id)
    flash(_("The invitation is taken back."), "success")
    return redirect(url_for("networks.invite", slug=slug), 303)


@bp.get("/networks/invitations/<int:invitation_id>")
@sign_in_required
def invitation(invitation_id: int) -> ResponseReturnValue:
    """What an invitation asks, with both answers."""
    keep_out_of_caches()
    return render_template("networks/invitation.html", invited=circles.get_invited(g.actor, invitation_id))


@bp.post("/networks/invitations/<int:invitation_id>/accept")
@sign_in_required
def accept_invitation(invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        group = circles.accept_invitation(g.actor, invitation_id)
        slug, name = group.slug, group.name
    flash(_("You now belong to %(name)s.", name=name), "success")
    return redirect(url_for("groups.show", slug=slug), 303)


@bp.post("/networks/invitations/<int:invitation_id>/decline")
@sign_in_required
def decline_invitation(invitation_id: int) -> ResponseReturnValue:
    with unit_of_work():
        circles.decline_invitation(g.actor, invitation_id)
    flash(_("Declined."), "success")
    return redirect(url_for("networks.index"), 303)
