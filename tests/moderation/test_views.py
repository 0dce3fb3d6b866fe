"""Reporting and deciding by plain forms, as each person concerned sees it."""

import pytest
from flask import Flask

from hub.core.db import db
from hub.library.models import Document
from hub.moderation.models import Report
from tests.browser import Browser
from tests.library.making import publish
from tests.moderation.making import Case


@pytest.fixture
def case(app: Flask) -> Case:
    return Case()


def document_page(case: Case) -> str:
    return f"/groups/{case.group.slug}/library/{case.document.id}"


def queue(case: Case) -> str:
    return f"/groups/{case.group.slug}/reports"


def test_from_a_report_to_a_second_look_by_plain_forms(app: Flask, case: Case) -> None:
    rob, fay, ann, gus = (Browser(app, person) for person in (case.rob, case.fay, case.ann, case.gus))
    rob.get(document_page(case))
    rob.click("Report")
    assert "About the team" in rob.page
    rob.submit("Send the report", reason="It insults people")
    assert "Thank you" in rob.page
    fay.get(f"/groups/{case.group.slug}")
    fay.click("1 report waits")
    report = db.session.query(Report).one()
    fay.submit("Decide", report=[f"{report.id}.1"], outcome="removed", reason="Keep it civil")
    assert "Decided" in fay.page
    assert "Nothing waits for you" in fay.page
    ann.get("/reports/decisions/1")
    assert ann.page.h1 == "Something of yours was removed"
    assert "Keep it civil" in ann.page
    assert "Rob" not in ann.page.text
    ann.submit("Ask for a second look", words="It was a joke")
    assert "You asked for a second look" in ann.page
    assert "Nothing waits" in fay.get(queue(case))
    gus.get(queue(case))
    assert "It was a joke" in gus.page
    gus.submit("Decide", report=[f"{report.id}.3"], outcome="released", reason="So it was")
    rob.get("/reports/mine")
    assert "What you reported stays" in rob.page
    assert "So it was" in rob.page
    rob.get(document_page(case))


def test_many_are_decided_at_once_and_what_cannot_be_says_why(app: Flask, case: Case) -> None:
    documents = [publish(case.ann, case.group, f"T{n}".encode(), f"{n}.txt", title=f"T{n}") for n in range(3)]
    reports = [case.report(ref=f"document:{document.id}") for document in documents]
    case.decide(reports[0], "held")
    fay = Browser(app, case.fay)
    fay.get(queue(case))
    ticked = [f"{report.id}.1" for report in reports] + ["nonsense", "9999.1"]
    fay.submit("Decide", report=ticked, outcome="removed", reason="Out", status=422)
    assert "Somebody else decided on this just now" in fay.page
    assert "2 decided" in fay.page
    assert [db.session.get_one(Document, d.id).removed_at is not None for d in documents] == [False, True, True]


def test_a_decision_needs_a_tick_an_outcome_and_a_reason(app: Flask, case: Case) -> None:
    case.report()
    fay = Browser(app, case.fay)
    fay.get(queue(case))
    fay.submit("Decide", status=422)
    assert fay.page.errors == ["Choose what you decide.", "Give a reason."]
    fay.submit("Decide", outcome="dismissed", reason="Fine", status=422)
    assert fay.page.errors == ["Tick what you decide on."]
    assert "Fine" in fay.page.html


def test_a_report_without_a_reason_comes_back(app: Flask, case: Case) -> None:
    rob = Browser(app, case.rob)
    rob.get(f"/reports/new?ref={case.ref}")
    rob.submit("Send the report", status=422)
    assert rob.page.errors == ["Say what is wrong with it."]


def test_a_single_report_is_decided_on_its_own_page(app: Flask, case: Case) -> None:
    report = case.report()
    fay = Browser(app, case.fay)
    fay.get(f"/reports/{report.id}")
    assert "See it where it stands" in fay.page
    fay.submit("Decide", outcome="held", reason="A moment")
    assert "Held" in fay.page
    fay.submit("Decide", outcome="released", reason="It is fine")
    ann = Browser(app, case.ann)
    ann.get("/reports/decisions/1")
    assert "Ask for a second look" not in ann.page


def test_a_held_document_says_so_to_its_author(app: Flask, case: Case) -> None:
    case.decide(case.report(), "held")
    ann = Browser(app, case.ann)
    assert "The people who run the group are looking at this" in ann.get(document_page(case))
    Browser(app, case.mia).get(document_page(case), status=404)


def test_staff_see_the_copy_of_a_private_groups_report_and_nothing_around_it(app: Flask) -> None:
    case = Case("private")
    document = publish(case.fay, case.group, b"x", "fay.txt", title="My rant", description="About bins")
    report = case.report(ref=f"document:{document.id}", reason="Not nice")
    sam = Browser(app, case.sam)
    for page in ("/reports", f"/reports/{report.id}"):
        sam.get(page)
        assert "My rant" in sam.page
        for hidden in (case.group.name, case.group.slug, f"/library/{document.id}", "See it where it stands"):
            assert hidden not in sam.page.html, hidden
    sam.submit("Decide", outcome="removed", reason="Not for here")
    assert "Removed" in sam.page


def test_staff_note_a_profile_and_find_the_account(app: Flask, case: Case) -> None:
    rob = Browser(app, case.rob)
    rob.get(f"/people/{case.ann.id}")
    rob.click("Report")
    rob.submit("Send the report", reason="Not her name")
    sam = Browser(app, case.sam)
    sam.get("/admin/")
    sam.click("Reports")
    assert f"/people/{case.ann.id}" in sam.page.html
    sam.submit("Decide", report=["1.1"], outcome="noted", reason="We will speak to her")
    assert "Nothing waits" in sam.page


def test_what_is_decided_can_be_read_and_turned_round_later(app: Flask, case: Case) -> None:
    case.decide(case.report(), "removed")
    fay = Browser(app, case.fay)
    fay.get(f"{queue(case)}?show=decided")
    assert "Keep it civil" in fay.page
    fay.submit("Decide", report=["1.2"], outcome="released", reason="We were wrong")
    Browser(app, case.mia).get(document_page(case))
