"""Finding people, and what a reader may know of one."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.events import ContentChanged
    from hub.people import cli, profile, views, words

    hub.blueprint(views.bp)
    hub.on(ContentChanged, words.follow_profile)
    hub.on_start(words.write_missing)
    hub.every(3_600, words.write_missing)
    hub.profile_part("people/_profile.html", profile.find_profile, is_last=True)
    hub.cli(cli.people)
