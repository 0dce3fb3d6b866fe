"""How far conversations have come, for telling open pages: numbers and tokens, whoever may know them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from hub.conversations.models import Conversation
from hub.core.db import db


@dataclass(frozen=True, slots=True)
class Head:
    """The number of the last post that reaches all readers, and the tokens that open the conversation now."""

    id: int
    group_id: int | None
    last: int
    tokens: frozenset[str]


def heads(conversation_ids: Collection[int]) -> list[Head]:
    if not conversation_ids:
        return []
    wanted = select(
        Conversation.id,
        Conversation.group_id,
        Conversation.last_position,
        Conversation.audience,
        Conversation.audience_also,
    ).where(Conversation.id.in_(conversation_ids), Conversation.merged_into_id.is_(None))
    return [
        Head(object_id, group_id, last, frozenset(token for token in tokens if token))
        for object_id, group_id, last, *tokens in db.session.execute(wanted)
    ]
