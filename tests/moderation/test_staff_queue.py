"""The queue of staff, and what the forms of both queues make of what no page sends."""

import pytest
from flask import Flask

from hub.library.models import Document
from hub.moderation.models import Decision
from tests.browser import Browser
from tests.library.making import publish
from tests.moderation.making import Case
from tests.suggestions.making import ids_of

DECIDED = {"outcome": "dismissed", "reason": "Nothing wrong"}


@pytest.fixture
def case(app: Flask) -> Case:
    return Case()


def about_staff(case: Case):
    """A report that the facilitators cannot decide: it is about what one of them wrote."""
    mine = publish(case.fay, case.group, b"x", "fay.txt", title="Of a facilitator")
    return case.report(ref=f"document:{mine.id}")


def test_staff_see_what_is_theirs_and_nothing_of_a_groups_own_queue(app: Flask, case: Case) -> None:
    case.report()
    about_staff(case)
    page = Browser(app, case.sam).get("/reports")
    assert "Of a facilitator" in page
    assert "About the team" not in page


@pytest.mark.parametrize("name", ["fay", "ann", "rob", "outsider"])
def test_the_queue_of_staff_is_for_staff_alone(app: Flask, case: Case, name: str) -> None:
    report = about_staff(case)
    browser = Browser(app, getattr(case, name))
    browser.get("/reports", status=404)
    browser.post(f"/reports/{report.id}", DECIDED, status=404)
    assert ids_of(Decision) == []


@pytest.mark.parametrize("value", ["x", "1", ".", "1.", "1.x", "98765.1", "9" * 40 + ".1", "9" * 5000 + ".1", "-1.1"])
def test_a_tick_that_names_no_report_decides_nothing_and_says_so(app: Flask, case: Case, value: str) -> None:
    about_staff(case)
    page = Browser(app, case.sam).post("/reports", {"report": value, **DECIDED}, status=422)
    assert page.errors == ["That report is not yours to decide any more."]
    assert ids_of(Decision) == []


def test_to_decide_one_has_to_tick_choose_and_say_why(app: Flask, case: Case) -> None:
    report = about_staff(case)
    sam = Browser(app, case.sam)
    assert sam.post("/reports", DECIDED, status=422).errors == ["Tick what you decide on."]
    for missing in ("outcome", "reason"):
        sam.post("/reports", {"report": f"{report.id}.1", **DECIDED, missing: ""}, status=422)
    sam.post("/reports", {"report": f"{report.id}.1", **DECIDED, "outcome": "burnt"}, status=422)
    assert ids_of(Decision) == []


def test_a_reason_of_more_than_two_thousand_signs_is_refused(app: Flask, case: Case) -> None:
    report = about_staff(case)
    sent = {"report": f"{report.id}.1", **DECIDED, "reason": "x" * 2001}
    assert "2,000" in Browser(app, case.sam).post("/reports", sent, status=422).errors[0]


def test_one_tick_gone_stale_keeps_back_no_other(app: Flask, case: Case) -> None:
    report = about_staff(case)
    sent = {"report": [f"{report.id}.1", "98765.1"], **DECIDED}
    sam = Browser(app, case.sam)
    sam.get("/reports")
    sam.submit("Decide", status=422, **sent)
    assert len(ids_of(Decision)) == 1


@pytest.mark.parametrize(
    "ref", ["", "document", "document:", "document:x", "nothing:1", "document:" + "9" * 40, "x" * 999]
)
def test_what_is_not_there_cannot_be_reported(app: Flask, case: Case, ref: str) -> None:
    Browser(app, case.rob).get(f"/reports/new?ref={ref}", status=404)


def test_a_number_of_five_thousand_digits_names_nothing(app: Flask, case: Case) -> None:
    Browser(app, case.rob).get(f"/reports/new?ref=document:{'9' * 5000}", status=404)


def test_a_report_without_words_comes_back_and_hides_nothing(app: Flask, case: Case) -> None:
    rob = Browser(app, case.rob)
    rob.get(f"/reports/new?ref={case.ref}")
    assert "Say what is wrong" in rob.submit("Send the report", reason=" ", status=422).errors[0]
    assert ids_of(Document, Document.reach == "group") == [case.document.id]


def test_decided_reports_are_listed_apart_from_what_waits(app: Flask, case: Case) -> None:
    case.decide(about_staff(case), "dismissed", by=case.sam)
    sam = Browser(app, case.sam)
    assert "Of a facilitator" not in sam.get("/reports")
    assert "Of a facilitator" in sam.get("/reports?show=decided")
