"""What changed is promised to the index, in the transaction that changed it."""

from __future__ import annotations

from hub.core import outbox
from hub.core.events import ContentChanged
from hub.search.index import TOPIC


def queue(event: ContentChanged) -> None:
    outbox.enqueue(TOPIC, event.kind, event.object_id)
