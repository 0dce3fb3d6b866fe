"""Small facts about this database itself, such as that the demo filled it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Model, db


class Mark(Model):
    """One named fact."""

    __tablename__ = "marks"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(Text, default="")
    set_at: Mapped[datetime] = mapped_column(default=clock.now)


def set_mark(name: str, value: str = "") -> None:
    """Set the mark, in the unit of work under way."""
    db.session.merge(Mark(name=name, value=value, set_at=clock.now()))


def find_mark(name: str) -> str | None:
    """The mark's value, or None where it was never set."""
    mark = db.session.get(Mark, name)
    return mark.value if mark else None
