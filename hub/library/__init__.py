"""A group's library: folders, documents, their versions and the text read from them."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.library import attachment_views, cli, consumer, intake, kind, moderating, sweep, upload_views, views

    assert upload_views.bp is attachment_views.bp is views.bp  # their pages hang on the same blueprint
    hub.blueprint(views.bp)
    hub.group_tab(_l("Library"), "library")
    hub.content(replace(kind.KIND, moderation=moderating.MODERATION))
    hub.consume(intake.TOPIC, consumer.read_versions)
    hub.every(sweep.EVERY, sweep.sweep)
    cli.add_commands()
