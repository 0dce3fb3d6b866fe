"""Councils and the other bodies people work for. Never deleted, always dated."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model


class Organisation(Model):
    """A body people work for. `code` is the register's stable key of a council, or one that staff chose."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    code: Mapped[str | None] = mapped_column(String(20), unique=True)
    gss_code: Mapped[str | None] = mapped_column(String(9), index=True)
    official_name: Mapped[str] = mapped_column(String(200))
    nice_name: Mapped[str] = mapped_column(String(200), index=True)
    alternative_names: Mapped[str] = mapped_column(Text, default="")
    former_gss_codes: Mapped[str] = mapped_column(Text, default="")
    authority_type: Mapped[str | None] = mapped_column(String(10))
    authority_type_name: Mapped[str | None] = mapped_column(String(80))
    nation: Mapped[str | None] = mapped_column(String(40))
    region: Mapped[str | None] = mapped_column(String(60), index=True)
    start_date: Mapped[date | None]
    end_date: Mapped[date | None]
    website: Mapped[str | None] = mapped_column(String(300))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    audience: Mapped[Token] = mapped_column(default="public")
    audience_also: Mapped[Token | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
