"""How search, lists and the group's front page see a message to all members."""

from __future__ import annotations

from collections.abc import Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from hub.accounts.authors import Pair, author_line
from hub.core.db import db
from hub.core.markup import plain_of_html
from hub.core.registry import ContentKind, Item, Moderation, Pages, SearchEntry, Section
from hub.groups.content import groups_of
from hub.groups.models import Group
from hub.messages import to_group
from hub.messages.models import GroupMessage
from hub.messages.queries import list_latest_group_messages
from hub.policy import Actor, carried_tokens

EXCERPT = 160


def entries(ids: Sequence[int]) -> list[SearchEntry]:
    rows = db.session.scalars(select(GroupMessage).where(GroupMessage.id.in_(ids), GroupMessage.removed_at.is_(None)))
    return [_entry(row) for row in rows]


def _entry(row: GroupMessage) -> SearchEntry:
    return SearchEntry(
        ref=f"group_message:{row.id}",
        kind="group_message",
        title=row.subject,
        body=plain_of_html(row.html),
        audiences=carried_tokens(row),
        version=row.version,
        group_id=row.group_id,
        language=row.language,
        year=row.created_at.year,
        created_at=row.created_at,
    )


def items(rows: Sequence[GroupMessage]) -> list[Item]:
    groups = groups_of(rows)
    by = author_line((row.author_id, row.author_appointment_id) for row in rows)
    return [_item(row, groups[row.group_id or 0], by) for row in rows]


def _item(row: GroupMessage, group: Group, by: dict[Pair, str]) -> Item:
    return Item(
        ref=f"group_message:{row.id}",
        label=KIND.label,
        title=row.subject,
        url=url_for("messages.group_message", slug=group.slug, group_message_id=row.id),
        place=group.name,
        place_url=url_for("groups.show", slug=group.slug),
        why=plain_of_html(row.html)[:EXCERPT],
        by=by[row.author_id, row.author_appointment_id],
        at=row.created_at,
    )


def pages(rows: Sequence[GroupMessage]) -> Pages:
    return {row.id: [(None, plain_of_html(row.html))] for row in rows}


def section(actor: Actor, group: Group) -> Section | None:
    """On the group's front page: the latest of the last weeks."""
    rows = list_latest_group_messages(actor, group)
    if not rows:
        return None
    url = url_for("messages.group_messages", slug=group.slug)
    return Section(title=_("From those who run this group"), items=items(rows), url=url)


KIND = ContentKind(
    name="group_message",
    model=GroupMessage,
    label=_l("Message to the group"),
    plural=_l("Messages to groups"),
    entries=entries,
    items=items,
    pages=pages,
    moderation=Moderation(
        author_id=lambda row: row.author_id,
        hold=to_group.hold_group_message,
        release=to_group.release_group_message,
        remove=to_group.remove_group_message,
    ),
)
