"""The follow button, and the one page where everything that is followed can be changed or stopped."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.errors import Refused
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import local_path, sign_in_required
from hub.follows import actions, queries
from hub.follows.forms import FollowForm

bp = Blueprint("follows", __name__)


@bp.get("/follows")
@sign_in_required
def mine() -> ResponseReturnValue:
    """Everything I follow or muted: my groups first, then the rest, newest first."""
    keep_out_of_caches()
    page = queries.list_follows(g.actor, request.args.get("cursor"))
    groups = [] if request.args.get("cursor") else queries.list_groups_followed(g.actor)
    return render_template("follows/mine.html", page=page, groups=groups)


@bp.post("/follows")
@sign_in_required
def choose() -> ResponseReturnValue:
    form = FollowForm()
    if not form.validate_on_submit():
        raise Refused(_("Choose how often you want to hear of it."))
    with unit_of_work():
        _choose(str(form.ref.data), form.frequency.data)
    flash(SAID[form.frequency.data](), "success")
    return redirect(local_path(form.next.data, url_for("follows.mine")), 303)


def _choose(ref: str, frequency: str) -> None:
    if frequency == "none":
        actions.unfollow(g.actor, ref)
    elif frequency == "off":
        actions.mute(g.actor, ref)
    else:
        actions.follow(g.actor, ref, frequency)


SAID = {
    "each": lambda: _("You will hear of each."),
    "daily": lambda: _("You will hear of it once a day."),
    "weekly": lambda: _("You will hear of it once a week."),
    "off": lambda: _("You will hear nothing more of it, unless somebody names you."),
    "none": lambda: _("Done. What you had chosen there is forgotten."),
}
