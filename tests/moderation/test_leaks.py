"""Reports are between those who make them and those who decide: nobody else sees one, counts one, or finds one."""

import pytest
from flask import Flask

from hub.conversations import hiding
from hub.conversations.models import Post
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.groups.actions import leave_group
from hub.groups.models import Group
from hub.moderation.models import Report
from tests.browser import Browser
from tests.conversations.making import make_circle, reply, start
from tests.factories import actor_of, end_membership
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


def test_an_author_who_left_reads_why_and_not_what_others_made_of_it_since(app: Flask) -> None:
    case = Case("private")
    case.decide(case.report(), "removed", reason="Keep it civil")
    page = "/reports/decisions/1"
    assert "as they were reported" in Browser(app, case.ann).get(page)
    with unit_of_work():
        leave_group(actor_of(case.ann), db.session.get_one(Group, case.group.id))
    seen = Browser(app, case.ann).get(page)
    assert "Keep it civil" in seen
    assert "as they were reported" not in seen
    assert "About the team" not in seen


def test_a_hidden_opening_post_is_not_read_by_reporting_its_conversation(app: Flask) -> None:
    circle = make_circle()
    conversation = start(circle, text=f"The {COMPLAINT} affair")
    reply(circle, conversation)
    page = f"/reports/new?ref=conversation:{conversation.id}"
    ben = Browser(app, circle.ben)
    assert COMPLAINT in ben.get(page)
    with unit_of_work():
        first = db.session.query(Post).filter_by(conversation_id=conversation.id, position=1).one()
        hiding.remove_post(circle.actor("fay"), first, reason="Names a resident")
    assert COMPLAINT not in ben.get(page)
    ben.submit("Send the report", reason="It insults people")
    assert COMPLAINT not in db.session.query(Report).filter_by(ref=f"conversation:{conversation.id}").one().copy
