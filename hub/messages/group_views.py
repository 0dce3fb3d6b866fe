"""Pages of messages to all members of a group."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from hub.core.ratelimit import limiter
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.drafts.preview import preview_of
from hub.drafts.queries import find_draft
from hub.groups.content import inside
from hub.groups.queries import get_group
from hub.messages import queries, to_group, views
from hub.messages.desk import LONGEST
from hub.messages.forms import GroupMessageForm
from hub.policy import Verb, require

bp = views.bp


def _inside(slug: str) -> Any:
    """The group, for those who may read what stands in it. Copies of what not everyone reads stay out of caches."""
    group = get_group(g.actor, slug)
    require(g.actor, Verb.VIEW, inside(group))
    if group.visibility in {"restricted", "private"}:
        keep_out_of_caches()
    return group


@bp.get("/groups/<slug>/messages")
def group_messages(slug: str) -> ResponseReturnValue:
    group = _inside(slug)
    page = queries.list_group_messages(g.actor, group, request.args.get("cursor"))
    return render_template("messages/group_messages.html", group=group, page=page)


@bp.get("/groups/<slug>/messages/<int:group_message_id>")
def group_message(slug: str, group_message_id: int) -> ResponseReturnValue:
    group = _inside(slug)
    found = queries.get_group_message(g.actor, slug, group_message_id)
    author = queries.find_author(g.actor, found)
    return render_template("messages/group_message.html", group=group, message=found, author=author)


@bp.route("/groups/<slug>/messages/new", methods=["GET", "POST"])
@sign_in_required
@limiter.limit("60 per hour", methods=["POST"], key_func=views.whose)
def new_group_message(slug: str) -> ResponseReturnValue:
    """Says to how many people it goes before anything is sent."""
    group = _inside(slug)
    require(g.actor, Verb.MANAGE, group)
    require(g.actor, Verb.CONTRIBUTE, inside(group))
    form, place, shown = GroupMessageForm(), f"group:{group.id}:message", None
    if request.method == "GET":
        form.process(data=find_draft(g.actor, place) or {})
    elif "preview" in request.form:
        shown = preview_of(g.actor, f"group:{group.id}", form.text.data or "")
    elif form.validate_on_submit():
        with refused_into(form), unit_of_work():
            said = {"subject": form.subject.data or "", "text": form.text.data or "", "is_sure": form.is_sure.data}
            here = get_group(g.actor, slug)
            sent = to_group.send_group_message(g.actor, here, key=(form.key.data or "")[:40], **said)
            done = ngettext("Sent to %(num)s person.", "Sent to %(num)s people.", sent.people_count)
            flash(done, "success")
            return redirect(url_for("messages.group_message", slug=slug, group_message_id=sent.id), 303)
    page = render_template(
        "messages/new_group_message.html",
        group=group,
        form=form,
        reach=queries.count_members(g.actor, group),
        draft=place,
        shown=shown,
        longest=LONGEST,
    )
    return page, form.status
