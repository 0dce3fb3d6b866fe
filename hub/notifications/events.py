"""What people do about being told that the trail keeps."""

from __future__ import annotations

from dataclasses import dataclass

from hub.core.events import Audited


@dataclass(frozen=True, kw_only=True)
class AddressConfirmed(Audited):
    """Mail reaches the person again."""


@dataclass(frozen=True, kw_only=True)
class AddressReleased(Audited):
    """Staff let mail go to an address again, from which it had come back."""
