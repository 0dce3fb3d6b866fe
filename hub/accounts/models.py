"""People: their account, and the appointments they hold in organisations."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.organisations.models import Organisation


class User(Model):
    """A person's account. `state`: unconfirmed → (waiting for staff →) active ⇄ suspended; declined or closed ends it.

    `audience` is `signed-in` while the person is active and `staff` otherwise. Whatever changes the person's rights
    raises `permissions_version`; whatever search shows of them raises `version`.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(320), unique=True)
    display_name: Mapped[str] = mapped_column(String(120), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(20), default="unconfirmed", index=True)
    is_staff: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(5), default="en")
    permissions_version: Mapped[int] = mapped_column(default=1)
    version: Mapped[int] = mapped_column(default=1)
    audience: Mapped[Token] = mapped_column(default="staff")
    audience_also: Mapped[Token | None]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    appointments: Mapped[list[Appointment]] = relationship(
        back_populates="user", order_by="Appointment.id", foreign_keys="Appointment.user_id"
    )

    @property
    def person_id(self) -> int:
        return self.id


class Appointment(Model):
    """A person's office in an organisation. Several at once, one of them main; ended ones are kept, dated.

    `kind`: councillor, officer, partner, programme_team. It is self-declared until `confirmed_at`; whether the
    organisation itself was confirmed (by an e-mail domain or by staff) is `organisation_confirmed_at`.
    """

    __tablename__ = "appointments"
    __table_args__ = (Index("ix_appointments_user_id_ends_on", "user_id", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    is_main: Mapped[bool] = mapped_column(default=True)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    organisation_confirmed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    user: Mapped[User] = relationship(back_populates="appointments", foreign_keys=[user_id])
    organisation: Mapped[Organisation] = relationship()
