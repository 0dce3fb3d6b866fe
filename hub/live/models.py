"""Live discussions: the session and its panel, what is asked and answered, the record, and the log of every change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from hub.accounts.models import User
from hub.accounts.rights import raised_by
from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.core.markup import RENDERER_VERSION
from hub.groups.content import GroupContent, Support

ENDED = frozenset({"closed", "published"})


class LiveSession(GroupContent, Model):
    """A live question-and-answer. `status`: scheduled → open ⇄ paused → closed → published.

    `starts_at` and `ends_at` are moments; `starts_local` and `ends_local` what the clock on the wall in `zone` says,
    kept because the rules of summer time may change before the day. `last_seq` numbers the changes in its log.
    `is_open_to_all`: everyone signed in who may read may ask. `is_moderated`: a question waits until it is listed.
    """

    __tablename__ = "live_sessions"
    __table_args__ = (Index("ix_live_sessions_group_id_status", "group_id", "status", "starts_at"),)

    title: Mapped[str] = mapped_column(String(200))
    brief: Mapped[str] = mapped_column(Text, default="")
    brief_html: Mapped[str] = mapped_column(Text, default="")
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    starts_local: Mapped[str] = mapped_column(String(16))
    ends_local: Mapped[str] = mapped_column(String(16))
    zone: Mapped[str] = mapped_column(String(40), default="Europe/London")
    status: Mapped[str] = mapped_column(String(12), default="scheduled", index=True)
    is_open_to_all: Mapped[bool] = mapped_column(default=False)
    is_moderated: Mapped[bool] = mapped_column(default=False)
    last_seq: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def live_session_id(self) -> int:
        """What the policy's panellist and host ask every row of a session."""
        return self.id

    @property
    def is_closed(self) -> bool:
        return self.status in ENDED or (self.group is not None and self.group.is_closed)


class Panellist(Model):
    """A person who may answer in one session; a host may also open, hold and close. Ended rows are kept, dated."""

    __tablename__ = "panellists"
    __table_args__ = (UniqueConstraint("live_session_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    live_session_id: Mapped[int] = mapped_column(ForeignKey("live_sessions.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    biography: Mapped[str] = mapped_column(Text, default="")
    is_host: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime] = mapped_column(default=clock.now)
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


FACILITATORS = "SELECT user_id FROM memberships WHERE group_id = {row}.group_id AND role >= 2 AND ended_at IS NULL"
"""Those who watch a session of their group until it is published."""

raised_by(Panellist.__table__, "live_session_id", "user_id", "is_host", "ended_at")
raised_by(
    LiveSession.__table__,
    *("group_id", "status"),
    people=FACILITATORS,
    when="OLD.group_id <> NEW.group_id OR (OLD.status = 'published') <> (NEW.status = 'published')",
)


class OfSession(GroupContent):
    """A row that belongs to one live session, and is open for as long as that is."""

    @declared_attr
    def live_session_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("live_sessions.id"), index=True)

    @declared_attr
    def live_session(cls) -> Mapped[LiveSession]:
        return relationship(LiveSession)

    @property
    def is_closed(self) -> bool:
        return self.live_session.is_closed

    @property
    def is_open_to_all(self) -> bool:
        return self.live_session.is_open_to_all


class Question(OfSession, Model):
    """`state`: pending, listed, answered; held, declined (with a reason), merged, promised, unanswered.

    `client_key` is made by the asker's browser, so that a question sent twice is one question.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("live_session_id", "author_id", "client_key"),
        Index("ix_questions_live_session_id_reach", "live_session_id", "reach", "state"),
    )

    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    state: Mapped[str] = mapped_column(String(12), default="listed")
    reason: Mapped[str] = mapped_column(Text, default="")
    support_count: Mapped[int] = mapped_column(default=0)
    client_key: Mapped[str] = mapped_column(String(64))
    answers: Mapped[list[Answer]] = relationship(order_by="Answer.id", back_populates="question")


class QuestionSupport(Support, Model):
    __tablename__ = "question_support"

    target_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)


class Answer(OfSession, Model):
    """A panel's reply. It reaches as far as its question does."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("question_id", "author_id", "client_key"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)
    client_key: Mapped[str] = mapped_column(String(64))
    question: Mapped[Question] = relationship(back_populates="answers")


class Record(OfSession, Model):
    """An answered question as a lasting item of the library. Its `reference` and address never change.

    `text` and `text_html` are the question and its answers as they stood when the session closed.
    """

    __tablename__ = "records"

    reference: Mapped[str] = mapped_column(String(20), unique=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), unique=True)
    title: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    text_html: Mapped[str] = mapped_column(Text)
    renderer_version: Mapped[int] = mapped_column(default=RENDERER_VERSION)

    @property
    def is_closed(self) -> bool:
        return True


class RecordNumber(Model):
    """The last number given to a record in a year."""

    __tablename__ = "record_numbers"

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class LiveEvent(Model):
    """One change in a session: what pages that were open before it need to know, and who may know it."""

    __tablename__ = "live_events"
    __table_args__ = (Index("ix_live_events_reach", "reach"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("live_sessions.id"), primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(30))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    reach: Mapped[str] = mapped_column(String(12), default="group")
    audience: Mapped[Token]
    audience_also: Mapped[Token | None]
    at: Mapped[datetime] = mapped_column(default=clock.now)
