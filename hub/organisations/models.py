"""Councils and the other bodies people work for. Never deleted, always dated."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

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

    @property
    def is_current(self) -> bool:
        return self.end_date is None or self.end_date > clock.today()


class Succession(Model):
    """`to` took over all or part of what `from` did. Many to many: North Yorkshire followed eight, Cumbria left two."""

    __tablename__ = "successions"

    from_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True, index=True)
    on: Mapped[date | None]


class EmailDomain(Model):
    """A domain whose addresses are trusted to belong to the organisation. One domain may serve several.

    A wildcard, entered by staff alone, also covers everything below the domain.
    """

    __tablename__ = "email_domains"
    __table_args__ = (UniqueConstraint("domain", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(253), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    is_wildcard: Mapped[bool] = mapped_column(default=False)


class DomainProposal(Model):
    """A domain that may be the organisation's, for staff to decide. `state`: waiting, accepted or declined."""

    __tablename__ = "domain_proposals"
    __table_args__ = (UniqueConstraint("domain", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(253))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="waiting", index=True)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    organisation: Mapped[Organisation] = relationship()


class SimilarOrganisation(Model):
    """How near another organisation is by one basis: global, economic or demographic. Rank 1 is the nearest."""

    __tablename__ = "similar_organisations"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    basis: Mapped[str] = mapped_column(String(12), primary_key=True)
    rank: Mapped[int] = mapped_column(primary_key=True)
    similar_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
