"""What the policy is asked about where there is no row yet: writing to somebody at all."""

from __future__ import annotations

from dataclasses import dataclass

from hub.policy import SIGNED_IN


@dataclass(frozen=True)
class Correspondence:
    """Beginning a thread, which everyone signed in may do."""

    audience: str = SIGNED_IN
    is_open_to_all: bool = True


@dataclass(frozen=True)
class Marks:
    """How far one person has read, which is theirs alone."""

    audience: str


CORRESPONDENCE = Correspondence()
PER_PAGE = 20
LONGEST_SUBJECT = 200
LONGEST = 50_000
MOST_FILES = 10


def page_of(position: int) -> int:
    """Messages never move: the page on which one stands is known from its position."""
    return (max(position, 1) - 1) // PER_PAGE + 1
