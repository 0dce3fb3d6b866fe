"""Conversations, their numbered posts, what these said before, and how far each person has read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Model
from hub.core.markup import RENDERER_VERSION
from hub.groups.content import GroupContent


class Conversation(GroupContent, Model):
    """A titled thread of posts in a group. `version` is raised by whatever its page shows: posts, title, summary.

    Kept on write, of posts that reach the group alone: `post_count`, `last_position`, `last_post_at`,
    `last_post_by_id`. `next_position` numbers the next post; a number is never used twice. `open_since` is set while
    a question waits for an accepted answer. One that was merged keeps its row: its post n is n + `merged_offset` in
    `merged_into_id`.
    """

    __tablename__ = "conversations"
    __table_args__ = (
        Index("ix_conversations_group_id_last_post_at", "group_id", "last_post_at", "id"),
        Index("ix_conversations_group_id_open_since", "group_id", "open_since", "id"),
        Index("ix_conversations_group_id_created_at", "group_id", "created_at", "id"),
        Index("ix_conversations_group_id_pinned_at", "group_id", "pinned_at", "id"),
        UniqueConstraint("group_id", "external_id"),
    )

    title: Mapped[str] = mapped_column(String(200))
    is_question: Mapped[bool] = mapped_column(default=False)
    answered_position: Mapped[int | None]
    open_since: Mapped[datetime | None]
    next_position: Mapped[int] = mapped_column(default=1)
    post_count: Mapped[int] = mapped_column(default=0)
    last_position: Mapped[int] = mapped_column(default=0)
    last_post_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_post_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str | None] = mapped_column(Text)
    pinned_at: Mapped[datetime | None]
    held_reason: Mapped[str | None] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text, default="")
    summary_html: Mapped[str] = mapped_column(Text, default="")
    summary_at: Mapped[datetime | None]
    summary_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("conversations.id"), index=True)
    merged_offset: Mapped[int | None]
    external_id: Mapped[str | None] = mapped_column(String(200))

    @property
    def is_closed(self) -> bool:
        """Closed by somebody, merged into another, or in a group that is read only."""
        return self.closed_at is not None or self.merged_into_id is not None or super().is_closed

    @property
    def is_shared(self) -> bool:
        """Title, kind and summary are the group's to keep in order; each post is its author's."""
        return True


class Post(GroupContent, Model):
    """One contribution. `position` is its number in the conversation, from 1; that one opens it.

    `client_key` is made by the author's form, so that a post sent twice is one post.
    """

    __tablename__ = "posts"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_posts_group_id_created_at", "group_id", "created_at"),
    )

    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"))
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    held_reason: Mapped[str | None] = mapped_column(Text)
    attachment_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str | None] = mapped_column(String(64))
    conversation: Mapped[Conversation] = relationship(Conversation)

    @property
    def is_closed(self) -> bool:
        return self.conversation.is_closed


class PostVersion(Model):
    """What a post said before it was edited; `number` counts from 1, the oldest."""

    __tablename__ = "post_versions"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime]


class PostAttachment(Model):
    """Something a post points to, by its ref: `document:42`. Whether a reader sees it is asked of that kind."""

    __tablename__ = "post_attachments"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id"), primary_key=True)
    ref: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)


class SummaryVersion(Model):
    """A summary as somebody left it; the newest one is also the conversation's own."""

    __tablename__ = "conversation_summaries"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    author_appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


class Move(Model):
    """A conversation that went from one group to another: its old address leads on."""

    __tablename__ = "conversation_moves"

    id: Mapped[int] = mapped_column(primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), index=True)
    from_group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"))
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    moved_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Reading(Model):
    """How far a person has read a conversation: up to and with this position."""

    __tablename__ = "reading"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    conversation_id: Mapped[int] = mapped_column(ForeignKey("conversations.id"), primary_key=True, index=True)
    position: Mapped[int]
    read_at: Mapped[datetime] = mapped_column(default=clock.now)


class CaughtUp(Model):
    """When a person last said that they are up to date with everything in their groups."""

    __tablename__ = "caught_up"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    at: Mapped[datetime]
