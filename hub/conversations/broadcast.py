"""Tells open pages that a conversation has grown. Only numbers are sent: a page fetches the words by itself.

Nothing is told by the rights of long ago: sockets join by token, and each telling asks which tokens open the
conversation at that moment.
"""

from __future__ import annotations

import threading
from collections.abc import Collection

from flask import current_app

from hub.conversations.events import PostWritten
from hub.conversations.heads import Head, heads
from hub.core.realtime import evict, members_of, sockets
from hub.groups.events import GroupAudienceChanged

NAMESPACE = "/conversations"
FRAME = "posts"


class Told:
    """How far each conversation has been told to the sockets of this process."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.upto: dict[int, int] = {}


def room(conversation_id: int, token: str = "") -> str:
    """The sockets that joined the conversation, or those of them that hold a token: `conversation:5:group:12`."""
    return f"conversation:{conversation_id}:{token}" if token else f"conversation:{conversation_id}"


def follow(conversation_id: int, last: int) -> None:
    """Begin to tell how a conversation grows beyond this number. Call once the socket is in its rooms."""
    with told().lock:
        told().upto.setdefault(conversation_id, last)


def post_written(event: PostWritten) -> None:
    if event.conversation_id in told().upto:
        _tell(heads([event.conversation_id]))


def look_again() -> None:
    """Tell what another process or a command wrote, which cannot ring here."""
    following = _followed()
    if following:
        _tell(heads(following))


def audience_changed(event: GroupAudienceChanged) -> None:
    """Other people may read the group now: its pages come back and are let in with the rights they have."""
    for head in heads(_followed()):
        if head.group_id == event.group_id:
            evict(room(head.id), NAMESPACE)


def told() -> Told:
    found: Told = current_app.extensions.setdefault("conversations_told", Told())
    return found


def _followed() -> Collection[int]:
    """The conversations that a page of this process has open; the rest are forgotten."""
    with told().lock:
        for conversation_id in [one for one in told().upto if not members_of(room(one), NAMESPACE)]:
            told().upto.pop(conversation_id)
        return list(told().upto)


def _tell(found: Collection[Head]) -> None:
    with told().lock:
        for head in found:
            if head.last > told().upto.get(head.id, head.last):
                told().upto[head.id] = head.last
                rooms = [room(head.id, token) for token in sorted(head.tokens)]
                sockets().emit(FRAME, {"conversation": head.id, "last": head.last}, namespace=NAMESPACE, to=rooms)
