"""Break-glass: for a limited time and with a reason, a member of staff reads a group they do not belong to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.accounts.rights import raised_by
from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.policy import STAFF


class GroupOpening(Model):
    """One deliberate act. It ends by itself at `closes_at`, or sooner at `closed_at`; the row stays."""

    __tablename__ = "group_openings"
    __table_args__ = (Index("ix_group_openings_user_id_closes_at", "user_id", "closes_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(default=clock.now)
    closes_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    audience: Mapped[Token] = mapped_column(default=STAFF)
    audience_also: Mapped[Token | None]


raised_by(GroupOpening.__table__, "user_id", "group_id", "closes_at", "closed_at")
