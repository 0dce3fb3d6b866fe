"""What live sessions add to a person's rights: where they answer, where they host, and what their groups hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, or_, select, union_all

from hub.accounts.models import User
from hub.core.db import db
from hub.groups.doors import opened_otherwise
from hub.groups.models import Membership
from hub.live.models import LiveSession, Panellist
from hub.policy import Actor, Role

ANSWERS, HOSTS, WATCHES = 0, 1, 2


def of_person(user_id: int) -> Mapping[str, Any]:
    """`panels`, `hosted` and `watched` of Actor, in one query. A host answers too."""
    on_panel = select(Panellist.live_session_id, literal(ANSWERS)).where(
        Panellist.user_id == user_id, Panellist.ended_at.is_(None)
    )
    hosting = select(Panellist.live_session_id, literal(HOSTS)).where(
        Panellist.user_id == user_id, Panellist.ended_at.is_(None), Panellist.is_host
    )
    watching = (
        select(LiveSession.id, literal(WATCHES))
        .join(Membership, Membership.group_id == LiveSession.group_id)
        .where(
            Membership.user_id == user_id,
            Membership.ended_at.is_(None),
            Membership.role >= int(Role.FACILITATOR),
            LiveSession.status != "published",
        )
    )
    found: dict[int, set[int]] = {ANSWERS: set(), HOSTS: set(), WATCHES: set()}
    for session_id, part in db.session.execute(union_all(on_panel, hosting, watching)):
        found[part].add(session_id)
    return {
        "panels": frozenset(found[ANSWERS]),
        "hosted": frozenset(found[HOSTS]),
        "watched": frozenset(found[WATCHES]),
    }


def holders_of_panel(session_id: int, user_id: Any) -> ColumnElement[bool]:
    """Who holds `panel:<id>`, in SQL: the panel, and the group's facilitators until the session is published."""
    on_panel = exists().where(
        Panellist.user_id == user_id, Panellist.live_session_id == session_id, Panellist.ended_at.is_(None)
    )
    watches = exists().where(
        Membership.user_id == user_id,
        Membership.group_id == LiveSession.group_id,
        Membership.ended_at.is_(None),
        Membership.role >= int(Role.FACILITATOR),
        LiveSession.id == session_id,
        LiveSession.status != "published",
    )
    return or_(on_panel, watches)


def still_hold(actor: Actor) -> bool:
    """Whether rights that were kept for a while are those of this moment. Ask in the transaction that writes."""
    now = select(User.permissions_version).where(User.id == actor.id, User.state == "active")
    is_same = actor.id is not None and db.session.scalar(now) == actor.permissions_version
    return is_same and not opened_otherwise(actor)
