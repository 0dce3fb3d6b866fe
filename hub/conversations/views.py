"""Pages for reading and writing: a group's conversations, a conversation, the form that starts one, replies."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.accounts.mentions import read_mentions
from hub.conversations import actions, page, queries, showing
from hub.conversations.forms import PostForm, StartForm
from hub.core.realtime import has_room
from hub.core.security import keep_out_of_caches
from hub.core.uow import unit_of_work
from hub.core.web import refused_into, sign_in_required
from hub.drafts.preview import Preview, preview_of
from hub.drafts.queries import find_draft
from hub.groups.content import inside
from hub.groups.queries import get_group
from hub.library import uploads
from hub.library.intake import Content
from hub.library.queries import Shelf
from hub.policy import NotFound, Verb, can, require

bp = Blueprint("conversations", __name__)

ALL = "/groups/<slug>/conversations"
AT = f"{ALL}/<int:conversation_id>"
SHARE_OF_SOCKETS = 0.5
"""The other half is for live discussions, where a minute is long."""


def keep_private(group: Any) -> None:
    """Copies of what not everyone may read stay out of caches."""
    if group.visibility in {"restricted", "private"}:
        keep_out_of_caches()


def group_at(slug: str) -> Any:
    """The group, for those who may read what stands in it."""
    group = get_group(g.actor, slug)
    require(g.actor, Verb.VIEW, inside(group))
    keep_private(group)
    return group


def conversation_at(slug: str, conversation_id: int) -> Any:
    found = queries.get_conversation(g.actor, slug, conversation_id)
    keep_private(found.group)
    return found


def address_of(slug: str, conversation_id: int, number: int | None = None) -> str:
    """The conversation's page; with a number, the page on which that post stands, at the post."""
    if number is None:
        return url_for("conversations.show", slug=slug, conversation_id=conversation_id)
    there = page.page_of(number)
    values: dict[str, Any] = {"slug": slug, "conversation_id": conversation_id}
    if there > 1:
        values["page"] = there
    return url_for("conversations.show", **values, _anchor=f"post-{number}")


@bp.get(ALL)
def index(slug: str) -> ResponseReturnValue:
    """A group's conversations; `show=open` those that wait for an answer."""
    group, cursor = group_at(slug), request.args.get("cursor")
    is_open = request.args.get("show") == "open"
    found = (queries.list_open_questions if is_open else queries.list_conversations)(g.actor, group, cursor)
    return render_template(
        "conversations/index.html",
        group=group,
        page=found,
        pinned=queries.list_pinned(g.actor, group) if not is_open and not cursor else [],
        is_open=is_open,
        may_start=can(g.actor, Verb.CONTRIBUTE, inside(group)),
    )


@bp.route(f"{ALL}/new", methods=["GET", "POST"])
@sign_in_required
def new(slug: str) -> ResponseReturnValue:
    group, form, shown = group_at(slug), StartForm(), None
    require(g.actor, Verb.CONTRIBUTE, inside(group))
    if request.method == "GET":
        _fill(form, find_draft(g.actor, f"group:{group.id}:conversation"))
    elif is_only_looking():
        shown = find_preview(f"group:{group.id}", form)
    elif form.validate_on_submit():
        contents = list(stored(form, group))
        with refused_into(form), unit_of_work():
            if not form.errors:
                made = _start(form, slug, contents)
                say_who_is_not_told(form, inside(made.group))
                return redirect(address_of(slug, made.id), 303)
    form.begin()
    return render_template("conversations/new.html", group=group, form=form, shown=shown), form.status


def is_only_looking() -> bool:
    """The form was sent to be shown again, with a preview or after a look at what is here already: nothing is taken."""
    return bool({"preview", "again"} & request.form.keys())


def find_preview(ref: str, form: PostForm) -> Preview | None:
    return preview_of(g.actor, ref, form.text.data or "") if "preview" in request.form else None


def say_who_is_not_told(form: PostForm, place: Any) -> None:
    """A sentence for each name in the text that is nobody's who may read it."""
    for sentence in read_mentions(g.actor, form.text.data or "", place).sentences:
        flash(sentence, "warning")


def _start(form: StartForm, slug: str, contents: list[Content]) -> Any:
    return actions.start_conversation(
        g.actor,
        get_group(g.actor, slug),
        title=form.title.data or "",
        text=form.text.data or "",
        is_question=form.kind.data == "question",
        named=form.named,
        files=contents,
        client_key=form.key.data or "",
    )


