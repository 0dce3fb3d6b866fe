"""Who knows whom, who wants nothing of whom, and who was asked into a network (which is itself a row of groups)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.accounts.models import User
from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.groups.models import Group


class Connection(Model):
    """Two people who know each other, or one who asked. One row a pair, so that two who ask at once are one connection.

    `state`: waiting → accepted → ended; declined and withdrawn end a request. To the asker a declined request looks
    like a waiting one, and so does one that a block stopped. The two tokens are the two people's.
    """

    __tablename__ = "connections"
    __table_args__ = (
        UniqueConstraint("low_id", "high_id"),
        Index("ix_connections_asker_id_asked_at", "asker_id", "asked_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    low_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    high_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    asker_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    asked_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    audience: Mapped[Token]
    audience_also: Mapped[Token | None]
    low: Mapped[User] = relationship(User, foreign_keys=[low_id])
    high: Mapped[User] = relationship(User, foreign_keys=[high_id])

    @property
    def asked_id(self) -> int:
        return self.other_id(self.asker_id)

    def other_id(self, user_id: int | None) -> int:
        return self.high_id if user_id == self.low_id else self.low_id


class Block(Model):
    """The blocker wants no message, request or mention of the blocked, who is never told."""

    __tablename__ = "blocks"

    blocker_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    blocked_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def audience(self) -> str:
        """It is the blocker's own."""
        return f"user:{self.blocker_id}"


class Introduction(Model):
    """Somebody makes two people known to each other. When both accept, they are connected.

    `state`: waiting, accepted, or stopped (by a block, or because they know each other). Each answers for themself:
    accepted or declined, which nobody else is told. The two tokens are the two people's.
    """

    __tablename__ = "introductions"
    __table_args__ = (UniqueConstraint("introducer_id", "first_id", "second_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    introducer_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    first_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    second_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    first_answer: Mapped[str | None] = mapped_column(String(10))
    second_answer: Mapped[str | None] = mapped_column(String(10))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    audience: Mapped[Token]
    audience_also: Mapped[Token | None]
    introducer: Mapped[User] = relationship(User, foreign_keys=[introducer_id])
    first: Mapped[User] = relationship(User, foreign_keys=[first_id])
    second: Mapped[User] = relationship(User, foreign_keys=[second_id])

    def other_id(self, user_id: int | None) -> int:
        return self.second_id if user_id == self.first_id else self.first_id

    def set_readers(self) -> None:
        self.audience, self.audience_also = f"user:{self.first_id}", f"user:{self.second_id}"

    def answer_of(self, user_id: int | None) -> str | None:
        return self.first_answer if user_id == self.first_id else self.second_answer

    def answer(self, user_id: int | None, answer: str) -> None:
        """Note what one of the two said."""
        if user_id == self.first_id:
            self.first_answer = answer
        else:
            self.second_answer = answer


class NetworkInvitation(Model):
    """A connection asked into a network. `outcome`: accepted, declined or withdrawn; one may wait at a time.

    While it waits, the person and the network's keepers read it, and with it the network's name.
    """

    __tablename__ = "network_invitations"
    __table_args__ = (
        Index(
            "uq_network_invitations_waiting",
            "user_id",
            "group_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_network_invitations_group_id_decided_at", "group_id", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(10))
    audience: Mapped[Token]
    audience_also: Mapped[Token | None]
    group: Mapped[Group] = relationship(Group)
    user: Mapped[User] = relationship(User, foreign_keys=[user_id])
    invited_by: Mapped[User] = relationship(User, foreign_keys=[invited_by_id])

    def settle(self, outcome: str) -> None:
        """Decide it. From then on only those who belong to the network may read it."""
        self.outcome, self.decided_at = outcome, clock.now()
        self.audience, self.audience_also = f"group:{self.group_id}", None
