"""Suggestions, who supports them, what is said of them, how they are decided, and calls for them."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.db import Model
from hub.core.markup import RENDERER_VERSION
from hub.groups.content import GroupContent, Support


class OnBoard(GroupContent):
    """What stands on a board: of a group for its members, and of the hub for everyone signed in."""

    @property
    def is_open_to_all(self) -> bool:
        return self.group is not None and self.group.is_open_to_all


class Call(OnBoard, Model):
    """A question put for a time, to be answered with suggestions. `status`: scheduled → open → closed → done.

    `opens_local` and `closes_local` are what the clock on the wall in `zone` says, as live discussions keep it.
    `outcome` is what came of it, in words that its readers see once it is done.
    """

    __tablename__ = "calls"
    __table_args__ = (
        Index("ix_calls_group_id_closes_at", "group_id", "closes_at", "id"),
        Index("ix_calls_status_opens_at", "status", "opens_at"),
    )

    title: Mapped[str] = mapped_column(String(200))
    question: Mapped[str] = mapped_column(Text, default="")
    question_html: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")
    outcome_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    opens_local: Mapped[str] = mapped_column(String(16))
    closes_local: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    status: Mapped[str] = mapped_column(String(12), default="scheduled")
    done_at: Mapped[datetime | None]

    @property
    def is_taking(self) -> bool:
        """Whether suggestions may come in at this moment, however late the worker may be."""
        ended = self.status in {"closed", "done"}
        return not ended and not self.is_closed and self.opens_at <= clock.now() < self.closes_at


class Suggestion(OnBoard, Model):
    """An idea put to a group. `status`: open → under_review → planned → done, or declined, or merged into another.

    `support_count` and `comment_count` are kept. `earlier_support` is by how many more people were for it than against,
    before it was brought here; nobody here counts for it. `moved_at`: when its status last changed, or it was
    made. A held row says why in `held_reason`.
    """

    __tablename__ = "suggestions"
    __table_args__ = (
        UniqueConstraint("group_id", "external_id"),
        UniqueConstraint("author_id", "client_key"),
        Index("ix_suggestions_group_id_created_at", "group_id", "created_at", "id"),
        Index("ix_suggestions_group_id_status_created_at", "group_id", "status", "created_at", "id"),
        Index("ix_suggestions_group_id_support", "group_id", "support_count", "id"),
        Index("ix_suggestions_group_id_status_support", "group_id", "status", "support_count", "id"),
    )

    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    status: Mapped[str] = mapped_column(String(12), default="open")
    support_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    moved_at: Mapped[datetime] = mapped_column(default=clock.now)
    held_reason: Mapped[str | None] = mapped_column(Text)
    call_id: Mapped[int | None] = mapped_column(ForeignKey("calls.id"), index=True)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"), index=True)
    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    expected_on: Mapped[date | None]
    expected_note: Mapped[str] = mapped_column(String(200), default="")
    client_key: Mapped[str | None] = mapped_column(String(64))
    external_id: Mapped[str | None] = mapped_column(String(200))
    earlier_support: Mapped[int] = mapped_column(default=0)
    source_note: Mapped[str] = mapped_column(String(300), default="")
    source_url: Mapped[str] = mapped_column(String(500), default="")
    call: Mapped[Call | None] = relationship()


class SuggestionVersion(Model):
    """The words of a suggestion before an edit, and how many supported those words then."""

    __tablename__ = "suggestion_versions"
    __table_args__ = (UniqueConstraint("suggestion_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    support_count: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime]


class SuggestionSupport(Support, Model):
    __tablename__ = "suggestion_support"

    target_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)


class SuggestionComment(OnBoard, Model):
    """What somebody says of a suggestion. It reaches no further than that does.

    `came_from_id` is the suggestion under which it was written, where that was merged into this one. `source_note` says
    who wrote it where, when it was brought in from elsewhere.
    """

    __tablename__ = "suggestion_comments"
    __table_args__ = (
        UniqueConstraint("author_id", "client_key"),
        Index("ix_suggestion_comments_suggestion_id_id", "suggestion_id", "id"),
    )

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"))
    came_from_id: Mapped[int | None] = mapped_column(ForeignKey("suggestions.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    held_reason: Mapped[str | None] = mapped_column(Text)
    client_key: Mapped[str | None] = mapped_column(String(64))
    source_note: Mapped[str] = mapped_column(String(300), default="")
    suggestion: Mapped[Suggestion] = relationship(foreign_keys=[suggestion_id])


class SuggestionNote(OnBoard, Model):
    """A word among those who run the group, beside a suggestion. Nobody else reads it."""

    __tablename__ = "suggestion_notes"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    text: Mapped[str] = mapped_column(Text)


class StatusChange(Model):
    """One move of a suggestion: from where to where, by whom, in which office, and why."""

    __tablename__ = "status_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestions.id"), index=True)
    earlier: Mapped[str] = mapped_column(String(12))
    status: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text, default="")
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    made_by_appointment_id: Mapped[int | None] = mapped_column(ForeignKey("appointments.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)


class StatusCount(Model):
    """How many suggestions of a group stand where, of those that reach the whole group."""

    __tablename__ = "status_counts"

    group_id: Mapped[int] = mapped_column(ForeignKey("groups.id"), primary_key=True, autoincrement=False)
    status: Mapped[str] = mapped_column(String(12), primary_key=True)
    number: Mapped[int] = mapped_column(default=0)
