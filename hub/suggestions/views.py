"""Pages of suggestions: the board, one suggestion, and what its readers do there. All of it works by plain forms."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.drafts.queries import find_draft
from hub.follows.queries import find_follow
from hub.policy import SITE, Verb, can, require
from hub.suggestions import actions, pages, queries
from hub.suggestions.board import board_of
from hub.suggestions.forms import CommentForm, SuggestionForm
from hub.suggestions.pages import AT, BOARD, back, bp, comment_at, cursor, group_at, may_suggest, suggestion_at
from hub.suggestions.states import TONES, WORDS


@bp.get("/suggestions")
def hub_board() -> ResponseReturnValue:
    """The hub's own board; where there is none yet, a page that says so."""
    group = queries.find_hub_board(g.actor)
    if group is not None:
        return redirect(url_for("suggestions.index", slug=group.slug))
    if g.actor.id is None:  # whether there is one is for whoever is signed in
        return redirect(url_for("accounts.sign_in", next=request.path))
    return render_template("suggestions/no_board.html", may_make=can(g.actor, Verb.ADMINISTER, SITE))


@bp.post("/suggestions")
@sign_in_required
def make_hub_board() -> ResponseReturnValue:
    with unit_of_work():
        actions.make_hub_board(g.actor)
    flash(_("The hub has its board. You run it; make others facilitators to share the work."), "success")
    return redirect(url_for("suggestions.hub_board"), 303)


@bp.get(BOARD)
def index(slug: str) -> ResponseReturnValue:
    """A group's suggestions: by where they stand, the newest or the most supported first."""
    group = group_at(slug)
    status, sort = request.args.get("status", ""), request.args.get("sort", "newest")
    return render_template(
        "suggestions/index.html",
        group=group,
        page=queries.list_suggestions(g.actor, group, status=status, sort=sort, cursor=cursor()),
        counts=queries.count_by_status(g.actor, group),
        calls=queries.list_open_calls(g.actor, group),
        hidden=queries.list_hidden(g.actor, group) if can(g.actor, Verb.MANAGE, group) else [],
        status=status if status in WORDS else "",
        sort=sort if sort in queries.SORTS else "newest",
        words=WORDS,
        may_suggest=may_suggest(g.actor, group),
        may_call=can(g.actor, Verb.MANAGE, group) and not group.is_closed,
    )


@bp.route(f"{BOARD}/new", methods=["GET", "POST"])
@sign_in_required
def new(slug: str) -> ResponseReturnValue:
    """First the title alone, which brings what is like it; then the rest."""
    group = group_at(slug)
    require(g.actor, Verb.CONTRIBUTE, board_of(group))
    place = f"group:{group.id}:suggestion"
    form = SuggestionForm(data=_begun(place))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            made = actions.make_suggestion(g.actor, group_at(slug), **_typed(form, slug))
            flash(_("Your suggestion stands on the board. You hear when something comes of it."), "success")
            return back(slug, made.id)
    title = form.title.data or ""
    page = render_template(
        "suggestions/new.html",
        group=group,
        form=form,
        place=place,
        is_begun=bool(title or form.errors),
        similar=queries.list_similar(g.actor, group, title) if title else [],
        call=_call_named(slug, form.call.data),
    )
    return page, form.status


def _begun(place: str) -> dict[str, Any]:
    """What the address says, or else what the person had typed before."""
    asked = {"title": request.args.get("title", "").strip()[:200], "call": request.args.get("call", "")}
    kept = find_draft(g.actor, place) or {}
    if not asked["title"] or asked["title"] == kept.get("title"):
        asked = {**asked, **{name: kept[name] for name in ("title", "text") if kept.get(name)}}
    return asked


def _typed(form: SuggestionForm, slug: str) -> dict[str, Any]:
    words = {"title": form.title.data or "", "text": form.text.data or "", "client_key": form.key.data or ""}
    return {**words, "call": _call_named(slug, form.call.data)}


def _call_named(slug: str, call_id: str | None) -> Any:
    return pages.call_at(slug, int(call_id)) if call_id and call_id.isdecimal() and len(call_id) < 10 else None


