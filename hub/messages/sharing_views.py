"""Pages for letting a group read an exchange, once all who take part agree."""

from __future__ import annotations

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.core.forms import choices_of
from hub.core.registry import resolve
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.groups.queries import list_my_groups
from hub.messages import queries, sharing, views
from hub.messages.forms import SharingForm
from hub.policy import NotFound

bp = views.bp


def _back(thread_id: int) -> ResponseReturnValue:
    return redirect(url_for("messages.thread", thread_id=thread_id), 303)


def _chosen(group_id: int) -> Any:
    found = [group for group in list_my_groups(g.actor) if group.id == group_id]
    if not found:
        raise NotFound(group_id)
    return found[0]


@bp.route("/messages/<int:thread_id>/share", methods=["GET", "POST"])
@sign_in_required
def share(thread_id: int) -> ResponseReturnValue:
    """Ask the others."""
    keep_out_of_caches()
    form, thread = SharingForm(), queries.get_thread(g.actor, thread_id)
    groups = [group for group in list_my_groups(g.actor) if not group.is_closed]
    form.group.choices = choices_of((group.id, group.name) for group in groups)
    form.title.data = form.title.data or thread.subject
    if form.validate_on_submit():
        with refused_into(form), unit_of_work():
            here = queries.get_thread(g.actor, thread_id)
            sharing.ask_to_share(g.actor, here, _chosen(form.group.data or 0), title=form.title.data or "")
            flash(_("The others are asked. When all have agreed, the conversation begins."), "success")
            return _back(thread_id)
    return render_template("messages/share.html", thread=thread, form=form, groups=groups), form.status


@bp.post("/messages/<int:thread_id>/share/agree")
@sign_in_required
def agree(thread_id: int) -> ResponseReturnValue:
    with unit_of_work():
        ref = sharing.agree_to_share(g.actor, queries.get_thread(g.actor, thread_id))
    if ref is None:
        flash(_("You have agreed. The others are still to answer."), "success")
        return _back(thread_id)
    flash(_("All have agreed: this is the conversation."), "success")
    return redirect(resolve(g.actor, ref).url, 303)


@bp.post("/messages/<int:thread_id>/share/refuse")
@sign_in_required
def refuse(thread_id: int) -> ResponseReturnValue:
    with unit_of_work():
        sharing.refuse_to_share(g.actor, queries.get_thread(g.actor, thread_id))
    flash(_("It stays among you."), "success")
    return _back(thread_id)