def _fill(form: PostForm, draft: dict[str, str] | None) -> None:
    """What the person typed here before, and what the address says it begins with."""
    texts = {**{name: request.args[name] for name in ("title", "documents") if name in request.args}, **(draft or {})}
    for name, text in texts.items():
        field = form._fields.get(name)
        if field is not None and name not in {"key", "files", "csrf_token"}:
            field.data = text


def stored(form: PostForm, group: Any) -> Iterator[Content]:
    """Write the bytes of each file that came; no transaction is open meanwhile."""
    for file in form.files.data or []:
        if getattr(file, "filename", ""):
            with refused_into(form):
                yield uploads.keep_file(g.actor, Shelf(group), file.stream, file.filename)


@bp.get(AT)
def show(slug: str, conversation_id: int) -> ResponseReturnValue:
    """A page of a conversation. `quote` is the number of a post that the reply begins with."""
    try:
        view = page.get_view(g.actor, slug, conversation_id)
    except NotFound:
        return _moved(slug, conversation_id)
    keep_private(view.group)
    return showing.page_or_unchanged(view, request.args.get("page", 1, type=int))


def _moved(slug: str, conversation_id: int, number: int | None = None) -> ResponseReturnValue:
    """Old addresses of what was moved or merged lead on; all others name nothing."""
    found = queries.find_new_address(g.actor, slug, conversation_id)
    if found is None:
        raise NotFound(conversation_id)
    there, new_id, offset = found
    keep_out_of_caches()
    return redirect(address_of(there, new_id, number + offset if number is not None else None), 302)


@bp.get(f"{AT}/news")
def news(slug: str, conversation_id: int) -> ResponseReturnValue:
    """How far the conversation has come, for an open page; `socket` says whether there is room for one."""
    found = queries.get_conversation(g.actor, slug, conversation_id)
    keep_out_of_caches()
    return {"last": found.last_position, "socket": has_room(SHARE_OF_SOCKETS)}


@bp.get(f"{AT}/posts/<int:number>")
def post(slug: str, conversation_id: int, number: int) -> ResponseReturnValue:
    """The address of a post, which never changes."""
    try:
        view = page.get_view(g.actor, slug, conversation_id)
    except NotFound:
        return _moved(slug, conversation_id, number)
    keep_private(view.group)
    if not page.is_readable(g.actor, view, number):
        flash(_("Post %(number)s cannot be read here. It may have been taken down.", number=number), "warning")
    return redirect(address_of(slug, conversation_id, min(number, max(1, view.next_position - 1))), 302)


@bp.post(f"{AT}/reply")
@sign_in_required
def reply(slug: str, conversation_id: int) -> ResponseReturnValue:
    form, group = PostForm(), conversation_at(slug, conversation_id).group
    if is_only_looking():
        view, shown = (
            page.get_view(g.actor, slug, conversation_id),
            find_preview(f"conversation:{conversation_id}", form),
        )
        form.begin()
        return showing.whole_page(view, view.pages, form, shown)
    if form.validate_on_submit():
        contents = list(stored(form, group)) if form.files.data else []
        with refused_into(form), unit_of_work():
            if not form.errors:
                written = _reply(form, slug, conversation_id, contents)
                say_who_is_not_told(form, written.conversation)
                return redirect(address_of(slug, conversation_id, written.position), 303)
    view = page.get_view(g.actor, slug, conversation_id)
    return showing.whole_page(view, view.pages, form), form.status


def _reply(form: PostForm, slug: str, conversation_id: int, contents: list[Content]) -> Any:
    return actions.reply(
        g.actor,
        queries.get_conversation(g.actor, slug, conversation_id),
        text=form.text.data or "",
        named=form.named,
        files=contents,
        client_key=form.key.data or "",
    )


@bp.post(f"{AT}/read")
@sign_in_required
def read(slug: str, conversation_id: int) -> ResponseReturnValue:
    """Remember how far the person has read. A script says so by itself; without one there is a button."""
    with unit_of_work():
        found = queries.get_conversation(g.actor, slug, conversation_id)
        actions.mark_read(g.actor, found, request.form.get("position", 0, type=int))
    if request.accept_mimetypes.best == "application/json":
        return {"ok": True}
    flash(_("We remember how far you have read."), "success")
    return redirect(url_for("conversations.index", slug=slug), 303)
