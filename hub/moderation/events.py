"""What happens to reports. Who reported is told by the report alone, never by the trail."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class ReportMade(Audited):
    """Somebody reported the thing that `ref` names. `actor_id` is nobody: the author may come to read the trail."""


@dataclass(frozen=True, kw_only=True)
class ReportDecided(Audited):
    """A facilitator or staff decided; `reason` begins with the outcome."""


@dataclass(frozen=True, kw_only=True)
class ReportAppealed(Audited):
    """The author asked for a second look."""
