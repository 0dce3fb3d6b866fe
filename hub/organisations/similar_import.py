"""Bringing in which councils are alike, by the three bases of the Office for National Statistics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from sqlalchemy import delete, insert, select

from hub.core.db import db
from hub.organisations.models import Organisation, SimilarOrganisation
from hub.organisations.queries import BASES
from hub.organisations.register_files import BadRow, Report, Row

COLUMNS = ("gss-code", "basis", "rank", "similar-gss-code")
ALIAS_COLUMNS = ("gss-code", "local-authority-code")
Key = tuple[int, str, int]


def import_similar(rows: Iterable[Row], aliases: Iterable[Row], report: Report) -> None:
    """Replace each basis that the file names by what the file says; call inside a unit of work."""
    by_gss = _organisations_by_gss(aliases)
    wanted: dict[Key, int] = {}
    for number, row in enumerate(rows, start=2):
        try:
            key, similar_id = _read(row, by_gss)
        except BadRow as refusal:
            report.count("refused")
            report.refused.append(_("Line %(number)s: %(why)s", number=number, why=str(refusal)))
            continue
        wanted[key] = similar_id
    _replace(wanted, report)


def _organisations_by_gss(aliases: Iterable[Row]) -> Mapping[str, int]:
    """Every GSS code a council has or had. A council's own code wins over one that another used to have."""
    query = select(Organisation.id, Organisation.code, Organisation.gss_code, Organisation.former_gss_codes)
    rows = db.session.execute(query).all()
    by_code = {code: key for key, code, _gss, _former in rows}
    found = {code.strip(): key for key, _code, _gss, former in rows for code in former.split(",") if code.strip()}
    found |= {
        row["gss-code"]: by_code[row["local-authority-code"]]
        for row in aliases
        if row["local-authority-code"] in by_code
    }
    return found | {gss: key for key, _code, gss, _former in rows if gss}


def _read(row: Row, by_gss: Mapping[str, int]) -> tuple[Key, int]:
    for column in ("gss-code", "similar-gss-code"):
        if row[column] not in by_gss:
            raise BadRow(_("no council here has the code %(code)s.", code=row[column] or "–"))
    if row["basis"] not in BASES:
        raise BadRow(_("%(basis)s is not one of %(bases)s.", basis=row["basis"] or "–", bases=", ".join(BASES)))
    if not row["rank"].isdecimal() or int(row["rank"]) < 1:
        raise BadRow(_("the rank %(rank)s is no whole number from 1.", rank=row["rank"] or "–"))
    return (by_gss[row["gss-code"]], row["basis"], int(row["rank"])), by_gss[row["similar-gss-code"]]


def _replace(wanted: Mapping[Key, int], report: Report) -> None:
    table = SimilarOrganisation
    bases = {basis for _id, basis, _rank in wanted}
    query = select(table.organisation_id, table.basis, table.rank, table.similar_id).where(table.basis.in_(bases))
    there = {(key, basis, rank): similar_id for key, basis, rank, similar_id in db.session.execute(query)}
    report.count("unchanged", sum(there.get(key) == similar_id for key, similar_id in wanted.items()))
    report.count("changed", sum(key in there and there[key] != similar_id for key, similar_id in wanted.items()))
    report.count("added", len(wanted.keys() - there.keys()))
    report.count("removed", len(there.keys() - wanted.keys()))
    if there == wanted:
        return
    db.session.execute(delete(table).where(table.basis.in_(bases)))
    values = [
        {"organisation_id": key, "basis": basis, "rank": rank, "similar_id": similar_id}
        for (key, basis, rank), similar_id in wanted.items()
    ]
    db.session.execute(insert(table), values)
