"""The home page, help, and the pages every public site owes its readers."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.home import queries, views

    hub.blueprint(views.bp)
    hub.in_navigation("mine", queries.list_own_pages)
