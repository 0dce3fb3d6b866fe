"""Bringing in the register of councils. Run again, it changes only what the register changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from hub.core.db import db
from hub.core.events import ContentChanged, record
from hub.organisations.domains import is_domain
from hub.organisations.models import DomainProposal, EmailDomain, Organisation, Succession
from hub.organisations.register_files import BadRow, Report, Row, a_date, is_garbled

COLUMNS = (
    "local-authority-code", "official-name", "nice-name", "gss-code", "start-date", "end-date", "replaced-by", "nation",
    "region", "local-authority-type", "local-authority-type-name", "alt-names", "former-gss-codes", "website",
    "email-domain", "web-domain",
)  # fmt: skip


def import_councils(rows: Iterable[Row], report: Report) -> None:
    """Bring every row in; call inside a unit of work. What it did is in `report`."""
    known = {row.code: row for row in db.session.scalars(select(Organisation).where(Organisation.code.is_not(None)))}
    taken: list[tuple[Row, Organisation]] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, start=2):
        try:
            taken.append((row, _import_row(row, known, seen, report)))
        except BadRow as refusal:
            name = row["official-name"] or row["local-authority-code"]
            report.count("refused")
            report.refused.append(_("Line %(number)s, %(name)s: %(why)s", number=number, name=name, why=str(refusal)))
    db.session.flush()
    _import_successions(taken, known, report)
    _import_domains(taken, report)


def _import_row(row: Row, known: dict[str | None, Organisation], seen: set[str], report: Report) -> Organisation:
    fields = _fields(row, report)
    code = fields["code"]
    if code in seen:
        raise BadRow(_("the code %(code)s stands twice.", code=code))
    seen.add(code)
    council = known.get(code)
    if council is None:
        council = known[code] = Organisation(kind="council", **fields)
        db.session.add(council)
        report.count("added")
        return council
    different = {name: value for name, value in fields.items() if getattr(council, name) != value}
    for name, value in different.items():
        setattr(council, name, value)
    report.count("changed" if different else "unchanged")
    if different:
        council.version += 1
        record(ContentChanged(actor_id=None, kind="organisation", object_id=council.id))
    return council


def _fields(row: Row, report: Report) -> dict[str, Any]:
    start, end = a_date(row, "start-date"), a_date(row, "end-date")
    if start and end and end < start:
        raise BadRow(_("it ends before it starts."))
    return {
        "code": _short(row, "local-authority-code", 20, required=True),
        "official_name": _short(row, "official-name", 200, required=True),
        "nice_name": _short(row, "nice-name", 200) or row["official-name"],
        "gss_code": _short(row, "gss-code", 9) or None,
        "alternative_names": _other_names(row, report),
        "former_gss_codes": row["former-gss-codes"],
        "authority_type": _short(row, "local-authority-type", 10) or None,
        "authority_type_name": _short(row, "local-authority-type-name", 80) or None,
        "nation": _short(row, "nation", 40) or None,
        "region": _short(row, "region", 60) or None,
        "start_date": start,
        "end_date": end,
        "website": _website(row),
    }


def _short(row: Row, column: str, longest: int, *, required: bool = False) -> str:
    value = row[column]
    if required and not value:
        raise BadRow(_("%(column)s is empty.", column=column))
    if len(value) > longest:
        raise BadRow(_("%(column)s has more than %(longest)s characters.", column=column, longest=longest))
    return value


def _other_names(row: Row, report: Report) -> str:
    names = row["alt-names"].split(",")
    for name in filter(is_garbled, names):
        told = _("%(council)s: the name “%(name)s” is garbled and was left out.", council=row["nice-name"], name=name)
        report.remarks.append(told)
    kept = {name.strip().casefold(): name.strip() for name in reversed(names) if name.strip() and not is_garbled(name)}
    return ", ".join(reversed(kept.values()))  # each once, as it was first written


def _website(row: Row) -> str | None:
    address = _short(row, "website", 300)
    return address if address.startswith(("https://", "http://")) else None


def _import_successions(
    taken: list[tuple[Row, Organisation]], known: dict[str | None, Organisation], report: Report
) -> None:
    there = {(pair.from_id, pair.to_id) for pair in db.session.scalars(select(Succession))}
    for row, council in taken:
        for code in filter(None, (code.strip() for code in row["replaced-by"].split(","))):
            successor = known.get(code)
            if successor is None:
                told = _(
                    "%(council)s: its successor %(code)s is not in the register.", council=council.nice_name, code=code
                )
                report.remarks.append(told)
            elif (council.id, successor.id) not in there:
                there.add((council.id, successor.id))
                db.session.add(Succession(from_id=council.id, to_id=successor.id, on=council.end_date))
                report.count("successions added")
    followed = {from_id for from_id, _to in there}
    silent = sum(not council.is_current and council.id not in followed for _row, council in taken)
    report.count("abolished councils whose successor the register does not name", silent)


def _import_domains(taken: list[tuple[Row, Organisation]], report: Report) -> None:
    """`email-domain` is trusted. `web-domain` may be anyone's, so it is only proposed to staff, once."""
    trusted = {(row.domain, row.organisation_id) for row in db.session.scalars(select(EmailDomain))}
    proposed = {(row.domain, row.organisation_id) for row in db.session.scalars(select(DomainProposal))}
    for row, council in taken:
        for domain in _domains(row["email-domain"], council, report):
            if (domain, council.id) not in trusted:
                trusted.add((domain, council.id))
                db.session.add(EmailDomain(domain=domain, organisation_id=council.id))
                report.count("e-mail domains trusted")
    for row, council in taken:
        for domain in _domains(row["web-domain"], council, report):
            if (domain, council.id) not in trusted | proposed:
                proposed.add((domain, council.id))
                db.session.add(DomainProposal(domain=domain, organisation_id=council.id))
                report.count("domains proposed to staff")


def _domains(cell: str, council: Organisation, report: Report) -> list[str]:
    domains = [domain.strip().lower().removeprefix("www.") for domain in cell.split(",") if domain.strip()]
    for wrong in (domain for domain in domains if not is_domain(domain)):
        told = _("%(council)s: %(domain)s is not a domain of its own.", council=council.nice_name, domain=wrong)
        report.remarks.append(told)
    return [domain for domain in domains if is_domain(domain)]
