"""Staff pages, over the queries and actions of the slices below."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    from hub.admin import subscribers, views

    hub.actor_part(subscribers.load_openings)
    hub.blueprint(views.bp)
