"""What happened that somebody may want to hear of, who was told of it, and how each person wishes to be told."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model


class Happening(Model):
    """One noteworthy fact. Its audience is a copy of that of the row it tells of, and follows it.

    `about` and `people` are kept as the event had them, one space between. `place` is what its lines are grouped by:
    the group for news of a group, else the first of `about` or the ref. When it is decided, everyone who came into
    question is in one of the counts: told, muted (they muted it), off (they want no word of this sort), hidden (they
    may not see it).
    """

    __tablename__ = "happenings"
    __table_args__ = (Index("ix_happenings_kind_object_id", "kind", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    notice: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    about: Mapped[str] = mapped_column(Text, default="")
    people: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[str] = mapped_column(String(60))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    audience: Mapped[Token] = mapped_column(default="")
    audience_also: Mapped[Token | None]
    path: Mapped[str] = mapped_column(String(300), default="", index=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    told: Mapped[int] = mapped_column(default=0)
    muted: Mapped[int] = mapped_column(default=0)
    off: Mapped[int] = mapped_column(default=0)
    hidden: Mapped[int] = mapped_column(default=0)

    looked_up = ("thread",)

    @property
    def ref(self) -> str:
        return f"{self.kind}:{self.object_id}"

    @property
    def title_ref(self) -> str:
        """What its sentence names."""
        return self.about.split()[0] if self.about else self.ref


class Notification(Model):
    """One person is told of one happening. `mail`: each (at once), daily, weekly or none.

    `source` is what they hear it through, so that exactly that can be stopped: a ref they follow, or nothing where it
    was meant for them by name; `because` as in Follow, or member. `day` is the day in London, by which lines are
    grouped. `digest_id` is the one digest that carries it.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("happening_id", "user_id"),
        Index("ix_notifications_user_id_id", "user_id", "id"),
        Index(
            "ix_notifications_unread",
            "user_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
        Index(
            "ix_notifications_for_a_digest",
            "mail",
            "user_id",
            sqlite_where=text("digest_id IS NULL"),
            postgresql_where=text("digest_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    happening_id: Mapped[int] = mapped_column(ForeignKey("happenings.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    category: Mapped[str] = mapped_column(String(14))
    place: Mapped[str] = mapped_column(String(60))
    source: Mapped[str] = mapped_column(String(60), default="")
    because: Mapped[str] = mapped_column(String(12), default="")
    on_page: Mapped[bool] = mapped_column(default=True)
    mail: Mapped[str] = mapped_column(String(6), default="none")
    day: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_at: Mapped[datetime | None]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digests.id"), index=True)
    happening: Mapped[Happening] = relationship(Happening)


class Preference(Model):
    """How one person wishes to be told of one category; without a row the default stands (see `defaults`)."""

    __tablename__ = "notification_preferences"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    category: Mapped[str] = mapped_column(String(14), primary_key=True)
    on_page: Mapped[bool]
    mail: Mapped[str] = mapped_column(String(6))


class Rhythm(Model):
    """When mail reaches a person: not while they are away nor in their quiet hours (London), and which digests."""

    __tablename__ = "notification_rhythms"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    away_until: Mapped[date | None]
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    no_daily: Mapped[bool] = mapped_column(default=False)
    no_weekly: Mapped[bool] = mapped_column(default=False)


class Digest(Model):
    """One person's digest of one period, such as 2026-11-23 or 2026-W48: the unique key is the lock of all workers.

    `run` names the pass that made it, so that the pass finds its own.
    """

    __tablename__ = "digests"
    __table_args__ = (UniqueConstraint("user_id", "period", "channel"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    period: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(6))
    run: Mapped[str] = mapped_column(String(32), index=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
