"""What people report: one row for each thing, one for each person who reported it, one for each decision."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.policy import STAFF


class Report(Model):
    """A thing that was reported: one line of the queue, however many people reported it.

    `copy` is the reported text alone, kept until a year after the decision. `state`: open, held, removed, dismissed,
    noted. `waits` while somebody has to decide; `is_appealed` while the author waits for a second look, which
    `not_by_id` may not give. `version` counts what happened, so that two who decide at once are seen.
    `audience` is those who decide: the group's facilitators, or staff.
    """

    __tablename__ = "reports"
    __table_args__ = (Index("ix_reports_audience_waits", "audience", "waits", "reported_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(60), unique=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    copy: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    waits: Mapped[bool] = mapped_column(default=True)
    is_appealed: Mapped[bool] = mapped_column(default=False)
    not_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    version: Mapped[int] = mapped_column(default=1)
    audience: Mapped[Token] = mapped_column(default=STAFF)
    audience_also: Mapped[Token | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    reported_at: Mapped[datetime] = mapped_column(default=clock.now)
    decided_at: Mapped[datetime | None] = mapped_column(index=True)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    @property
    def is_for_staff(self) -> bool:
        return self.audience == STAFF

    def lay_before(self, audience: str) -> None:
        """Say who decides: `facilitators:12` or `staff`."""
        self.audience = audience


class Reporting(Model):
    """One person's report of a thing, and why. It is theirs and the deciders'; its author is never told of it."""

    __tablename__ = "reportings"
    __table_args__ = (
        UniqueConstraint("report_id", "user_id"),
        Index("ix_reportings_user_id_created_at", "user_id", "created_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    audience: Mapped[Token]
    audience_also: Mapped[Token | None]


class Decision(Model):
    """What was decided on a report, and why. `audience` is the author of the reported thing.

    `outcome`: held, removed, dismissed, released, noted, or upheld after a second look. A decision made on an appeal
    is final; of the others the author may ask once for a second look.
    """

    __tablename__ = "report_decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"), index=True)
    outcome: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime] = mapped_column(default=clock.now)
    is_final: Mapped[bool] = mapped_column(default=False)
    appealed_at: Mapped[datetime | None]
    appeal: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Token] = mapped_column(index=True)
    audience_also: Mapped[Token | None]
