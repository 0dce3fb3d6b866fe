"""Ideas put to a group or to the hub, and what became of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.core.commands import import_group
    from hub.groups.events import MembershipChanged
    from hub.suggestions import calling, cli, counting, every_page, kinds, notices, subscribers

    hub.blueprint(every_page.bp)
    hub.group_tab(_l("Suggestions"), "suggestions")
    for kind in (kinds.SUGGESTION, kinds.COMMENT, kinds.CALL):
        hub.content(kind)
    for notice in notices.NOTICES:
        hub.notice(notice)
    hub.on(MembershipChanged, subscribers.take_back_assignments)
    hub.every(15, calling.turn_calls)
    hub.every(86_400, counting.recount)
    import_group.add_command(cli.import_suggestions)
