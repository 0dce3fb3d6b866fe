"""What happened to accounts. The audit trail keeps what was done to a person and what opens or closes their door."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class RegistrationApproved(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class RegistrationDeclined(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class AccountConfirmed(Audited):
    """The person pressed the button of their confirmation mail and chose a password."""


@dataclass(frozen=True, kw_only=True)
class FirstAdministratorMade(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class EmailChanged(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonSuspended(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class PersonRestored(Audited):
    pass


@dataclass(frozen=True, kw_only=True)
class AppointmentConfirmed(Audited):
    """Staff confirmed the office; `ref` is the person."""

    appointment_id: int


@dataclass(frozen=True, kw_only=True)
class AppointmentAdded(Audited):
    appointment_id: int


@dataclass(frozen=True, kw_only=True)
class AppointmentEnded(Audited):
    appointment_id: int
