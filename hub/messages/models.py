"""Private correspondence: threads, who takes part, their messages; and what is written to all members of a group."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.groups.content import GroupContent
from hub.groups.models import Group
from hub.library.models import Document


def _token_of_thread(context: Any) -> str:
    return f"thread:{context.get_current_parameters()['thread_id']}"


class Thread(Model):
    """A subject and the people who write to each other about it. `message_count` is the position of the last message.

    Its audience is its own token, which `tokens` looks up among the participants. Its subject is content.
    """

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_started_by_id_created_at", "started_by_id", "created_at"),)
    looked_up = ("thread",)
    is_open_to_all = True
    """Whoever may read it may write in it."""

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(String(200))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    message_count: Mapped[int] = mapped_column(default=0)
    audience: Mapped[Token] = mapped_column(default="")
    audience_also: Mapped[Token | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    participants: Mapped[list[Participant]] = relationship(back_populates="thread", order_by="Participant.id")

    def open_to_participants(self) -> None:
        """Write its audience. Call after a flush: the token carries its id."""
        self.audience = f"thread:{self.id}"


class Participant(Model):
    """A person in a thread, until `left_at`. `last_position` and `last_at` are those of the thread's last message, kept
    here so that a person's list and their unread marks are read from these rows alone.

    What stands at positions up to `read_to` has been shown to them. A muted thread makes no noise.
    """

    __tablename__ = "participants"
    __table_args__ = (
        UniqueConstraint("thread_id", "user_id"),
        Index("ix_participants_user_id_last_at", "user_id", "last_at", "id"),
        Index(
            "ix_participants_unread",
            "user_id",
            sqlite_where=text("left_at IS NULL AND muted_at IS NULL AND read_to < last_position"),
            postgresql_where=text("left_at IS NULL AND muted_at IS NULL AND read_to < last_position"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    last_position: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime] = mapped_column(default=clock.now)
    read_to: Mapped[int] = mapped_column(default=0)
    last_read_at: Mapped[datetime | None]
    muted_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    thread: Mapped[Thread] = relationship(Thread, back_populates="participants")

    @property
    def audience(self) -> str:
        """How they take part is the person's own."""
        return f"user:{self.user_id}"

    @property
    def unread(self) -> int:
        return max(self.last_position - self.read_to, 0)


message_documents = Table(
    "message_documents",
    Model.metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("document_id", ForeignKey("documents.id"), primary_key=True, index=True),
)


class Message(Model):
    """One message. It is never edited, like a letter. Held or removed, it is its author's alone.

    `client_key` makes a form that is sent twice one message.
    """

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("thread_id", "position"), UniqueConstraint("author_id", "client_key"))
    looked_up = ("thread",)

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    position: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=0)
    language: Mapped[str] = mapped_column(String(5), default="en")
    client_key: Mapped[str | None] = mapped_column(String(40))
    audience: Mapped[Token] = mapped_column(default=_token_of_thread)
    audience_also: Mapped[Token | None]
    version: Mapped[int] = mapped_column(default=1)
    held_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]
    removed_reason: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    thread: Mapped[Thread] = relationship(Thread)
    documents: Mapped[list[Document]] = relationship(secondary=message_documents, order_by=Document.id)

    def show_to(self, reach: str) -> None:
        """Let the thread's people read it, or its author alone."""
        self.audience = f"thread:{self.thread_id}" if reach == "thread" else f"user:{self.author_id}"
        self.version += 1


class Sharing(Model):
    """The wish to let a group read what a thread says up to `last_position`, which all who take part have to agree to.

    `outcome`: done, refused or withdrawn; one may wait at a time. `ref` is the conversation that came of it.
    """

    __tablename__ = "thread_sharings"
    __table_args__ = (
        Index(
            "uq_thread_sharings_waiting",
            "thread_id",
            unique=True,
            sqlite_where=text("outcome IS NULL"),
            postgresql_where=text("outcome IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    title: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    last_position: Mapped[int]
    outcome: Mapped[str | None] = mapped_column(String(10))
    ref: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    group: Mapped[Group] = relationship(Group)
    looked_up = ("thread",)

    @property
    def audience(self) -> str:
        """It is for the people of the thread."""
        return f"thread:{self.thread_id}"


class Consent(Model):
    """One person agrees to a sharing. Whoever asked for it has agreed."""

    __tablename__ = "thread_sharing_consents"

    sharing_id: Mapped[int] = mapped_column(ForeignKey("thread_sharings.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    agreed_at: Mapped[datetime] = mapped_column(default=clock.now)


class GroupMessage(GroupContent, Model):
    """What those who run a group write to all its members: one row, readable in the group.

    `people_count` is how many it went to, as was said before it was sent.
    """

    __tablename__ = "group_messages"
    __table_args__ = (Index("ix_group_messages_group_id_created_at", "group_id", "created_at", "id"),)

    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=0)
    people_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str | None] = mapped_column(String(40), unique=True)
