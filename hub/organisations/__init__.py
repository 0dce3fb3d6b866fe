"""Organisations."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.organisations import commands, kind, views

    hub.blueprint(views.bp)
    hub.content(kind.KIND)
    commands.add_commands()
