"""The only clock. Tests freeze it; everything else asks it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


def now() -> datetime:
    """The moment, aware, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date in London, which is what people mean by today."""
    return now().astimezone(LONDON).date()


def midnight() -> datetime:
    """The moment at which `today` ends."""
    return datetime.combine(today() + timedelta(days=1), time(), LONDON).astimezone(UTC)
