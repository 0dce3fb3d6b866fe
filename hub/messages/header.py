"""What the header of every page says of messages."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from hub.core.navigation import navigation_number
from hub.messages.models import Participant
from hub.messages.tokens import TAKES_PART
from hub.policy import READER_ID, Actor

WAITING = (Participant.read_to < Participant.last_position, TAKES_PART, Participant.muted_at.is_(None))


def unread() -> Select[int]:
    return select(func.count(Participant.id)).where(Participant.user_id == READER_ID, *WAITING)


def find_unread(_actor: Actor) -> int:
    """In how many threads something waits that the reader has not read; muted ones are silent."""
    return int(navigation_number("unread_threads"))
