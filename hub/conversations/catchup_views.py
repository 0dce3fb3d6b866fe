"""The page that says what moved since the reader was last here, across their groups."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.conversations import views
from hub.conversations.catchup import get_catch_up, mark_all_read
from hub.core import clock
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import sign_in_required

bp = views.bp


@bp.get("/catch-up")
@sign_in_required
def catch_up() -> ResponseReturnValue:
    keep_out_of_caches()
    found = get_catch_up(g.actor, request.args.get("cursor"))
    return render_template("conversations/catch_up.html", found=found, now=clock.now())


@bp.post("/catch-up/read")
@sign_in_required
def all_read() -> ResponseReturnValue:
    """Everything that had moved when the page was shown becomes read."""
    with unit_of_work():
        mark_all_read(g.actor, _moment(request.form.get("upto", "")))
    flash(_("All of it is marked as read."), "success")
    return redirect(url_for("conversations.catch_up"), 303)


def _moment(text: str) -> datetime:
    """When the page was shown; now, where that cannot be read."""
    try:
        moment = datetime.fromisoformat(text)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return clock.now()
