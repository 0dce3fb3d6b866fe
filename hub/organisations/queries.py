"""Reads of organisations. They are public; the staff's queue of domains is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select

from hub.core import clock
from hub.core.db import db
from hub.core.pagination import Page, paginate
from hub.organisations.domains import domain_of, suffixes
from hub.organisations.models import DomainProposal, EmailDomain, Organisation, SimilarOrganisation, Succession
from hub.policy import SITE, Actor, NotFound, Verb, require, visible

BASES = ("global", "economic", "demographic")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader looks for in the list. Empty means any; `still`: current, former or empty."""

    words: str = ""
    nation: str = ""
    region: str = ""
    authority_type: str = ""
    kind: str = ""
    still: str = ""


def get_organisation(actor: Actor, organisation_id: int) -> Organisation:
    found = select(Organisation).where(Organisation.id == organisation_id, visible(actor, Organisation))
    organisation = db.session.scalar(found)
    if organisation is None:
        raise NotFound(f"organisation:{organisation_id}")
    return organisation


def list_organisations(actor: Actor, wanted: Wanted, cursor: str | None = None) -> Page[Organisation]:
    """The organisations that answer to `wanted`, by name."""
    return paginate(_matching(actor, wanted), Organisation.nice_name, Organisation.id, cursor=cursor)


def count_organisations(actor: Actor, wanted: Wanted) -> int:
    return db.session.scalar(select(func.count()).select_from(_matching(actor, wanted).subquery())) or 0


def _matching(actor: Actor, wanted: Wanted) -> Select[Any]:
    query = select(Organisation).where(visible(actor, Organisation))
    for column, value in (
        (Organisation.nation, wanted.nation),
        (Organisation.region, wanted.region),
        (Organisation.authority_type, wanted.authority_type),
        (Organisation.kind, wanted.kind),
    ):
        if value:
            query = query.where(column == value)
    for word in wanted.words.split()[:8]:
        query = query.where(_says(word))
    return _of_time(query, wanted.still)


def _says(word: str) -> Any:
    columns = (Organisation.official_name, Organisation.nice_name, Organisation.alternative_names, Organisation.code)
    return or_(*[column.icontains(word, autoescape=True) for column in columns])


def _of_time(query: Select[Any], still: str) -> Select[Any]:
    ended = Organisation.end_date <= clock.today()
    if still == "former":
        return query.where(ended)
    return query.where(or_(Organisation.end_date.is_(None), ~ended)) if still == "current" else query


