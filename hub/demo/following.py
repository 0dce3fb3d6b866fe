"""What people of the demo follow and how they wish to be told, so that their pages of notifications say something."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time

from sqlalchemy import select

from hub.conversations.models import Conversation
from hub.core.db import db
from hub.follows import actions as follows
from hub.groups.models import Group
from hub.notifications import actions
from hub.notifications.defaults import Choice
from hub.policy import Actor


def follow_things(groups: Mapping[str, Group], actors: Mapping[str, Actor]) -> None:
    """Everyone follows the first conversation of their groups; one person is told once a day, another not at night."""
    db.session.flush()
    for actor in actors.values():
        mine = select(Conversation.id).where(Conversation.group_id.in_(actor.roles)).order_by(Conversation.id).limit(2)
        for conversation_id in db.session.scalars(mine).all():
            follows.follow(actor, f"conversation:{conversation_id}")
    first, second, *_others = actors.values()
    actions.choose_channels(first, {"groups": Choice(on_page=True, mail="daily")})
    actions.keep_rhythm(second, away_until=None, quiet_from=time(20), quiet_until=time(7))
    for group in list(groups.values())[:1]:
        if group.id in first.roles:
            follows.follow(first, f"group:{group.id}", "daily")
