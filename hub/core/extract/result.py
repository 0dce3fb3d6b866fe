"""What reading a file's text comes to: one status, its pages, and a sentence for the person."""

from dataclasses import dataclass, field
from enum import Enum

MAX_CHARACTERS = 1_000_000


class Status(Enum):
    """How the reading of one file ended."""

    READ = "read"
    NO_TEXT = "no_text"
    LOCKED = "password"
    DAMAGED = "damaged"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True)
class Extraction:
    """The text of one file, page by page; pages are empty unless the status is READ."""

    status: Status
    pages: tuple[str, ...] = field(default=(), repr=False)
    detail: str = ""


class NeedsPassword(Exception):
    """Raised by a reader: the file is encrypted, or held by rights management."""


class Damaged(Exception):
    """Raised by a reader: the file cannot be read; the message is for the person."""


class Unsupported(Exception):
    """Raised by a reader: nothing installed here reads this kind of file."""
