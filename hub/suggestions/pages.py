"""What the pages about suggestions share: their blueprint, where they stand, and what their reader may do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from hub.core.security import keep_out_of_caches
from hub.groups.content import inside
from hub.groups.queries import get_group
from hub.policy import Actor, Verb, can, require
from hub.suggestions import queries
from hub.suggestions.board import board_of
from hub.suggestions.states import EDITABLE, SUPPORTABLE
from hub.suggestions.writing import may_edit

bp = Blueprint("suggestions", __name__)

BOARD = "/groups/<slug>/suggestions"
AT = f"{BOARD}/<int:suggestion_id>"


@dataclass(frozen=True)
class May:
    """What the person who reads a suggestion may do on its page."""

    support: bool
    comment: bool
    edit: bool
    moderate: bool
    join: bool


def may(actor: Actor, suggestion: Any) -> May:
    contributes = can(actor, Verb.CONTRIBUTE, suggestion) and suggestion.reach == "group"
    return May(
        support=contributes and suggestion.status in SUPPORTABLE,
        comment=contributes and suggestion.status != "merged",
        edit=can(actor, Verb.EDIT, suggestion) and may_edit(suggestion) and suggestion.status in EDITABLE,
        moderate=can(actor, Verb.MODERATE, suggestion),
        join=not contributes and suggestion.reach == "group" and can(actor, Verb.JOIN, suggestion.group),
    )


def may_suggest(actor: Actor, group: Any) -> bool:
    return can(actor, Verb.CONTRIBUTE, board_of(group))


def may_edit_comment(actor: Actor, comment: Any) -> bool:
    return can(actor, Verb.EDIT, comment) and may_edit(comment)


def group_at(slug: str) -> Any:
    """The group, for those who may read what stands in it."""
    group = get_group(g.actor, slug)
    require(g.actor, Verb.VIEW, inside(group))
    keep_private(group)
    return group


def suggestion_at(slug: str, suggestion_id: int, verb: Verb = Verb.VIEW) -> Any:
    suggestion = queries.get_suggestion(g.actor, suggestion_id, slug)
    require(g.actor, verb, suggestion)
    keep_private(suggestion.group)
    return suggestion


def comment_at(slug: str, comment_id: int, verb: Verb = Verb.VIEW) -> Any:
    comment = queries.get_comment(g.actor, comment_id, slug)
    require(g.actor, verb, comment)
    keep_private(comment.group)
    return comment


def call_at(slug: str, call_id: int, verb: Verb = Verb.VIEW) -> Any:
    call = queries.get_call(g.actor, call_id, slug)
    require(g.actor, verb, call)
    keep_private(call.group)
    return call


def keep_private(group: Any) -> None:
    if group.visibility in {"restricted", "private"}:
        keep_out_of_caches()


def cursor() -> str | None:
    return request.args.get("cursor")


def back(slug: str, suggestion_id: int, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("suggestions.show", slug=slug, suggestion_id=suggestion_id, _anchor=anchor), 303)
