"""Socket.IO of an open conversation: it only listens. What people write comes by forms."""

from __future__ import annotations

from typing import Any

from hub.conversations import broadcast, queries
from hub.core.realtime import HubNamespace, fields_of, note_opened, number_in, this_socket
from hub.policy import Actor


class ConversationsNamespace(HubNamespace):
    """{conversation} → {ok, result: {last}}; later numbers arrive as "posts"."""

    def __init__(self, namespace: str = broadcast.NAMESPACE) -> None:
        super().__init__(namespace)

    def on_join(self, message: Any = None) -> dict[str, Any]:
        return self.read(lambda actor: self._join(actor, number_in(fields_of(message), "conversation")))

    def _join(self, actor: Actor, conversation_id: int) -> dict[str, int]:
        """Let the socket in with the rights of this moment, by each token that opens the conversation to it."""
        found = queries.get_open_conversation(actor, conversation_id)
        for name in self.rooms(this_socket()):
            if name.startswith("conversation:"):
                self.leave_room(this_socket(), name)
        self.enter_room(this_socket(), broadcast.room(found.id))
        for token in actor.audiences & {found.audience, found.audience_also or found.audience}:
            self.enter_room(this_socket(), broadcast.room(found.id, token))
        note_opened(actor)
        broadcast.follow(found.id, found.last_position)
        return {"last": found.last_position}
