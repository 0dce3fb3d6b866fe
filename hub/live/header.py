"""What the header of every page says of discussions that are on."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, select

from hub.core.navigation import navigation_number
from hub.live.models import LiveSession
from hub.live.queries import LiveNow
from hub.live.queries import find_live_now as look
from hub.policy import Actor, readable


def live_now() -> Select[Any]:
    """Any session that is on and that the reader may view."""
    return select(LiveSession.id).where(LiveSession.status == "open", readable(LiveSession)).limit(1)


def find_live_now(actor: Actor) -> LiveNow | None:
    """The sessions that are on, of which there are none most of the time."""
    return look(actor) if navigation_number("live_now") is not None else None
