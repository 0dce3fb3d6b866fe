"""Who can read a group, and how that changes: narrower at once, wider after its members were told."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.core.uow import unit_of_work
from hub.groups import events
from hub.groups.content import set_group_audiences
from hub.groups.models import VISIBILITIES, Group
from hub.groups.telling import tell_members_of_widening

LONGEST_NOTICE = 30


def widens(group: Group, visibility: str) -> bool:
    return VISIBILITIES.index(visibility) > VISIBILITIES.index(group.visibility)


def apply_visibility(group: Group, visibility: str, by_id: int | None) -> None:
    """Write the group's new audiences; its content follows through the event, in the same transaction."""
    group.visibility = visibility
    group.widening_to = group.widening_at = None
    set_group_audiences(group)
    group.version += 1
    record(events.GroupAudienceChanged(actor_id=by_id, group_id=group.id))
    record(ContentChanged(actor_id=by_id, kind="group", object_id=group.id))


def announce_widening(group: Group, visibility: str, by_id: int | None, days: int) -> None:
    """Tell the members and note when it will be. Nothing is readable before that."""
    group.widening_to = visibility
    group.widening_at = clock.now() + timedelta(days=min(max(days, 0), LONGEST_NOTICE))
    tell_members_of_widening(group, but_id=by_id)


def widen_due_groups() -> None:
    """Widen the groups whose members have been told and have had their time. The worker calls this."""
    due = select(Group.id).where(Group.widening_at <= clock.now(), Group.widening_to.is_not(None))
    for group_id in list(db.session.scalars(due)):
        with unit_of_work():
            _widen(group_id)


def _widen(group_id: int) -> None:
    group = db.session.get(Group, group_id, with_for_update=True)
    if group is None or group.widening_to is None or group.widening_at is None or group.widening_at > clock.now():
        return  # stopped or put off in the meantime
    visibility = group.widening_to
    apply_visibility(group, visibility, None)
    record(events.GroupWidened(actor_id=None, ref=f"group:{group.id}", group_id=group.id, reason=visibility))
