"""What a group's front page shows of its conversations: the pinned ones, and those that moved last."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select, union_all

from hub.conversations.kind import conversation_items
from hub.conversations.models import Conversation
from hub.core.db import db
from hub.core.registry import Section
from hub.groups.content import inside
from hub.groups.models import Group
from hub.policy import Actor, Verb, can, visible

SHOWN = 5


def on_front_page(actor: Actor, group: Group) -> Section:
    """The first five, pinned before others."""
    there = (Conversation.group_id == group.id, Conversation.reach == "group", Conversation.merged_into_id.is_(None))
    listed = select(Conversation.id).where(*there, visible(actor, Conversation)).limit(SHOWN)
    pinned = listed.where(Conversation.pinned_at.is_not(None)).order_by(Conversation.pinned_at.desc())
    moved = listed.where(Conversation.pinned_at.is_(None))
    moved = moved.order_by(Conversation.last_post_at.desc(), Conversation.id.desc())
    ids = union_all(select(pinned.subquery()), select(moved.subquery()))
    found = db.session.scalars(select(Conversation).where(Conversation.id.in_(ids)))
    rows = sorted(found, key=lambda row: (row.pinned_at is not None, row.last_post_at, row.id), reverse=True)[:SHOWN]
    start = (_("Start a conversation"), url_for("conversations.new", slug=group.slug))
    return Section(
        title=_("Conversations"),
        items=[replace(item, place="", place_url="") for item in conversation_items(rows)],
        empty=_("Nobody has started a conversation yet. Ask what others do, or tell what you tried."),
        url=url_for("conversations.index", slug=group.slug),
        action=start if can(actor, Verb.CONTRIBUTE, inside(group)) else None,
    )
