"""Pages for looking after conversations and posts: editing, history, removing, closing, summing up, moving, merging."""

from __future__ import annotations

import re
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.conversations import actions, hiding, keeping, moving, queries, views
from hub.conversations.forms import (
    EditConversationForm,
    EditPostForm,
    MergeForm,
    MoveForm,
    ReasonForm,
    SummaryForm,
)
from hub.conversations.views import AT, address_of, conversation_at
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.drafts.queries import find_draft
from hub.policy import NotFound, Verb, can, require

bp = views.bp

POST = f"{AT}/posts/<int:number>"
ADDRESS = re.compile(r"/groups/([^/\s]+)/conversations/(\d{1,9})(?:[/?#]|$)")
ACTS = {
    "reopen": keeping.reopen_conversation,
    "pin": keeping.pin_conversation,
    "unpin": keeping.unpin_conversation,
    "release": hiding.release_conversation,
    "restore": hiding.restore_conversation,
    "withdraw-answer": actions.withdraw_answer,
}
ACTS_WITH_REASON = {
    "close": keeping.close_conversation,
    "hold": lambda actor, row, *, reason: hiding.hold_conversation(actor, row, reason),
    "remove": hiding.remove_conversation,
}
POST_ACTS = {"release": hiding.release_post, "restore": hiding.restore_post}
POST_ACTS_WITH_REASON = {
    "hold": lambda actor, row, *, reason: hiding.hold_post(actor, row, reason),
    "remove": hiding.remove_post,
}


def _post_at(slug: str, conversation_id: int, number: int) -> Any:
    return queries.get_post(g.actor, conversation_at(slug, conversation_id), number)


def _typed(place: str) -> str:
    """What the person typed here before and has not sent."""
    return (find_draft(g.actor, place) or {}).get("text", "")


def _back(slug: str, conversation_id: int, number: int | None = None) -> ResponseReturnValue:
    return redirect(address_of(slug, conversation_id, number), 303)


def _page(name: str, found: Any, form: Any, **values: Any) -> ResponseReturnValue:
    facts = {"group": found.group, "conversation": found, "form": form, **values}
    return render_template(f"conversations/{name}.html", **facts), form.status


@bp.route(f"{AT}/edit", methods=["GET", "POST"])
@sign_in_required
def edit(slug: str, conversation_id: int) -> ResponseReturnValue:
    """Title and kind."""
    found = conversation_at(slug, conversation_id)
    require(g.actor, Verb.EDIT, found)
    form = EditConversationForm(title=found.title, kind="question" if found.is_question else "discussion")
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            here, asks = conversation_at(slug, conversation_id), form.kind.data == "question"
            actions.edit_conversation(g.actor, here, title=form.title.data or "", is_question=asks)
            return _back(slug, conversation_id)
    return _page("edit", found, form)


