"""Conversations: titled threads of posts in a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.conversations import kind, notices, views

    hub.blueprint(views.bp)
    hub.group_tab(_l("Conversations"), "conversations")
    hub.content(kind.CONVERSATION)
    hub.content(kind.POST)
    for notice in notices.NOTICES:
        hub.notice(notice)
