"""Groups and who belongs to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model


class Group(Model):
    """A community of practice. `visibility`: public, open, restricted, private (see the glossary).

    `audience` says who may know of it and see its landing page, `content_audience` what its content carries; both
    follow from `visibility` and `state` and are written by `content.set_group_audiences` alone. `state`: proposed,
    active, declined. `member_count` and `organisation_count` are kept when memberships change.
    """

    __tablename__ = "groups"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="group")
    name: Mapped[str] = mapped_column(String(120), index=True)
    purpose: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="active")
    audience: Mapped[Token] = mapped_column(index=True)
    audience_also: Mapped[Token | None]
    content_audience: Mapped[Token]
    language: Mapped[str] = mapped_column(String(5), default="en")
    version: Mapped[int] = mapped_column(default=1)
    member_count: Mapped[int] = mapped_column(default=0)
    organisation_count: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]

    @property
    def group_id(self) -> int:
        return self.id

    @property
    def is_closed(self) -> bool:
        return self.archived_at is not None

    @property
    def is_shared(self) -> bool:
        """Its name, purpose and landing page speak for the group, not for whoever wrote them."""
        return True


class Membership(Model):
    """A person in a group, with a role and dates. A person who comes back gets a new row; the old one stays."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(
            "uq_memberships_current",
            "user_id",
            "group_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_memberships_group_id_joined_at", "group_id", "joined_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    role: Mapped[int] = mapped_column(default=1)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