@bp.route(f"{AT}/look-after", methods=["GET", "POST"])
@sign_in_required
def look_after(slug: str, conversation_id: int) -> ResponseReturnValue:
    """All that a facilitator, or whoever opened it, may do with a conversation."""
    found, form = conversation_at(slug, conversation_id), ReasonForm()
    if not can(g.actor, Verb.MODERATE, found):
        require(g.actor, Verb.EDIT, found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            here = conversation_at(slug, conversation_id)
            _act(here, form, ACTS, ACTS_WITH_REASON)
            return _back(slug, conversation_id) if can(g.actor, Verb.VIEW, here) else _list(slug)
    return _page("look_after", found, form, may_moderate=can(g.actor, Verb.MODERATE, found))


def _act(row: Any, form: ReasonForm, acts: Any, with_reason: Any) -> None:
    """Do what the pressed button says."""
    act = request.form.get("act", "")
    if act in acts:
        acts[act](g.actor, row)
    elif act in with_reason:
        with_reason[act](g.actor, row, reason=form.reason.data or "")
    else:
        raise Refused(_("Choose what to do."))
    flash(_("Your change was made."), "success")


def _list(slug: str) -> ResponseReturnValue:
    return redirect(url_for("conversations.index", slug=slug), 303)


@bp.route(f"{AT}/summary", methods=["GET", "POST"])
@sign_in_required
def summary(slug: str, conversation_id: int) -> ResponseReturnValue:
    """Where it has got to, to be written anew."""
    found = conversation_at(slug, conversation_id)
    require(g.actor, Verb.EDIT, found)
    form = SummaryForm(text=_typed(f"conversation:{found.id}:summary") or found.summary)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            keeping.write_summary(g.actor, conversation_at(slug, conversation_id), text=form.text.data or "")
            return _back(slug, conversation_id)
    return _page("summary", found, form)


@bp.get(f"{AT}/summary/history")
def summary_history(slug: str, conversation_id: int) -> ResponseReturnValue:
    found = conversation_at(slug, conversation_id)
    versions = queries.list_summaries(g.actor, found)
    return render_template(
        "conversations/summary_history.html", group=found.group, conversation=found, versions=versions
    )


@bp.route(f"{AT}/move", methods=["GET", "POST"])
@sign_in_required
def move(slug: str, conversation_id: int) -> ResponseReturnValue:
    found, form = conversation_at(slug, conversation_id), MoveForm()
    require(g.actor, Verb.MODERATE, found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            target = _group_named(form.group.data or "")
            moving.move_conversation(
                g.actor, conversation_at(slug, conversation_id), target, reason=form.reason.data or ""
            )
            flash(_("The conversation is in “%(name)s” now. Its old address leads there.", name=target.name), "success")
            return _back(target.slug, conversation_id)
    return _page("move", found, form)


def _group_named(words: str) -> Any:
    found = queries.find_group_named(g.actor, words.strip())
    if found is None:
        raise Refused(_("You are in no group of that name. Copy its address."), field="group")
    return found


@bp.route(f"{AT}/merge", methods=["GET", "POST"])
@sign_in_required
def merge(slug: str, conversation_id: int) -> ResponseReturnValue:
    found, form = conversation_at(slug, conversation_id), MergeForm()
    require(g.actor, Verb.MODERATE, found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            target = _conversation_named(form.target.data or "")
            moving.merge_conversation(
                g.actor, conversation_at(slug, conversation_id), target, reason=form.reason.data or ""
            )
            flash(_("The posts stand at the end of this conversation now. Old addresses lead here."), "success")
            return _back(target.group.slug, target.id)
    return _page("merge", found, form)


def _conversation_named(words: str) -> Any:
    address = ADDRESS.search(words)
    try:
        if address is not None:
            found = queries.get_conversation(g.actor, address[1], int(address[2]))
            require(g.actor, Verb.MODERATE, found)
            return found
    except NotFound:
        pass
    raise Refused(_("We found no conversation at this address. Copy it from the top of its page."), field="target")


@bp.route(f"{POST}/edit", methods=["GET", "POST"])
@sign_in_required
def edit_post(slug: str, conversation_id: int, number: int) -> ResponseReturnValue:
    found = _post_at(slug, conversation_id, number)
    require(g.actor, Verb.EDIT, found)
    form = EditPostForm(text=_typed(f"post:{found.id}") or found.text)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            actions.edit_post(g.actor, _post_at(slug, conversation_id, number), text=form.text.data or "")
        if not form.errors:
            views.say_who_is_not_told(form, conversation_at(slug, conversation_id))
            return _back(slug, conversation_id, number)
    return _page("edit_post", found.conversation, form, post=found)


@bp.get(f"{POST}/history")
def history(slug: str, conversation_id: int, number: int) -> ResponseReturnValue:
    """What a post says, and what it said before."""
    found = _post_at(slug, conversation_id, number)
    versions = queries.list_versions(g.actor, found)
    facts = {"group": found.conversation.group, "conversation": found.conversation, "post": found}
    return render_template("conversations/history.html", versions=versions, **facts)


@bp.route(f"{POST}/look-after", methods=["GET", "POST"])
@sign_in_required
def look_after_post(slug: str, conversation_id: int, number: int) -> ResponseReturnValue:
    """Taking a post down, holding it, putting it back."""
    found, form = _post_at(slug, conversation_id, number), ReasonForm()
    may_moderate = can(g.actor, Verb.MODERATE, found)
    may_accept = found.conversation.is_question and number > 1 and can(g.actor, Verb.EDIT, found.conversation)
    if not may_moderate and not may_accept:
        require(g.actor, Verb.EDIT, found)
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            _act(_post_at(slug, conversation_id, number), form, POST_ACTS, POST_ACTS_WITH_REASON)
            return _back(slug, conversation_id, number)
    facts = {"post": found, "may_moderate": may_moderate, "may_accept": may_accept}
    return _page("look_after_post", found.conversation, form, **facts)


@bp.post(f"{POST}/accept")
@sign_in_required
def accept(slug: str, conversation_id: int, number: int) -> ResponseReturnValue:
    """Mark the answer that helped."""
    with unit_of_work():
        found = conversation_at(slug, conversation_id)
        actions.accept_answer(g.actor, found, queries.get_post(g.actor, found, number))
    return _back(slug, conversation_id, number)
