"""Pages of calls: what a group asks for, until when, what was suggested and what came of it."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.times import from_wall
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.follows.queries import find_follow
from hub.policy import Verb, can, require
from hub.suggestions import actions, queries
from hub.suggestions.forms import CallForm, OutcomeForm
from hub.suggestions.pages import BOARD, bp, call_at, cursor, group_at, may_suggest
from hub.suggestions.states import CALL_WORDS

CALLS = f"{BOARD}/calls"
CALL = f"{CALLS}/<int:call_id>"


@bp.get(CALLS)
def calls(slug: str) -> ResponseReturnValue:
    group = group_at(slug)
    may_call = can(g.actor, Verb.MANAGE, group) and not group.is_closed
    page = queries.list_calls(g.actor, group, cursor())
    return render_template("suggestions/calls.html", group=group, page=page, may_call=may_call)


@bp.route(f"{CALLS}/new", methods=["GET", "POST"])
@sign_in_required
def new_call(slug: str) -> ResponseReturnValue:
    group = group_at(slug)
    require(g.actor, Verb.MANAGE, group)
    form = CallForm()
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            made = actions.make_call(g.actor, group_at(slug), **_announced(form))
            flash(_("The call is announced. The group is told when it opens."), "success")
            return _back(slug, made.id)
    return render_template("suggestions/new_call.html", group=group, form=form), form.status


@bp.get(CALL)
def call(slug: str, call_id: int) -> ResponseReturnValue:
    """What is asked, until when; the suggestions it brought, the most supported first; what came of it."""
    found = call_at(slug, call_id)
    return render_template(
        "suggestions/call.html",
        group=found.group,
        call=found,
        page=queries.list_suggestions(g.actor, found.group, sort="supported", call=found, cursor=cursor()),
        words=CALL_WORDS,
        follow=find_follow(g.actor, f"call:{call_id}") if g.actor.id else None,
        may_suggest=found.is_taking and may_suggest(g.actor, found.group),
        may_moderate=can(g.actor, Verb.MODERATE, found),
    )


@bp.route(f"{CALL}/edit", methods=["GET", "POST"])
@sign_in_required
def edit_call(slug: str, call_id: int) -> ResponseReturnValue:
    found = call_at(slug, call_id, Verb.MODERATE)
    form = CallForm(data=_as_announced(found))
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.edit_call(g.actor, call_at(slug, call_id), **_announced(form))
            return _back(slug, call_id)
    return render_template("suggestions/edit_call.html", group=found.group, call=found, form=form), form.status


@bp.post(f"{CALL}/close")
@sign_in_required
def close_call(slug: str, call_id: int) -> ResponseReturnValue:
    with unit_of_work():
        actions.close_call(g.actor, call_at(slug, call_id))
    return _back(slug, call_id)


@bp.route(f"{CALL}/outcome", methods=["GET", "POST"])
@sign_in_required
def outcome(slug: str, call_id: int) -> ResponseReturnValue:
    found = call_at(slug, call_id, Verb.MODERATE)
    form = OutcomeForm(obj=found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.publish_outcome(g.actor, call_at(slug, call_id), outcome=form.outcome.data or "")
            flash(_("Published. Everyone who took part is told."), "success")
            return _back(slug, call_id)
    return render_template("suggestions/outcome.html", group=found.group, call=found, form=form), form.status


def _announced(form: CallForm) -> dict[str, Any]:
    return {
        "title": form.title.data,
        "question": form.question.data or "",
        "opens_local": form.opens_local,
        "closes_local": form.closes_local,
    }


def _as_announced(found: Any) -> dict[str, Any]:
    opens, closes = from_wall(found.opens_local), from_wall(found.closes_local)
    clocks = {"opens_on": opens.date(), "opens": opens.time(), "closes_on": closes.date(), "closes": closes.time()}
    return {"title": found.title, "question": found.question, **clocks}


def _back(slug: str, call_id: int) -> ResponseReturnValue:
    return redirect(url_for("suggestions.call", slug=slug, call_id=call_id), 303)
