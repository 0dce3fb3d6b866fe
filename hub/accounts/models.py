"""People: their account, the appointments they hold in organisations, and where they are signed in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, or_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.accounts.agents import name_of_agent
from hub.accounts.fields import EVERYONE
from hub.core import clock
from hub.core.columns import Token
from hub.core.db import Model
from hub.organisations.models import Organisation
from hub.policy import SIGNED_IN, STAFF


class User(Model):
    """A person's account. `state`: (waiting for staff →) unconfirmed → active ⇄ suspended; declined or closed ends it.

    `audience` is `signed-in` while the person is active and `staff` otherwise. Whatever changes the person's rights
    raises `permissions_version`, by the triggers of `rights`; whatever search shows of them raises `version`.
    `messages_from`: everyone, connections or nobody may write to them; `messages_in_mail`: text or notice.
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
    works_on: Mapped[str] = mapped_column(Text, default="")
    ask_about: Mapped[str] = mapped_column(Text, default="")
    photo_sha256: Mapped[str | None] = mapped_column(String(64))
    photo_media_type: Mapped[str | None] = mapped_column(String(20))
    job_title_seen_by: Mapped[str] = mapped_column(String(10), default=EVERYONE)
    works_on_seen_by: Mapped[str] = mapped_column(String(10), default=EVERYONE)
    ask_about_seen_by: Mapped[str] = mapped_column(String(10), default=EVERYONE)
    photo_seen_by: Mapped[str] = mapped_column(String(10), default=EVERYONE)
    messages_from: Mapped[str] = mapped_column(String(12), default=EVERYONE, server_default=EVERYONE)
    messages_in_mail: Mapped[str] = mapped_column(String(8), default="text", server_default="text")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    appointments: Mapped[list[Appointment]] = relationship(
        back_populates="user", order_by="Appointment.id", foreign_keys="Appointment.user_id"
    )

    @property
    def person_id(self) -> int:
        return self.id

    def become(self, state: str) -> None:
        """Change the state, and with it who may know of this person and what they may do. Call after a flush."""
        self.state = state
        self.audience = SIGNED_IN if state == "active" else STAFF
        self.audience_also = f"user:{self.id}"
        self.version += 1


class Appointment(Model):
    """A person's office in an organisation. Several at once, one of them main; ended ones are kept, dated.

    `kind`: councillor, officer, partner, programme_team. It is self-declared until `confirmed_at`; whether the
    organisation itself was confirmed (by an e-mail domain or by staff) is `organisation_confirmed_at`.
    """

    __tablename__ = "appointments"
    __table_args__ = (
        Index("ix_appointments_user_id_ends_on", "user_id", "ends_on"),
        Index("ix_appointments_organisation_id_user_id", "organisation_id", "user_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
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

    @property
    def is_current(self) -> bool:
        return self.ends_on is None or self.ends_on > clock.today()

    @classmethod
    def holds_today(cls) -> ColumnElement[bool]:
        """The set form of `is_current`."""
        return or_(cls.ends_on.is_(None), cls.ends_on > clock.today())


class Registration(Model):
    """What someone said of themself when they asked to join. `outcome`: None while staff have to decide; then known
    (by their e-mail domain), approved or declined.
    """

    __tablename__ = "registrations"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation_name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20))
    job_title: Mapped[str] = mapped_column(String(120), default="")
    message: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    outcome: Mapped[str | None] = mapped_column(String(10), index=True)
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    user: Mapped[User] = relationship(foreign_keys=[user_id])
    organisation: Mapped[Organisation | None] = relationship()


class SignIn(Model):
    """One browser in which the person is signed in. The browser's cookie holds the token, this row only its hash."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_seen_at: Mapped[datetime] = mapped_column(default=clock.now)
    address: Mapped[str] = mapped_column(String(45), default="")
    agent: Mapped[str] = mapped_column(String(300), default="")
    ended_at: Mapped[datetime | None]

    @property
    def browser_name(self) -> str:
        return name_of_agent(self.agent)