@bp.get(AT)
def show(slug: str, suggestion_id: int) -> ResponseReturnValue:
    suggestion = suggestion_at(slug, suggestion_id)
    into: Any = queries.find_merged_into(g.actor, suggestion)
    if into is not None and "here" not in request.args:
        return redirect(url_for("suggestions.show", slug=into.group.slug, suggestion_id=into.id))
    return _page(suggestion, CommentForm(formdata=None, data=find_draft(g.actor, f"suggestion:{suggestion_id}")), into)


def _page(suggestion: Any, form: CommentForm, into: Any = None) -> ResponseReturnValue:
    ref = f"suggestion:{suggestion.id}"
    first_id = request.args.get("from", 0, type=int)
    page = render_template(
        "suggestions/show.html",
        group=suggestion.group,
        suggestion=suggestion,
        into=into,
        page=queries.get_page(g.actor, suggestion, cursor=cursor(), first_id=first_id),
        follow=find_follow(g.actor, ref) if g.actor.id else None,
        may=pages.may(g.actor, suggestion),
        may_edit_comment=pages.may_edit_comment,
        words=WORDS,
        tones=TONES,
        form=form,
    )
    return page, form.status


@bp.get(f"{AT}/versions")
def versions(slug: str, suggestion_id: int) -> ResponseReturnValue:
    suggestion = suggestion_at(slug, suggestion_id)
    kept = queries.list_versions(g.actor, suggestion)
    values = {"group": suggestion.group, "suggestion": suggestion, "versions": kept}
    return render_template("suggestions/versions.html", **values)


@bp.route(f"{AT}/edit", methods=["GET", "POST"])
@sign_in_required
def edit(slug: str, suggestion_id: int) -> ResponseReturnValue:
    suggestion = suggestion_at(slug, suggestion_id, Verb.EDIT)
    form = SuggestionForm(obj=suggestion)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            words = {"title": form.title.data or "", "text": form.text.data or ""}
            actions.edit_suggestion(g.actor, suggestion_at(slug, suggestion_id), **words)
            return back(slug, suggestion_id)
    values = {"group": suggestion.group, "suggestion": suggestion}
    return render_template("suggestions/edit.html", form=form, **values), form.status


@bp.post(f"{AT}/support")
@sign_in_required
def support(slug: str, suggestion_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.support_suggestion(g.actor, suggestion_at(slug, suggestion_id))
    return back(slug, suggestion_id, "support")


@bp.post(f"{AT}/withdraw")
@sign_in_required
def withdraw(slug: str, suggestion_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.withdraw_support(g.actor, suggestion_at(slug, suggestion_id))
    return back(slug, suggestion_id, "support")


@bp.post(f"{AT}/comments")
@sign_in_required
def add_comment(slug: str, suggestion_id: int) -> ResponseReturnValue:
    form = CommentForm()
    if form.validate():
        with refused_into(form), unit_of_work():
            words = {"text": form.text.data or "", "client_key": form.key.data or ""}
            made = actions.add_comment(g.actor, suggestion_at(slug, suggestion_id), **words)
            return redirect(url_for("suggestions.comment", slug=slug, comment_id=made.id), 303)
    return _page(suggestion_at(slug, suggestion_id), form)


@bp.get(f"{BOARD}/comments/<int:comment_id>")
def comment(slug: str, comment_id: int) -> ResponseReturnValue:
    """The address of a comment for good: it leads to where the comment stands, whatever was merged since."""
    said = comment_at(slug, comment_id)
    is_far = queries.count_comments_before(g.actor, said) >= queries.PAGE
    place = {"suggestion_id": said.suggestion_id, "from": comment_id if is_far else None, "here": _here(said)}
    return redirect(url_for("suggestions.show", slug=slug, _anchor=f"comment-{comment_id}", **place))


def _here(said: Any) -> int | None:
    """A merged suggestion's own page is shown where its words are asked for."""
    return 1 if said.suggestion.status == "merged" else None


@bp.route(f"{BOARD}/comments/<int:comment_id>/edit", methods=["GET", "POST"])
@sign_in_required
def edit_comment(slug: str, comment_id: int) -> ResponseReturnValue:
    said = comment_at(slug, comment_id, Verb.EDIT)
    form = CommentForm(obj=said)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.edit_comment(g.actor, comment_at(slug, comment_id), text=form.text.data or "")
            return redirect(url_for("suggestions.comment", slug=slug, comment_id=comment_id), 303)
    values = {"group": said.group, "suggestion": said.suggestion}
    return render_template("suggestions/edit_comment.html", form=form, **values), form.status
