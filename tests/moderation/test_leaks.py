"""Reports are between those who make them and those who decide: nobody else sees one, counts one, or finds one."""

import pytest
from flask import Flask

from hub.core.worker import drain
from tests.browser import Browser
from tests.factories import end_membership
from tests.moderation.making import Case

COMPLAINT = "quartzite"
"""Stands in the reason of the report; whoever sees it has read it."""
SEARCHED = "granular"
"""Stands there too, and is searched for."""


@pytest.fixture
def case(app: Flask) -> Case:
    case = Case("private")
    case.report(reason=f"It is {COMPLAINT} and {SEARCHED}")
    end_membership(case.group, case.mia)
    while drain("index", "test"):
        pass
    return case


def pages_of(case: Case) -> list[str]:
    return [
        "/reports",
        "/reports/1",
        "/reports/decisions/1",
        f"/groups/{case.group.slug}/reports",
        f"/groups/{case.group.slug}/reports?show=decided",
        f"/groups/{case.group.slug}/activity",
        f"/groups/{case.group.slug}",
        f"/search?q={SEARCHED}",
        f"/search/suggestions?q={SEARCHED}",
        "/search?q=report&type=report",
        "/",
        "/new",
        "/admin/",
        "/admin/acts",
        "/notifications",
    ]


@pytest.mark.parametrize("name", ["visitor", "outsider", "mia", "ann", "sam"])
def test_nobody_else_sees_a_word_of_a_report(app: Flask, case: Case, name: str) -> None:
    browser = Browser(app, getattr(case, name, None))
    for page in pages_of(case):
        seen = browser.client.get(page)
        body = seen.get_data(as_text=True)
        assert seen.status_code != 500, page
        assert COMPLAINT not in body, (page, name)
        assert case.rob.display_name not in body, (page, name)
        if name != "ann":
            assert "About the team" not in body, (page, name)


@pytest.mark.parametrize("name", ["visitor", "outsider", "mia", "ann", "rob", "sam"])
def test_the_queues_of_others_are_closed(app: Flask, case: Case, name: str) -> None:
    browser = Browser(app, getattr(case, name, None))
    assert browser.client.get("/reports/1").status_code in {302, 404}
    assert browser.client.get(f"/groups/{case.group.slug}/reports").status_code in {302, 403, 404}
    if name != "sam":
        assert browser.client.get("/reports").status_code in {302, 403, 404}


def test_what_cannot_be_seen_cannot_be_reported_and_looks_absent(app: Flask, case: Case) -> None:
    for person in (case.outsider, case.mia, case.sam):
        there = Browser(app, person).get(f"/reports/new?ref={case.ref}", status=404)
        assert "About the team" not in there.html
        Browser(app, person).get("/reports/new?ref=document:999999", status=404)
        Browser(app, person).get("/reports/new?ref=nonsense", status=404)


def test_the_reporter_sees_their_own_report_and_no_copy(app: Flask, case: Case) -> None:
    rob = Browser(app, case.rob)
    rob.get("/reports/mine")
    assert COMPLAINT in rob.page.text
    end_membership(case.group, case.rob)
    rob.get("/reports/mine")
    assert "About the team" not in rob.page.text


def test_a_facilitators_count_is_theirs_alone(app: Flask, case: Case) -> None:
    assert "1 report waits" in Browser(app, case.fay).get(f"/groups/{case.group.slug}").html
    for person in (case.ann, case.rob):
        assert "report waits" not in Browser(app, person).get(f"/groups/{case.group.slug}").html
    staff = Browser(app, case.sam).get("/admin/")
    assert "Reports Nothing" in " ".join(staff.text.split())
