"""The log of a group's mail for those who run it, and the parked addresses for staff."""

from __future__ import annotations

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import sign_in_required
from hub.groups.queries import get_group
from hub.notifications import actions, mail_log
from hub.notifications.views import bp


@bp.get("/groups/<slug>/told")
@sign_in_required
def told(slug: str) -> ResponseReturnValue:
    """Who would hear of something new, and what became of what was told."""
    group = get_group(g.actor, slug)
    keep_out_of_caches()
    return render_template(
        "notifications/told.html",
        group=group,
        page=mail_log.list_tellings(g.actor, group, request.args.get("cursor")),
        hearers=mail_log.count_hearers(g.actor, group),
        parked=mail_log.list_parked_members(g.actor, group),
    )


@bp.get("/admin/addresses")
@sign_in_required
def addresses() -> ResponseReturnValue:
    """Every address that mail comes back from."""
    keep_out_of_caches()
    page = mail_log.list_parked(g.actor, request.args.get("cursor"))
    return render_template("notifications/addresses.html", page=page)


@bp.post("/admin/addresses/<int:parked_id>/release")
@sign_in_required
def release_address(parked_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.release_address(g.actor, parked_id)
    flash(_("Mail goes there again."), "success")
    return redirect(url_for("notifications.addresses"), 303)
