"""Pages for staff. Each query and action asks again whether the person is staff."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.activity import queries as activity
from hub.admin import actions, queries
from hub.admin.forms import OpenGroupForm
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required

bp = Blueprint("admin", __name__, url_prefix="/admin")


@bp.get("/")
@sign_in_required
def index() -> ResponseReturnValue:
    """What waits for staff."""
    return render_template("admin/index.html", waiting=queries.list_waiting(g.actor))


@bp.get("/acts")
@sign_in_required
def acts() -> ResponseReturnValue:
    return render_template("admin/acts.html", page=activity.list_acts(g.actor, request.args.get("cursor")))


@bp.get("/failures")
@sign_in_required
def failures() -> ResponseReturnValue:
    """Work that was given up, and mail of which nobody knows whether it left."""
    given_up, in_doubt = queries.list_given_up(g.actor), queries.list_mail_in_doubt(g.actor)
    return render_template("admin/failures.html", given_up=given_up, in_doubt=in_doubt)


@bp.post("/failures/<int:entry_id>/try-again")
@sign_in_required
def try_again(entry_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.try_again(g.actor, entry_id)
    flash(_("It will be tried again within a few seconds."), "success")
    return redirect(url_for("admin.failures"))


@bp.post("/deliveries/<int:delivery_id>/send-again")
@sign_in_required
def send_again(delivery_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.send_again(g.actor, delivery_id)
    flash(_("The mail is on its way again."), "success")
    return redirect(url_for("admin.failures"))


@bp.route("/openings", methods=["GET", "POST"])
@sign_in_required
def openings() -> ResponseReturnValue:
    """Break-glass: the groups I have opened, and the form that opens one."""
    open_now, form = queries.list_open_groups(g.actor), OpenGroupForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.open_group(g.actor, form.slug.data, reason=form.reason.data, hours=int(form.hours.data))
        if not form.errors:
            flash(_("The group is open to you, and its facilitators have been told."), "success")
            return redirect(url_for("admin.openings"))
    return render_template("admin/openings.html", open_now=open_now, form=form), form.status


@bp.post("/openings/<int:opening_id>/close")
@sign_in_required
def close_opening(opening_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.close_group(g.actor, opening_id)
    flash(_("The group is closed to you again."), "success")
    return redirect(url_for("admin.openings"))
