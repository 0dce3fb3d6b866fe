"""What staff do with organisations. None is ever deleted: an abolished one is dated."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import gettext as _

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import ContentChanged, record
from hub.organisations.domains import checked_domain
from hub.organisations.events import DomainDeclined, DomainTrusted, OrganisationAdded, SuccessorAdded
from hub.organisations.models import DomainProposal, EmailDomain, Organisation, Succession
from hub.organisations.queries import find_organisation
from hub.policy import SITE, Actor, Verb, require


def add_organisation(
    actor: Actor, *, kind: str, official_name: str, website: str = "", domains: Iterable[str] = ()
) -> Organisation:
    """Add a body that no register brings: a fire service, a police force, a partner."""
    require(actor, Verb.ADMINISTER, SITE)
    if find_organisation(actor, official_name) is not None:
        raise Refused(_("There is already an organisation of this name."), field="official_name")
    organisation = Organisation(
        kind=kind, official_name=official_name, nice_name=official_name, website=website or None
    )
    db.session.add(organisation)
    db.session.flush()
    record(OrganisationAdded(actor_id=actor.id, group_id=None, ref=f"organisation:{organisation.id}"))
    record(ContentChanged(actor_id=actor.id, kind="organisation", object_id=organisation.id))
    for domain in domains:
        trust_domain(actor, organisation, domain, field="domains")
    return organisation


def trust_domain(actor: Actor, organisation: Organisation, text: str, *, field: str = "domain") -> None:
    """Let addresses of this domain belong to the organisation; `*.` before it covers all below it too."""
    require(actor, Verb.ADMINISTER, SITE)
    domain, is_wildcard = checked_domain(text, field=field)
    _trust(actor, organisation.id, domain, is_wildcard=is_wildcard)


def _trust(actor: Actor, organisation_id: int, domain: str, *, is_wildcard: bool) -> None:
    row = db.session.query(EmailDomain).filter_by(domain=domain, organisation_id=organisation_id).one_or_none()
    if row is None:
        row = EmailDomain(domain=domain, organisation_id=organisation_id)
        db.session.add(row)
    row.is_wildcard = bool(row.is_wildcard or is_wildcard)
    written = f"*.{domain}" if is_wildcard else domain
    record(DomainTrusted(actor_id=actor.id, group_id=None, ref=f"organisation:{organisation_id}", reason=written))


def add_successor(actor: Actor, organisation: Organisation, successor: Organisation, *, on: date | None) -> None:
    """Say who took over, where the register is silent. There may be several."""
    require(actor, Verb.ADMINISTER, SITE)
    if successor.id == organisation.id:
        raise Refused(_("An organisation cannot follow itself."), field="successor")
    if db.session.get(Succession, (organisation.id, successor.id)) is not None:
        raise Refused(_("This successor is already there."), field="successor")
    db.session.add(Succession(from_id=organisation.id, to_id=successor.id, on=on))
    organisation.end_date = organisation.end_date or on
    organisation.version += 1
    record(
        SuccessorAdded(
            actor_id=actor.id, group_id=None, ref=f"organisation:{organisation.id}", successor_id=successor.id
        )
    )


def accept_domain_proposal(actor: Actor, proposal: DomainProposal) -> None:
    """The proposed domain is the organisation's: trust it from now on."""
    require(actor, Verb.ADMINISTER, SITE)
    _decide(proposal, "accepted")
    _trust(actor, proposal.organisation_id, proposal.domain, is_wildcard=False)


def decline_domain_proposal(actor: Actor, proposal: DomainProposal) -> None:
    """The proposed domain is not the organisation's. The next import will not propose it again."""
    require(actor, Verb.ADMINISTER, SITE)
    _decide(proposal, "declined")
    ref = f"organisation:{proposal.organisation_id}"
    record(DomainDeclined(actor_id=actor.id, group_id=None, ref=ref, reason=proposal.domain))


def _decide(proposal: DomainProposal, state: str) -> None:
    if proposal.state != "waiting":
        raise Refused(_("Someone has already decided this one."))
    proposal.state = state
