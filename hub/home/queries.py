"""What the home page shows, gathered from the slices with a bounded number of reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Step:
    """One of the first things to do here, and whether it is done."""

    text: str
    url: str
    is_done: bool
