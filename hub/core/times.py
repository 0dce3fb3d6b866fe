"""From the clock on the wall to the moment it means, and the two days a year when that is not plain."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from hub.core.errors import Refused

ZONE = "Europe/London"


def moment_of(local: datetime, zone: str = ZONE, *, field: str | None = None) -> datetime:
    """The UTC moment when clocks in `zone` show `local`. An hour that comes twice means its first coming.

    Refused for an hour that clocks skip: nobody would turn up then.
    """
    moment = local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local:
        raise Refused(_("Clocks go forward over that hour, so it does not happen. Choose another time."), field=field)
    return moment


def wall(local: datetime) -> str:
    """The wall time as it is kept: 2026-03-29T12:30."""
    return local.replace(tzinfo=None).isoformat(timespec="minutes")


def from_wall(kept: str) -> datetime:
    """The wall time that `wall` kept."""
    return datetime.fromisoformat(kept)
