"""What a person wishes to hear about, and how often."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.db import Model

FREQUENCIES = ("each", "daily", "weekly", "off")


class Follow(Model):
    """A person's wish to hear about one thing. `frequency` off is a mute: it stays, so that nothing follows it anew.

    `because` says where it came from: asked (by the person), or by itself: wrote, mentioned, supported. Members hear of
    their group without a row; a row is the choice they made for it.
    """

    __tablename__ = "follows"
    __table_args__ = (
        UniqueConstraint("user_id", "kind", "object_id"),
        Index("ix_follows_kind_object_id", "kind", "object_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    frequency: Mapped[str] = mapped_column(String(6), default="each")
    because: Mapped[str] = mapped_column(String(12), default="asked")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.object_id}"

    @property
    def audience(self) -> str:
        """It is the person's own."""
        return f"user:{self.user_id}"
