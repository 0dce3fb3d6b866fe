"""Accounts."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.accounts import commands, holders, kind, pages, person, photos
    from hub.core.web import login_manager

    hub.blueprint(pages.bp)
    hub.content(kind.KIND)
    hub.actor_part(person.load_rights)
    holders.register_holders(hub)
    hub.cli(commands.user_group)
    hub.every(photos.SWEEP_EVERY, photos.sweep_photos)
    login_manager.user_loader(person.load_person)
