"""Small registers for tests, in the columns of the real ones."""

import csv
import io
from pathlib import Path

from hub.organisations.council_import import COLUMNS
from hub.organisations.similar_import import COLUMNS as SIMILAR


def council(code, name, **columns):
    row = dict.fromkeys(COLUMNS, "")
    row |= {"local-authority-code": code, "official-name": f"{name} Council", "nice-name": name, "nation": "England"}
    return row | {key.replace("_", "-"): value for key, value in columns.items()}


CUMBRIA = [
    council("CMA", "Cumbria", replaced_by="CBD,WAF", end_date="2023-04-01", gss_code="E10000006", region="North West"),
    council("CBD", "Cumberland", start_date="2023-04-01", gss_code="E06000063", former_gss_codes="E07000026,E07000028"),
    council(
        "WAF", "Westmorland and Furness", gss_code="E06000064", email_domain="wandf.gov.uk", web_domain="wandf.gov.uk"
    ),
    council("NIR-A", "Antrim", end_date="2015-03-31", nation="Northern Ireland", web_domain="antrim.gov.uk"),
]


def write(path: Path, rows, columns=COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")
    return str(path)


def write_similar(path: Path, lines) -> str:
    return write(path, [dict(zip(SIMILAR, line.split(","), strict=True)) for line in lines], SIMILAR)
