"""What happens to suggestions because something happened in their group, in the same transaction."""

from __future__ import annotations

from sqlalchemy import exists, update

from hub.core.db import db
from hub.groups.belonging import CURRENT
from hub.groups.events import MembershipChanged
from hub.groups.models import Membership
from hub.policy import Role
from hub.suggestions.models import Suggestion


def take_back_assignments(event: MembershipChanged) -> None:
    """What somebody looked after is nobody's once they run the group no more."""
    runs = exists().where(
        Membership.group_id == event.group_id,
        Membership.user_id == event.user_id,
        Membership.role == int(Role.FACILITATOR),
        CURRENT,
    )
    theirs = (Suggestion.group_id == event.group_id, Suggestion.assigned_to_id == event.user_id, ~runs)
    emptied = update(Suggestion).where(*theirs).values(assigned_to_id=None)
    db.session.execute(emptied.execution_options(synchronize_session=False))
