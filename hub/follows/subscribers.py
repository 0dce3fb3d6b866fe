"""Whoever loses a place to read loses what they followed there: nobody is left with a follow they cannot see."""

from __future__ import annotations

from sqlalchemy import delete, false, select

from hub.core.db import db
from hub.core.registry import ContentKind, hub, load_actor
from hub.follows.models import Follow
from hub.groups.events import MembershipChanged
from hub.policy import Actor, visible


def forget_what_is_lost(event: MembershipChanged) -> None:
    """After leaving, delete the follows of the group and of its content that the person may not see any more."""
    actor = load_actor(event.user_id)
    if event.group_id is None or event.group_id in actor.roles:
        return
    for kind in hub().kinds.values():
        if kind.name == "group" or hasattr(kind.model, "group_id"):
            _forget(actor, event.user_id, event.group_id, kind)


def _forget(actor: Actor, user_id: int, group_id: int, kind: ContentKind) -> None:
    theirs = (Follow.user_id == user_id, Follow.kind == kind.name)
    if kind.name == "group":
        db.session.execute(delete(Follow).where(*theirs, Follow.object_id == group_id))
        return
    inside = select(kind.model.id).where(kind.model.group_id == group_id)
    seen = inside.where(visible(actor, kind.model) if actor.id else false())  # NOT of an OR with nulls would be null
    db.session.execute(delete(Follow).where(*theirs, Follow.object_id.in_(inside), Follow.object_id.not_in(seen)))
