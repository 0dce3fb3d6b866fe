"""People named in posts: they are told, and follow the conversation from then on."""

from __future__ import annotations

from collections.abc import Collection

from hub.conversations.models import Conversation, Post
from hub.core.events import Noteworthy, record
from hub.follows.rows import follow_by_itself
from hub.policy import Actor


def tell_mentioned(actor: Actor, conversation: Conversation, post: Post, user_ids: Collection[int]) -> None:
    """Those named for the first time in this post hear of it, whatever they follow."""
    people = tuple(user_id for user_id in user_ids if user_id != actor.id)
    if not people:
        return
    for user_id in people:
        follow_by_itself(user_id, "conversation", conversation.id, "mentioned")
    ref = f"post:{post.id}"
    record(Noteworthy(actor_id=actor.id, notice="conversation.mentioned", ref=ref, people=people))
