"""The one row of a pair of people, found or made under a lock: whoever of the two comes first, there is one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from hub.core import clock
from hub.core.db import db
from hub.follows.models import Follow
from hub.networks.models import Block, Connection, Introduction, NetworkInvitation

ASKED_FOR = timedelta(days=30)
"""How long a request stands before the same person can be asked again. The same whatever became of it."""


def lock_pair(a_id: int, b_id: int) -> Connection:
    """The row of these two, held until the transaction ends; a new one says that nothing is between them."""
    low, high = sorted((a_id, b_id))
    facts = {"low_id": low, "high_id": high, "asker_id": a_id, "note": "", "state": "ended", "asked_at": clock.now()}
    tokens = {"audience": f"user:{low}", "audience_also": f"user:{high}"}
    insert_ignoring(Connection, ("low_id", "high_id"), [facts | tokens])
    pair = select(Connection).where(Connection.low_id == low, Connection.high_id == high)
    return db.session.scalars(pair.with_for_update().execution_options(populate_existing=True)).one()


def insert_ignoring(model: Any, key: tuple[str, ...], rows: list[dict[str, Any]], **more: Any) -> None:
    """Insert the rows that are not there yet, also while others insert the same."""
    dialect: Any = sqlite if db.engine.dialect.name == "sqlite" else postgresql
    inserted = dialect.insert(model.__table__).on_conflict_do_nothing(index_elements=key, **more)
    db.session.execute(inserted, rows)


def connect(a_id: int, b_id: int) -> Connection:
    """Let the two be connected from now on."""
    pair = lock_pair(a_id, b_id)
    if pair.state != "accepted":
        pair.state, pair.decided_at = "accepted", clock.now()
    return pair


def are_connected(a_id: int, b_id: int) -> bool:
    low, high = sorted((a_id, b_id))
    theirs = (Connection.low_id == low, Connection.high_id == high, Connection.state == "accepted")
    return db.session.scalar(select(Connection.id).where(*theirs)) is not None


def was_asked_lately(pair: Connection) -> bool:
    return pair.asked_at > clock.now() - ASKED_FOR


def part_quietly(blocker_id: int, blocked_id: int) -> None:
    """End all that is between the two: connection, requests, introductions, invitations and follows. Nobody is told."""
    pair = lock_pair(blocker_id, blocked_id)  # also where there is none: a request under way waits, and sees the block
    ends = {"accepted": "ended", "waiting": "withdrawn" if pair.asker_id == blocker_id else "declined"}
    if pair.state in ends:
        pair.state, pair.decided_at = ends[pair.state], clock.now()
    for introduction in db.session.scalars(_introductions_among(blocker_id, blocked_id)):
        introduction.state = "stopped"
    for invitation in db.session.scalars(_invitations_from(blocked_id, blocker_id)):
        invitation.settle("declined")
    follows = ((blocker_id, blocked_id), (blocked_id, blocker_id))
    theirs = [(Follow.user_id == follower) & (Follow.object_id == person) for follower, person in follows]
    db.session.execute(delete(Follow).where(Follow.kind == "person", or_(*theirs)))


def _introductions_among(blocker_id: int, blocked_id: int) -> Any:
    """Those that still wait and in which both have a part, as introduced or as introducer."""
    row, waiting = Introduction, Introduction.state == "waiting"
    mine = or_(row.first_id == blocker_id, row.second_id == blocker_id)
    theirs = or_(row.first_id == blocked_id, row.second_id == blocked_id, row.introducer_id == blocked_id)
    return select(row).where(waiting, mine, theirs).with_for_update()


def _invitations_from(inviter_id: int, user_id: int) -> Any:
    row = NetworkInvitation
    waiting = (row.invited_by_id == inviter_id, row.user_id == user_id, row.decided_at.is_(None))
    return select(row).where(*waiting).with_for_update()


def keep_block(blocker_id: int, blocked_id: int) -> None:
    row = {"blocker_id": blocker_id, "blocked_id": blocked_id, "created_at": clock.now()}
    insert_ignoring(Block, ("blocker_id", "blocked_id"), [row])
