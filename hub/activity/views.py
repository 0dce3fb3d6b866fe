"""Pages about what happened: a group's trail for its facilitators, and what is new in my groups."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, g, render_template, request
from flask.typing import ResponseReturnValue

from hub.activity import queries
from hub.core.security import keep_out_of_caches
from hub.core.web import sign_in_required
from hub.groups.queries import get_group

bp = Blueprint("activity", __name__)
MANY = 30


@bp.get("/activity")
@sign_in_required
def new() -> ResponseReturnValue:
    """What is new in my groups, further back with each page."""
    entries = queries.list_new(g.actor, limit=MANY, before=_moment(request.args.get("before")))
    older = entries[-1].at if len(entries) == MANY else None
    return render_template("activity/new.html", entries=entries, older=older)


@bp.get("/groups/<slug>/activity")
@sign_in_required
def trail(slug: str) -> ResponseReturnValue:
    group = get_group(g.actor, slug)
    keep_out_of_caches()
    page = queries.list_acts_of_group(g.actor, group, request.args.get("cursor"))
    return render_template("activity/trail.html", group=group, page=page)


def _moment(words: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(words or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else None
