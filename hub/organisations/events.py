"""What happened to organisations; the audit trail keeps all of it."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class OrganisationAdded(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class SuccessorAdded(Audited):
    successor_id: int


@dataclass(frozen=True, kw_only=True)
class DomainTrusted(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class DomainDeclined(Audited):
    pass
