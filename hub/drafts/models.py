"""What a person has typed in one place and not sent yet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Model


class Draft(Model):
    """One person's draft in one place, such as `conversation:12` or `group:3:conversation`; one each.

    `fields` are the form's texts by name. `page` is the address of the page where it was typed, `heading` what that
    page calls itself.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        UniqueConstraint("user_id", "place"),
        Index("ix_drafts_user_id_saved_at", "user_id", "saved_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    place: Mapped[str] = mapped_column(String(80))
    page: Mapped[str] = mapped_column(String(300), default="")
    heading: Mapped[str] = mapped_column(String(200), default="")
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)

    @property
    def audience(self) -> str:
        """It is its author's alone."""
        return f"user:{self.user_id}"
