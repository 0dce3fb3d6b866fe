"""Where a page's script keeps what is being typed, and the page of what is unfinished."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_time
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from hub.core.forms import plain_text
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import sign_in_required
from hub.drafts import actions, queries
from hub.drafts.desk import LONGEST
from hub.drafts.preview import preview_of

bp = Blueprint("drafts", __name__)
LARGEST = 4 * LONGEST
"""Bytes of one request: a character takes up to four."""


def whose() -> str:
    """Saves are counted by person: many of them share one council's address."""
    return f"drafts:{g.actor.id}" if g.actor.id is not None else f"drafts from:{request.remote_addr}"


@bp.post("/drafts")
@limiter.limit("90 per minute", key_func=whose)
@sign_in_required
def save() -> ResponseReturnValue:
    """{place, page, heading, fields, person} in JSON → {"ok", "said"}. `person` is whoever the page was made for."""
    if (request.content_length or 0) > LARGEST:
        abort(413)
    sent = request.get_json()
    message: dict[str, Any] = sent if isinstance(sent, dict) else {}
    if message.get("person") not in {None, g.actor.id}:
        return jsonify({"error": _("Somebody else is signed in by now. Sign in as yourself to go on.")}), 409
    place, page, heading = (_text(message, name) for name in ("place", "page", "heading"))
    with unit_of_work():
        kept_at = actions.keep_draft(g.actor, place, message.get("fields") or {}, page, heading)
    said = _("Draft saved %(time)s", time=format_time(kept_at, "HH:mm")) if kept_at else ""
    return jsonify({"ok": True, "said": said})


def _text(message: dict[str, Any], name: str) -> str:
    value = message.get(name)
    return value if isinstance(value, str) else ""


@bp.post("/drafts/preview")
@limiter.limit("120 per minute", key_func=whose)
@sign_in_required
def preview() -> ResponseReturnValue:
    """A piece of HTML: how `text` will look in `place`. For a page's script; forms come back with theirs."""
    keep_out_of_caches()
    shown = preview_of(g.actor, request.form.get("place", ""), str(plain_text(request.form.get("text", ""))))
    return render_template("drafts/_preview.html", shown=shown)


@bp.get("/drafts/token")
def token() -> ResponseReturnValue:
    """Who is signed in by now, and a token for their forms: for a page that outlived its session."""
    keep_out_of_caches()
    return jsonify({"person": g.actor.id, "csrf_token": generate_csrf()})


@bp.get("/drafts")
@sign_in_required
def index() -> ResponseReturnValue:
    """Your drafts: what is begun and not sent, with a way back to each."""
    keep_out_of_caches()
    page = queries.list_drafts(g.actor, request.args.get("cursor"))
    return render_template("drafts/index.html", page=page)


@bp.post("/drafts/<int:draft_id>/delete")
@sign_in_required
def delete(draft_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.delete_draft(g.actor, draft_id)
    flash(_("The draft is deleted."), "success")
    return redirect(url_for("drafts.index"), 303)
