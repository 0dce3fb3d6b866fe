"""What people have typed and not sent yet, kept for them by place."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.drafts import sweep, views

    hub.blueprint(views.bp)
    hub.every(sweep.EVERY, sweep.sweep_drafts)
