"""Private correspondence between people, and messages to all members of a group."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.messages import group_kind, group_views, header, kind, notices, profile, sharing_views, tokens, views
    from hub.policy import look_up_tokens

    assert group_views.bp is sharing_views.bp is views.bp  # their pages hang on the same blueprint
    look_up_tokens("thread", tokens.RULE)
    hub.holders("thread", tokens.people_of)
    hub.blueprint(views.bp)
    for one in (kind.THREAD, kind.MESSAGE, group_kind.KIND):
        hub.content(one)
    for notice in notices.NOTICES:
        hub.notice(notice)
    hub.attaches("message", kind.attached)
    hub.mails_notice_only("message", kind.wants_notice_only)
    hub.in_navigation("unread_threads", header.find_unread)
    hub.number_in_navigation("unread_threads", header.unread)
    hub.group_section(group_kind.section, "group_message")
    hub.profile_part("messages/_write_to.html", profile.find_way_to_write)
