"""Connections between people, and the informal circles they make."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.accounts.events import PersonSuspended
    from hub.core.registry import Relation
    from hub.groups.events import MemberLeft, MemberRemoved
    from hub.networks import blocks, kinds, pages, queries, subscribers

    hub.blueprint(pages.bp)
    for kind in (kinds.CONNECTION, kinds.INTRODUCTION, kinds.INVITATION):
        hub.content(kind)
    for notice in kinds.NOTICES:
        hub.notice(notice)
    hub.relation("blocks", Relation(holds=blocks.blocks, condition=blocks.blocks_condition))
    for departure in (MemberLeft, MemberRemoved):
        hub.on(departure, subscribers.settle_departure)
    hub.profile_part("networks/_profile.html", queries.find_standing)
    hub.on(PersonSuspended, subscribers.replace_suspended)
