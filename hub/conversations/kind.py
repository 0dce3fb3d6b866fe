"""How search and lists see conversations and their posts. A hit opens at the post."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import ColumnElement, select

from hub.accounts.authors import author_line
from hub.conversations import moderating
from hub.conversations.models import Conversation, Post
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, SearchEntry
from hub.groups.content import groups_of
from hub.groups.models import Group

Text = list[tuple[int | None, str]]
LONGEST_START = 80


def conversation_entries(ids: Sequence[int]) -> list[SearchEntry]:
    """Title, summary and opening post: that one has no entry of its own."""
    there = (Conversation.removed_at.is_(None), Conversation.merged_into_id.is_(None))
    rows = list(db.session.scalars(select(Conversation).where(Conversation.id.in_(ids), *there)))
    texts = conversation_pages(rows)
    return [_entry("conversation", row, row.title, texts[row.id]) for row in rows]


def conversation_pages(rows: Sequence[Conversation]) -> dict[int, Text]:
    """The opening post, where it reaches as far as the conversation does, and the summary."""
    opening = select(Post).where(Post.conversation_id.in_([row.id for row in rows]), Post.position == 1)
    posts = {post.conversation_id: post for post in db.session.scalars(opening)}
    return {row.id: _said(row, posts.get(row.id)) for row in rows}


def _said(row: Conversation, opening: Post | None) -> Text:
    first = opening.html if opening is not None and opening.reach == row.reach else ""
    return [(None, plain_of_html(html)) for html in (first, row.summary_html) if html]


def conversation_items(rows: Sequence[Conversation]) -> list[Item]:
    groups = groups_of(rows)
    by = author_line((row.author_id, row.author_appointment_id) for row in rows)
    return [_conversation_item(row, groups[row.group_id or 0], by) for row in rows]


def _conversation_item(row: Conversation, group: Group, by: Mapping[tuple[int | None, int | None], str]) -> Item:
    return Item(
        ref=f"conversation:{row.id}",
        label=_l("Question") if row.is_question else CONVERSATION.label,
        title=row.title,
        url=url_for("conversations.show", slug=group.slug, conversation_id=row.id),
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=why(row),
        by=by[row.author_id, row.author_appointment_id],
        at=row.created_at,
    )


def why(row: Conversation) -> str:
    """What became of it so far: "3 replies · accepted answer"."""
    replies = max(0, row.post_count - 1)
    said = ngettext("%(num)s reply", "%(num)s replies", replies) if replies else _("No reply yet")
    state = _("accepted answer") if row.answered_position is not None else ""
    return " · ".join(filter(None, (said, state, _("closed") if row.closed_at is not None else "")))


def post_entries(ids: Sequence[int]) -> list[SearchEntry]:
    """Every post but the opening one, for which its conversation stands."""
    wanted = select(Post).where(Post.id.in_(ids), Post.removed_at.is_(None), Post.position > 1)
    rows = list(db.session.scalars(wanted))
    texts, titles = post_pages(rows), _titles(rows)
    return [_entry("post", row, "", [*texts[row.id], (None, titles[row.id])]) for row in rows]


def post_pages(rows: Sequence[Post]) -> dict[int, Text]:
    return {row.id: [(None, plain_of_html(row.html))] for row in rows}


def post_items(rows: Sequence[Post]) -> list[Item]:
    groups, titles = groups_of(rows), _titles(rows)
    by = author_line((row.author_id, row.author_appointment_id) for row in rows)
    return [
        Item(
            ref=f"post:{row.id}",
            label=POST.label,
            title=titles[row.id],
            url=_address(row, groups[row.group_id or 0].slug),
            place=groups[row.group_id or 0].name,
            place_url=url_for("groups.show", slug=groups[row.group_id or 0].slug),
            why=_("Post %(number)s", number=row.position),
            by=by[row.author_id, row.author_appointment_id],
            at=row.created_at,
        )
        for row in rows
    ]


def _address(row: Post, slug: str) -> str:
    return url_for("conversations.post", slug=slug, conversation_id=row.conversation_id, number=row.position)


def _titles(rows: Iterable[Post]) -> dict[int, str]:
    """A post goes by its conversation's title; one that is hidden by its own first words, and tells no more."""
    rows = list(rows)
    ids = {row.conversation_id for row in rows if row.reach == "group"}
    shown = select(Conversation.id, Conversation.title).where(Conversation.id.in_(ids), Conversation.reach == "group")
    titles = dict(db.session.execute(shown).all()) if ids else {}
    return {row.id: (titles.get(row.conversation_id) if row.reach == "group" else None) or _start(row) for row in rows}


def _start(row: Post) -> str:
    words = plain_of_html(row.html)
    return words if len(words) <= LONGEST_START else words[:LONGEST_START].rsplit(" ", 1)[0] + "…"


def _entry(kind: str, row: Conversation | Post, title: str, text: Text) -> SearchEntry:
    return SearchEntry(
        ref=f"{kind}:{row.id}",
        kind=kind,
        title=title,
        body="\n".join(words for _page, words in text),
        audiences=tuple(token for token in (row.audience, row.audience_also) if token),
        version=row.version,
        group_id=row.group_id,
        language=row.language,
        year=row.created_at.year,
        created_at=row.created_at,
        external_id=row.external_id if isinstance(row, Conversation) else None,
    )


def is_not_merged() -> ColumnElement[bool]:
    return Conversation.merged_into_id.is_(None)


def opens_no_conversation() -> ColumnElement[bool]:
    """The conversation stands for its opening post."""
    return Post.position > 1


CONVERSATION = ContentKind(
    name="conversation",
    model=Conversation,
    label=_l("Conversation"),
    plural=_l("Conversations"),
    entries=conversation_entries,
    items=conversation_items,
    pages=conversation_pages,
    stands_alone=is_not_merged,
    moderation=moderating.OF_CONVERSATION,
    reply=moderating.reply_to_conversation,
)
POST = ContentKind(
    name="post",
    model=Post,
    label=_l("Post"),
    plural=_l("Posts"),
    entries=post_entries,
    items=post_items,
    pages=post_pages,
    stands_alone=opens_no_conversation,
    is_part=True,
    moderation=moderating.OF_POST,
    reply=moderating.reply_to_post,
)
