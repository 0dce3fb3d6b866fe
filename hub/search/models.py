"""What the database remembers of the index, so that an index of another day is noticed."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Model


class IndexRecord(Model):
    """The generation in use and the last batch of changes that was acknowledged as being in it. One row."""

    __tablename__ = "search_index"

    id: Mapped[int] = mapped_column(primary_key=True)
    build: Mapped[str] = mapped_column(String(40))
    batch: Mapped[int] = mapped_column(default=0)
