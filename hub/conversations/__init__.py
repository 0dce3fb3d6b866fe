"""Conversations: titled threads of posts in a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.conversations import acting_views, broadcast, catchup_views, cli, kind, notices, section, views
    from hub.conversations.events import PostWritten
    from hub.conversations.sockets import ConversationsNamespace
    from hub.core.realtime import add_namespace
    from hub.groups.events import GroupAudienceChanged

    assert acting_views.bp is catchup_views.bp is views.bp  # their pages hang on the same blueprint
    hub.blueprint(views.bp)
    hub.group_tab(_l("Conversations"), "conversations")
    hub.content(kind.CONVERSATION)
    hub.content(kind.POST)
    hub.group_section(section.on_front_page, "conversation", "post")
    for notice in notices.NOTICES:
        hub.notice(notice)
    hub.on(PostWritten, broadcast.post_written, after_commit=True)
    hub.on(GroupAudienceChanged, broadcast.audience_changed, after_commit=True)
    add_namespace(hub, ConversationsNamespace())
    hub.every(1.0, broadcast.look_again)
    cli.add_commands()
