"""What happened: the audit trail, and the feed of what is new."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    from hub.activity import subscribers, views
    from hub.core.events import Audited

    hub.on(Audited, subscribers.keep_in_trail)
    hub.blueprint(views.bp)
