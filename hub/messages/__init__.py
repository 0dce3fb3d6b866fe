"""Private correspondence between people, and messages to all members of a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.registry import Notice
    from hub.messages import kind, queries, tokens, views
    from hub.policy import look_up_tokens

    look_up_tokens("thread", tokens.RULE)
    hub.holders("thread", tokens.people_of)
    hub.blueprint(views.bp)
    for one in (kind.THREAD, kind.MESSAGE):
        hub.content(one)
    hub.in_navigation("unread_threads", queries.count_unread)
    hub.notice(
        Notice(
            name="message.sent",
            category="direct",
            one=_l("%(who)s wrote to you: %(title)s"),
            many=_l("%(count)s messages: %(title)s"),
            why=_l("you take part in this thread"),
        )
    )
