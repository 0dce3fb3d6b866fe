"""Live discussions: asked and answered while people watch, and kept as records."""

from __future__ import annotations

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.realtime import add_namespace
    from hub.groups.events import GroupAudienceChanged, MembershipChanged
    from hub.live import broadcast, events, header, kinds, moderating, rights, sockets, subscribers, telling, views

    hub.blueprint(views.bp)
    hub.group_tab(_l("Live"), "live")
    for kind in (kinds.SESSION, replace(kinds.QUESTION, moderation=moderating.MODERATION), kinds.RECORD):
        hub.content(kind)
    hub.actor_part(rights.of_person)
    hub.holders("panel", rights.holders_of_panel)
    hub.in_navigation("live_now", header.find_live_now)
    hub.number_in_navigation("live_now", header.live_now)
    hub.on(GroupAudienceChanged, subscribers.follow_audience)
    hub.on(MembershipChanged, subscribers.leave_panels)
    hub.on(events.LogGrew, broadcast.log_grew, after_commit=True)
    hub.on(events.PanelChanged, broadcast.panel_changed, after_commit=True)
    hub.on(GroupAudienceChanged, broadcast.audience_changed, after_commit=True)
    telling.register_telling(hub)
    add_namespace(hub, sockets.LiveNamespace())
    hub.every(1.0, broadcast.look_again)
