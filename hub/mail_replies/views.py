"""A page for staff: what became of the mails that came in."""

from __future__ import annotations

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from hub.core.web import settings, sign_in_required
from hub.mail_replies import queries

bp = Blueprint("mail_replies", __name__)

OUTCOMES = {
    "posted": _l("Added"),
    "drafted": _l("Kept as a draft, and the person asked"),
    "answered": _l("Not added, and the person told why"),
    "dropped": _l("Dropped: automatic, not proved or not readable"),
    "bounce": _l("A mail of ours that came back"),
}


@bp.get("/mail-replies")
@sign_in_required
def counts() -> ResponseReturnValue:
    shown = {"counts": queries.list_counts(g.actor), "outcomes": OUTCOMES, "domain": settings().mail_reply_domain}
    return render_template("mail_replies/counts.html", **shown)
