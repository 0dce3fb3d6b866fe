"""How the page of a conversation is put together, and when a browser may keep the one it has."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

from flask import Response, g, make_response, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from hub.conversations import page, queries
from hub.conversations.forms import PostForm
from hub.conversations.page import ConversationView, PostLine
from hub.conversations.writing import EDIT_FOR
from hub.core import clock
from hub.core.navigation import navigation
from hub.core.registry import hub
from hub.drafts.preview import Preview
from hub.policy import NotFound, Verb, can

MINUTES = 5
"""For so long a page may show a name as it was before: names change without anything in the conversation changing."""


def page_or_unchanged(view: ConversationView, number: int) -> ResponseReturnValue:
    """304 where the browser's copy still says all that the page would say."""
    number = min(max(number, 1), page.page_of(max(1, view.next_position - 1)))
    tag = _tag(view, number)
    unchanged = bool(tag) and tag in request.if_none_match
    response = Response(status=304) if unchanged else make_response(whole_page(view, number))
    if tag:
        response.set_etag(tag)
    return response


def _tag(view: ConversationView, number: int) -> str:
    """All that the page shows, in one short word; none where it shows something that is said once."""
    if "_flashes" in session:
        return ""
    group, person = view.group, g.person
    generate_csrf()  # its secret is the session's, and the forms of a kept page carry it
    who = (g.actor.id, g.actor.permissions_version, person.display_name if person else "", session["csrf_token"])
    what = (view.id, view.version, view.reach, view.mark, view.frequency, view.draft, number, request.query_string)
    where = (group.version, group.member_count, group.council_count, group.visibility, group.state, group.name)
    now = int(clock.now().timestamp() // (60 * MINUTES))
    header = [str(getattr(navigation(), name)) for name in hub().navigation]
    return hashlib.sha256(repr((who, what, where, now, str(get_locale()), header)).encode()).hexdigest()[:32]


def whole_page(view: ConversationView, number: int, form: PostForm | None = None, shown: Preview | None = None) -> str:
    """One page of posts, and below it the form that answers."""
    posts = page.list_posts(g.actor, view, number)
    if not posts and number > view.pages:
        raise NotFound(number)
    may_reply = can(g.actor, Verb.CONTRIBUTE, view)
    if form is None and may_reply:
        form = _empty_form(view)
    return render_template(
        "conversations/show.html",
        group=view.group,
        conversation=view,
        posts=posts,
        number=number,
        pages=max(view.pages, number),
        form=form if may_reply or (form and form.errors) else None,
        shown=shown,
        words=_words(),
        may=_may(view, is_open=may_reply),
    )


def _words() -> dict[str, str]:
    """What each post says of itself, looked up once for all of them."""
    return {
        "edited": _("changed since"),
        "accepted": _("Accepted answer"),
        "held": _("Hidden until somebody has looked at it."),
        "removed": _("Taken down."),
        "quote": _("Quote"),
        "edit": _("Edit"),
        "look_after": _("Look after"),
        "accept": _("Accept as the answer"),
        "report": _("Report"),
    }


def _may(view: ConversationView, *, is_open: bool) -> dict[str, Any]:
    """What the reader may do, reckoned once for all posts."""
    may_edit, may_moderate = can(g.actor, Verb.EDIT, view), can(g.actor, Verb.MODERATE, view)
    looks_after = may_edit or may_moderate
    return {
        "me": g.actor.id,
        "reply": is_open,
        "edit": may_edit,
        "accept": view.is_question and may_edit,
        "moderate": may_moderate,
        "answered": view.answered_position,
        "edit_since": clock.now() - EDIT_FOR,
        "said": said,
        "shown": lambda post: (None,) if looks_after else _shown(post, view.answered_position, is_open=is_open),
    }


def _shown(post: PostLine, answered: int | None, *, is_open: bool) -> tuple[Any, ...]:
    """All that a post's line shows to this reader, so that it is rendered once for all who are shown the same.

    Which posts there are is asked of the database for each reader anew. One's own line changes with time.
    """
    is_mine = post.author.id is not None and post.author.id == g.actor.id
    if is_mine or post.attachments or post.hidden:
        return (None,)
    words = (post.author.id or 0, post.author.name, post.author.office, post.author.organisation, said(post.at))
    facts = (post.id, post.version, post.number, post.edited_at is None, post.number == answered)
    return (*facts, *words, g.actor.id is not None, is_open)


def _empty_form(view: ConversationView) -> PostForm:
    """The form as it opens: with what was typed here before, or with the words that are quoted."""
    form = PostForm(formdata=None)
    quoted = request.args.get("quote", type=int)
    form.text.data = (view.draft or {}).get("text", "")
    form.documents.data = (view.draft or {}).get("documents", "")
    if quoted:
        form.text.data = "\n\n".join(filter(None, (form.text.data, quote(view, quoted))))
    form.begin()
    return form


def quote(view: ConversationView, number: int) -> str:
    """The words of a post as a quotation that says whose they are. Empty where the actor may not view it."""
    found = queries.find_quote(g.actor, view.id, number)
    if found is None:
        return ""
    name, text = found
    whose = _("%(name)s wrote in post %(number)s:", name=name, number=number)
    return "\n".join([f"> **{whose}**", ">", *(f"> {line}".rstrip() for line in text.splitlines()), "", ""])


def said(moment: Any) -> str:
    """A time in words, kept: twenty posts a page would each reckon it anew."""
    return _said(moment.replace(second=0, microsecond=0), clock.today(), str(get_locale()))


@lru_cache(maxsize=20_000)
def _said(moment: Any, _today: Any, _locale: str) -> str:
    from hub.core.i18n import when

    return when(moment)
