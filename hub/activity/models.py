"""The audit trail: who did what to what, when and why. Rows are added and never changed; the database sees to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, String, Text, event
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model


class AuditEntry(Model):
    """`verb` is the name of the event, such as `QuestionHeld`. The audiences are the group's facilitators and staff.

    Staff see what was done with staff's rights and what belongs to no group; the inner life of a group is its own.
    """

    __tablename__ = "audit_entries"
    __table_args__ = (Index("ix_audit_entries_audience_id", "audience", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"), index=True)
    verb: Mapped[str] = mapped_column(String(60))
    ref: Mapped[str] = mapped_column(String(60), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    audience: Mapped[Token]
    audience_also: Mapped[Token | None] = mapped_column(index=True)


APPEND_ONLY = {
    "sqlite": (
        """CREATE TRIGGER audit_entries_unchanged BEFORE UPDATE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never changed'); END""",
        """CREATE TRIGGER audit_entries_kept BEFORE DELETE ON audit_entries
        BEGIN SELECT RAISE(ABORT, 'audit entries are never deleted'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN RAISE EXCEPTION ''audit entries are never changed or deleted''; END'""",
        """CREATE TRIGGER audit_entries_kept BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()""",
    ),
}
"""Statements by dialect, for tables that are made without migrations; migration 0002 has the same."""

for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        event.listen(AuditEntry.__table__, "after_create", DDL(_statement).execute_if(dialect=_dialect))
