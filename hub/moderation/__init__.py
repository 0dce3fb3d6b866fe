"""Reports: people say what is wrong, facilitators or staff decide, and everyone concerned hears why."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.moderation import courts, kinds, queries, retention, views

    hub.blueprint(views.bp)
    for kind in (kinds.REPORT, kinds.REPORTING, kinds.DECISION):
        hub.content(kind)
    for notice in kinds.NOTICES:
        hub.notice(notice)
    hub.in_navigation("reports", queries.count_waiting)
    hub.every(60.0, courts.look_after_waiting)
    hub.every(retention.EVERY, retention.blank_old_copies)
