"""Names offered while somebody types an @: of people who may read the very place they write in."""

from __future__ import annotations

from flask import g, jsonify, request
from flask.typing import ResponseReturnValue

from hub.accounts.mentions import list_named
from hub.accounts.views import bp
from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.web import sign_in_required


def who_types() -> str:
    return f"mentions:{g.actor.id}" if g.actor.id is not None else f"mentions from:{request.remote_addr}"


@bp.get("/people/named")
@limiter.limit("300 per minute", key_func=who_types)
@sign_in_required
def named() -> ResponseReturnValue:
    """?place=conversation:12&q=ann → people to mention there, those the asker shares a group with first."""
    keep_out_of_caches()
    place, words = request.args.get("place", "")[:60], request.args.get("q", "")[:60]
    return jsonify(items=list_named(g.actor, place, words))
