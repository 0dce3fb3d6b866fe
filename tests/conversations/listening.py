"""An open page of a conversation, for tests: it joins as one person and keeps the numbers it hears."""

from typing import Any

from tests.live.wire import Wire


class Listener(Wire):
    namespace = "/conversations"

    def join(self, conversation_id: int, _last: int | None = None) -> dict[str, Any]:
        return self.send("join", conversation=conversation_id)

    def numbers(self) -> list[int]:
        return [frame["last"] for frame in self.heard()]
