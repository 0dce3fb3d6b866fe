"""What the header of every page says of what waits for its reader."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, func, select

from hub.core.navigation import OPEN_PATH, navigation_number
from hub.notifications.models import Happening, Notification
from hub.notifications.queries import MOST_UNREAD, Unread
from hub.policy import READER_ID, Actor, readable


def unread() -> Select[Any]:
    """How much waits, hidden things left out, counted no further than the header says."""
    return select(func.count()).select_from(_waiting().limit(MOST_UNREAD).subquery())


def unread_here() -> Select[Any]:
    """Whether something of it is read on the page that is open."""
    return select(_waiting().where(Happening.path == OPEN_PATH).exists())


def _waiting() -> Select[Any]:
    mine = select(Notification.id).join(Happening, Happening.id == Notification.happening_id)
    waits = (Notification.user_id == READER_ID, Notification.on_page, Notification.read_at.is_(None))
    return mine.where(*waits, readable(Happening))


def find_unread(actor: Actor) -> Unread:
    if actor.id is None:
        return Unread(number=0, is_here=False)
    return Unread(number=int(navigation_number("unread")), is_here=bool(navigation_number("unread_here")))
