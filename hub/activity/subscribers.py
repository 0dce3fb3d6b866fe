"""The trail is written in the transaction of what it tells of: both are kept, or neither."""

from __future__ import annotations

from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.events import Audited
from hub.policy import STAFF


def keep_in_trail(event: Audited) -> None:
    """Facilitators see what happened in their group; staff see what belongs to no group or was done as staff."""
    inside = f"facilitators:{event.group_id}" if event.group_id else STAFF
    db.session.add(
        AuditEntry(
            actor_id=event.actor_id,
            verb=type(event).__name__,
            ref=event.ref,
            group_id=event.group_id,
            reason=event.reason,
            audience=inside,
            audience_also=STAFF if event.is_staff_act and event.group_id else None,
        )
    )
