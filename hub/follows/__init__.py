"""What a person wishes to hear about."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.follows import models, subscribers, views
    from hub.groups.events import MembershipChanged

    hub.blueprint(views.bp)
    hub.on(MembershipChanged, subscribers.forget_what_is_lost)
