"""What one is told, the settings of it, and the links in mails that stop exactly one thing, signed in or not."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.registry import CATEGORIES, load_actor
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import csrf, refused_into, sign_in_required
from hub.notifications import actions, header, queries
from hub.notifications.forms import ChannelsForm
from hub.notifications.stopping import name_of_stopping
from hub.notifications.tokens import read_confirming, read_stopping
from hub.policy import Actor

bp = Blueprint("notifications", __name__)


def load_unread(actor: Actor) -> queries.Unread:
    """For the header; what it found is kept, so that opening a page can mark what is read there."""
    g.unread = header.find_unread(actor)
    found: queries.Unread = g.unread
    return found


@bp.after_app_request
def mark_opened(response: Response) -> Response:
    """Whoever opened the page of what they were told has read it, whether they came from here or from a mail."""
    unread = g.get("unread")
    if unread is not None and unread.is_here and request.method == "GET" and response.status_code == 200:
        with unit_of_work():
            actions.mark_opened(g.actor, request.path)
    return response


@bp.get("/notifications")
@sign_in_required
def index() -> ResponseReturnValue:
    """What I was told, newest first."""
    keep_out_of_caches()
    before = request.args.get("cursor", "")
    page = queries.list_told(g.actor, int(before) if before.isdecimal() and len(before) < 10 else None)
    parked = queries.find_parked(g.actor)
    return render_template("notifications/index.html", page=page, parked=parked, categories=CATEGORIES)


@bp.post("/notifications/read")
@sign_in_required
def read() -> ResponseReturnValue:
    """Mark all as read that the page showed or that is older."""
    upto = request.form.get("upto", "")
    if upto.isdecimal() and len(upto) < 10:
        with unit_of_work():
            actions.mark_read(g.actor, int(upto))
        flash(_("All of it is marked as read."), "success")
    return redirect(url_for("notifications.index"), 303)


@bp.route("/account/notifications", methods=["GET", "POST"])
@sign_in_required
def choose() -> ResponseReturnValue:
    """The matrix: for each category where it stands and by which mail it comes."""
    keep_out_of_caches()
    form = ChannelsForm()
    if request.method == "GET":
        form.fill(queries.find_choices(g.actor), queries.find_rhythm(g.actor))
    elif form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.choose_channels(g.actor, form.choices)
            actions.keep_rhythm(g.actor, **form.rhythm)
        if not form.errors:
            flash(_("Kept. It counts from the next thing that happens."), "success")
            return redirect(url_for("notifications.choose"), 303)
    parked = queries.find_parked(g.actor)
    page = render_template("notifications/choose.html", form=form, categories=CATEGORIES, parked=parked)
    return page, form.status


@bp.post("/account/notifications/confirm")
@sign_in_required
def ask_to_confirm() -> ResponseReturnValue:
    with unit_of_work():
        actions.ask_to_confirm(g.actor)
    flash(_("We have sent you a mail. Open the link in it, and mail reaches you again."), "success")
    return redirect(url_for("notifications.choose"), 303)


@bp.route("/confirm-address/<token>", methods=["GET", "POST"])
def confirm_address(token: str) -> ResponseReturnValue:
    """From the mail that went to a parked address: a button, since scanners open links too."""
    keep_out_of_caches()
    found = read_confirming(token)
    if found is None:
        return render_template("notifications/dead_link.html"), 404
    if request.method == "POST":
        with unit_of_work():
            actions.confirm_address(load_actor(found[0]), found[1])
    return render_template("notifications/confirm_address.html", is_done=request.method == "POST")


@bp.route("/unsubscribe/<token>", methods=["GET", "POST"])
def stop(token: str) -> ResponseReturnValue:
    """The link in every mail. Mail programmes send the POST by themselves; a person presses the button."""
    keep_out_of_caches()
    found = read_stopping(token)
    actor = load_actor(found[0]) if found else Actor()
    if found is None or actor.id is None:
        return render_template("notifications/dead_link.html"), 404
    if request.method == "POST":
        with unit_of_work():
            actions.stop(actor, found[1])
    what = name_of_stopping(actor, found[1])
    return render_template("notifications/stop.html", what=what, is_done=request.method == "POST")


csrf.exempt(stop)  # a mail programme has no token of ours; the signed one in the address says who and what