def list_filters(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """The nations, regions and types that occur, for the selects above the list."""
    pairs = {
        "nation": (Organisation.nation, Organisation.nation),
        "region": (Organisation.region, Organisation.region),
        "authority_type": (Organisation.authority_type, Organisation.authority_type_name),
    }
    return {name: _occurring(actor, value, label) for name, (value, label) in pairs.items()}


def _occurring(actor: Actor, value: Any, label: Any) -> list[tuple[str, str]]:
    rows = select(value, func.min(label)).where(visible(actor, Organisation), value.is_not(None)).group_by(value)
    return sorted(((key, words or key) for key, words in db.session.execute(rows)), key=lambda pair: pair[1])


def list_choices(actor: Actor) -> list[tuple[int, str]]:
    """Every current organisation, for a form: (id, official name), by name."""
    query = _matching(actor, Wanted(still="current")).with_only_columns(Organisation.id, Organisation.official_name)
    return [(key, name) for key, name in db.session.execute(query.order_by(Organisation.official_name))]


def find_organisation(actor: Actor, name_or_code: str) -> Organisation | None:
    """The organisation of this code, or else of this name, official or short; a current one before a former."""
    wanted = name_or_code.strip().casefold()
    code, official, nice = (
        func.lower(column) == wanted
        for column in (Organisation.code, Organisation.official_name, Organisation.nice_name)
    )
    found = select(Organisation).where(visible(actor, Organisation), or_(code, official, nice))
    return db.session.scalar(found.order_by(code.desc(), Organisation.end_date.is_not(None), Organisation.id).limit(1))


def list_organisations_of_email(actor: Actor, email: str) -> list[Organisation]:
    """Whose addresses these are trusted to be: exact wins over wildcard, a longer wildcard over a shorter."""
    domain = domain_of(email)
    rows = db.session.execute(
        select(EmailDomain.domain, EmailDomain.is_wildcard, Organisation)
        .join(Organisation, Organisation.id == EmailDomain.organisation_id)
        .where(EmailDomain.domain.in_(suffixes(domain)), visible(actor, Organisation))
        .where(or_(EmailDomain.is_wildcard, EmailDomain.domain == domain))
        .where(or_(Organisation.end_date.is_(None), Organisation.end_date > clock.today()))
        .order_by(Organisation.nice_name)
    ).all()
    ranked = {(not is_wildcard, len(name)) for name, is_wildcard, _ in rows}
    best = max(ranked, default=None)
    return [organisation for name, is_wildcard, organisation in rows if (not is_wildcard, len(name)) == best]


def list_successors(actor: Actor, organisation: Organisation) -> Sequence[tuple[Organisation, date | None]]:
    """Who took over what this organisation did, and when."""
    return _related(actor, Succession.from_id == organisation.id, Succession.to_id)


def list_predecessors(actor: Actor, organisation: Organisation) -> Sequence[tuple[Organisation, date | None]]:
    """Whose work this organisation took over, and when."""
    return _related(actor, Succession.to_id == organisation.id, Succession.from_id)


def _related(actor: Actor, where: Any, other: Any) -> Sequence[tuple[Organisation, date | None]]:
    query = select(Organisation, Succession.on).join(Succession, other == Organisation.id)
    rows = db.session.execute(query.where(where, visible(actor, Organisation)).order_by(Organisation.nice_name))
    return [(organisation, on) for organisation, on in rows]


def list_similar(actor: Actor, organisation: Organisation) -> dict[str, list[tuple[int, Organisation]]]:
    """The nearest others by each basis: {basis: [(rank, organisation)]}."""
    rows = db.session.execute(
        select(SimilarOrganisation.basis, SimilarOrganisation.rank, Organisation)
        .join(Organisation, Organisation.id == SimilarOrganisation.similar_id)
        .where(SimilarOrganisation.organisation_id == organisation.id, visible(actor, Organisation))
        .order_by(SimilarOrganisation.rank)
    )
    found: dict[str, list[tuple[int, Organisation]]] = {basis: [] for basis in BASES}
    for basis, rank, other in rows:
        found[basis].append((rank, other))
    return found


def list_domains(actor: Actor, organisation: Organisation) -> Sequence[EmailDomain]:
    """The organisation's trusted domains, for staff."""
    require(actor, Verb.ADMINISTER, SITE)
    query = select(EmailDomain).where(EmailDomain.organisation_id == organisation.id)
    return db.session.scalars(query.order_by(EmailDomain.domain)).all()


def list_domain_proposals(actor: Actor, cursor: str | None = None) -> Page[DomainProposal]:
    """The domains that wait for staff to decide, oldest first."""
    require(actor, Verb.ADMINISTER, SITE)
    return paginate(select(DomainProposal).where(DomainProposal.state == "waiting"), DomainProposal.id, cursor=cursor)


def count_domain_proposals(actor: Actor) -> int:
    require(actor, Verb.ADMINISTER, SITE)
    return db.session.scalar(select(func.count(DomainProposal.id)).where(DomainProposal.state == "waiting")) or 0


def get_domain_proposal(actor: Actor, proposal_id: int) -> DomainProposal:
    require(actor, Verb.ADMINISTER, SITE)
    proposal = db.session.get(DomainProposal, proposal_id)
    if proposal is None:
        raise NotFound(f"domain proposal {proposal_id}")
    return proposal
