"""Groups, who belongs to them, and who asked or was asked to."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.accounts.models import User
from hub.accounts.rights import raised_by
from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model

VISIBILITIES = ("private", "restricted", "open", "public")
"""From the narrowest to the widest."""


class Group(Model):
    """A community of practice. `visibility`: public, open, restricted, private (see the glossary).

    `audience` says who may know of it and see its landing page, `content_audience` what its content carries; both
    follow from `visibility` and `state` and are written by `content.set_group_audiences` alone. `state`: proposed,
    active, declined. `member_count` and `council_count` are kept when memberships change. `landing` is for those
    who are not members, `home` for members: Markdown, with its HTML beside it. A widening that members were told of
    waits in `widening_to` until `widening_at`. One group may be the hub's own board: `is_open_to_all`, everyone signed
    in makes suggestions in it, whether or not they belong.
    """

    __tablename__ = "groups"
    __table_args__ = (
        Index("ix_groups_name_id", "name", "id"),
        Index(
            "uq_groups_open_to_all",
            "is_open_to_all",
            unique=True,
            sqlite_where=text("is_open_to_all"),
            postgresql_where=text("is_open_to_all"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(10), default="group")
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text, default="")
    visibility: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(12), default="active", index=True)
    audience: Mapped[Token] = mapped_column(index=True)
    audience_also: Mapped[Token | None] = mapped_column(index=True)
    content_audience: Mapped[Token]
    landing: Mapped[str] = mapped_column(Text, default="")
    landing_html: Mapped[str] = mapped_column(Text, default="")
    home: Mapped[str] = mapped_column(Text, default="")
    home_html: Mapped[str] = mapped_column(Text, default="")
    welcome: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(5), default="en")
    version: Mapped[int] = mapped_column(default=1)
    member_count: Mapped[int] = mapped_column(default=0)
    council_count: Mapped[int] = mapped_column(default=0)
    is_open_to_all: Mapped[bool] = mapped_column(default=False, server_default=false())
    widening_to: Mapped[str | None] = mapped_column(String(12))
    widening_at: Mapped[datetime | None] = mapped_column(index=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    archived_at: Mapped[datetime | None]

    @property
    def group_id(self) -> int:
        return self.id

    @property
    def is_closed(self) -> bool:
        """Archived, or not (yet) approved: read only."""
        return self.archived_at is not None or self.state in {"proposed", "declined"}

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
        Index(
            "ix_memberships_facilitators",
            "group_id",
            sqlite_where=text("role = 2 AND ended_at IS NULL"),
            postgresql_where=text("role = 2 AND ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    role: Mapped[int] = mapped_column(default=1)
    joined_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str | None] = mapped_column(Text)
    user: Mapped[User] = relationship(User)

    @property
    def audience(self) -> str:
        """It is the person's own to end; others act on it through the group."""
        return f"user:{self.user_id}"


raised_by(Membership.__table__, "user_id", "group_id", "role", "ended_at")


class JoinRequest(Model):
    """A person asking in. `outcome`: approved or declined, once `decided_at`; one may wait at a time."""

    __tablename__ = "join_requests"
    __table_args__ = (
        Index(
            "uq_join_requests_waiting",
            "user_id",
            "group_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_join_requests_group_id_decided_at", "group_id", "decided_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str | None] = mapped_column(String(10))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_reason: Mapped[str | None] = mapped_column(Text)
    user: Mapped[User] = relationship(User, foreign_keys=[user_id])


class Invitation(Model):
    """An address asked into a group. Its token is in the mail alone: here is only the hash of it."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_group_id_email", "group_id", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    email: Mapped[str] = mapped_column(String(320))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    outcome: Mapped[str | None] = mapped_column(String(10))
    group: Mapped[Group] = relationship(Group)
