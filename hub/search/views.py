"""The search page, and what is offered while someone types in its box."""

from __future__ import annotations

from flask import Blueprint, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.web import local_path, typed_text
from hub.search import choices, filters, queries
from hub.search.similar import similar
from hub.search.suggest import suggest

bp = Blueprint("search", __name__, url_prefix="/search")

LONGEST = 10_000


@bp.get("")
def results() -> ResponseReturnValue:
    """One box over everything the reader may see; within a group, over that group until they ask for more."""
    text = request.args.get("q", "").strip()[:LONGEST]
    kinds = request.args.getlist("type")
    scope = filters.get_scope(g.actor, request.args["group"]) if request.args.get("group") else None
    group = scope.slug if scope else None
    page = request.args.get("page", 1, type=int)
    all_words = request.args.get("all") == "1"
    found = queries.search(g.actor, text, group=group, kinds=kinds, page=page, all_words=all_words)
    return render_template(
        "search/results.html",
        found=found,
        text=text,
        kinds=choices.list_kinds(found, kinds),
        groups=choices.list_groups(g.actor, found, group),
        scope=scope,
        chosen={"q": text, "type": kinds, "group": group, "all": "1" if all_words else None},
    )


@bp.get("/suggestions")
@limiter.limit("600 per minute")
def suggestions() -> ResponseReturnValue:
    """Titles, groups and people for the letters typed so far."""
    offered = suggest(g.actor, request.args.get("q", "")[:200])
    items = [{"title": item.title, "kind": str(item.label), "url": item.url} for item in offered.items]
    answer = jsonify(items=items, words=offered.words)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@bp.route("/similar", methods=["GET", "POST"])
@limiter.limit("300 per minute")
def what_is_here() -> ResponseReturnValue:
    """What resembles a title, in JSON for a page's script. A form without one is sent here, and leads back."""
    keep_out_of_caches()
    title = request.values.get("title", "") or request.values.get("q", "")
    slug = request.values.get("group") or None
    items = similar(g.actor, title, slug)
    if request.accept_mimetypes.best == "application/json":
        lines = [{"title": item.title, "kind": str(item.label), "place": item.place, "url": item.url} for item in items]
        return jsonify(items=lines)
    scope = filters.get_scope(g.actor, slug) if slug else None
    back = local_path(request.form.get("back"), "")
    typed = [pair for pair in typed_text() if pair[0] not in {"back", "group", "files"}]
    return render_template("search/similar.html", found=items, title=title, scope=scope, back=back, typed=typed)
