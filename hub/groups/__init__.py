"""Groups, who belongs to them, and what all their content carries."""

from __future__ import annotations

from hub.core.registry import Hub


def register(hub: Hub) -> None:
    """Plug the slice in."""
    from hub.accounts.events import PasswordChanged, PersonSuspended
    from hub.core.registry import Relation
    from hub.groups import belonging, cli, doors, events, kind, subscribers, views, visibility

    hub.blueprint(views.bp)
    hub.content(kind.KIND)
    hub.actor_part(subscribers.load_roles)
    hub.holders("group", subscribers.members_of)
    hub.holders("facilitators", subscribers.facilitators_of)
    hub.relation("shares_group", Relation(holds=subscribers.shares_group, condition=subscribers.shares_group_condition))
    hub.on(events.GroupAudienceChanged, subscribers.cascade_audience)
    for changed in (events.MemberJoined, events.MemberLeft, events.MemberRemoved):
        hub.on(changed, subscribers.let_author_follow)
    hub.on(events.MembershipChanged, doors.rights_changed, after_commit=True)
    for closed in (PersonSuspended, PasswordChanged):
        hub.on(closed, doors.door_closed, after_commit=True)
    hub.every(1.0, doors.look_again)
    hub.every(5, visibility.widen_due_groups)
    hub.every(86_400, belonging.recount)
    hub.cli(cli.group)
    hub.cli(cli.member)
