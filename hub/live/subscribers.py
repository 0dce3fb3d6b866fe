"""What happens in live sessions because something happened in their group, in the same transaction."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update

from hub.core import clock
from hub.core.db import db
from hub.groups.events import GroupAudienceChanged, MembershipChanged
from hub.groups.models import Group, Membership
from hub.live import log, payloads
from hub.live.log import Change
from hub.live.models import ENDED, Answer, LiveEvent, LiveSession, Panellist


def follow_audience(event: GroupAudienceChanged) -> None:
    """Answers and the log are read with the group's content, so their audience follows it. The kinds follow already."""
    group = db.session.get_one(Group, event.group_id)
    of_group = select(LiveSession.id).where(LiveSession.group_id == group.id)
    tables: tuple[tuple[Any, Any], ...] = ((Answer, Answer.live_session_id), (LiveEvent, LiveEvent.session_id))
    for model, session_id in tables:
        rows = update(model).where(session_id.in_(of_group), model.reach == "group")
        db.session.execute(rows.values(audience=group.content_audience).execution_options(synchronize_session=False))


def leave_panels(event: MembershipChanged) -> None:
    """Whoever no longer belongs to the group answers no longer in its sessions; whose role changed looks again."""
    belongs = select(Membership.id).where(
        Membership.group_id == event.group_id, Membership.user_id == event.user_id, Membership.ended_at.is_(None)
    )
    stays = db.session.scalar(belongs.limit(1)) is not None
    current = LiveSession.group_id == event.group_id, LiveSession.status.not_in(ENDED)
    for live_session in db.session.scalars(select(LiveSession).where(*current).order_by(LiveSession.id)):
        log.lock(live_session)
        changes = [] if stays else _without(live_session, event.user_id)
        log.append(event.actor_id, live_session, [*changes, Change.to_one(event.user_id, "resync", {})])
    if not stays:
        _end_seats(event)


def _without(live_session: LiveSession, user_id: int) -> list[Change]:
    of_session = Panellist.live_session_id == live_session.id, Panellist.ended_at.is_(None)
    seated = list(db.session.scalars(select(Panellist).where(*of_session).order_by(Panellist.id)))
    left = [panellist for panellist in seated if panellist.user_id != user_id]
    if len(left) == len(seated):
        return []
    return [Change.of(live_session, "panel", {"panel": payloads.panel_payload(left)})]


def _end_seats(event: MembershipChanged) -> None:
    of_group = select(LiveSession.id).where(LiveSession.group_id == event.group_id)
    seats = (
        update(Panellist)
        .where(Panellist.user_id == event.user_id, Panellist.ended_at.is_(None))
        .where(Panellist.live_session_id.in_(of_group))
    )
    db.session.execute(seats.values(ended_at=clock.now()))
