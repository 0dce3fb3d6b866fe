"""What can go wrong in words that a person can act on."""

from __future__ import annotations


class Refused(Exception):
    """An action cannot be done as asked. The message is a plain sentence that says why and what to do."""

    def __init__(self, message: object, *, field: str | None = None) -> None:
        """`field` names the form field the sentence belongs to, where there is one."""
        super().__init__(str(message))
        self.field = field
