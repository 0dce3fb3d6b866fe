"""A group's library: folders, documents, their versions and the text read from them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.library import cli, consumer, intake, kind, sweep, upload_views, views

    assert upload_views.bp is views.bp  # its pages hang on the same blueprint
    hub.blueprint(views.bp)
    hub.group_tab(_l("Library"), "library")
    hub.content(kind.KIND)
    hub.consume(intake.TOPIC, consumer.read_versions)
    hub.every(sweep.EVERY, sweep.sweep)
    cli.add_commands()
