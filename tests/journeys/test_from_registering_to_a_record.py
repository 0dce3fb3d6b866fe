"""One story, by plain forms: a person registers, founds a group, shares a document, finds its page, and takes part."""

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from hub.core import clock, worker
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.demo.pdf import make_pdf
from hub.organisations.models import EmailDomain
from tests.accounts.mailbox import link_sent_to
from tests.browser import Browser
from tests.factories import make_organisation

PASSWORD = "bright kettle harbour"
ROUTES = make_pdf(
    "Route planning", ["Contents and summary", "Where we began", "Missed bins fell by a third. Crews agreed."]
)


@pytest.fixture(autouse=True)
def councils(app: Flask) -> None:
    """Two councils whose e-mail domains are known."""
    for name in ("Kirklees", "Calderdale"):
        council = make_organisation(name)
        with unit_of_work():
            db.session.add(EmailDomain(domain=f"{name.lower()}.gov.uk", organisation_id=council.id))


def join_the_hub(app: Flask, name: str, email: str) -> Browser:
    """Register, open the mail's link, press its button."""
    browser = Browser(app)
    browser.get("/register")
    browser.submit("Register", display_name=name, email=email, job_title="Waste manager")
    browser.get(link_sent_to(email))
    browser.submit("Confirm my account", password=PASSWORD)
    return browser


def found_a_group(browser: Browser, visibility: str = "restricted") -> str:
    """Returns the group's address."""
    browser.get("/groups/new")
    page = browser.submit(
        action="/groups/new", name="Waste rounds", purpose="How rounds are planned.", visibility=visibility
    )
    return re.search(r"/groups/[\w-]+", page.url).group()


def share(browser: Browser, group: str, name: str, content: bytes, **facts: str) -> None:
    browser.get(f"{group}/library/upload")
    browser.submit(action="/upload", files=[(BytesIO(content), name)], **facts)
    worker.drain_all()


def schedule(browser: Browser, group: str) -> str:
    """Returns the address of a discussion that starts in a minute's time."""
    starts = clock.now().astimezone(clock.LONDON) + timedelta(minutes=1)
    ends = starts + timedelta(hours=1)
    browser.get(f"{group}/live/new")
    page = browser.submit(
        action="/live/new",
        title="Joining rounds",
        brief="Ask us anything.",
        starts_on=f"{starts:%Y-%m-%d}",
        starts=f"{starts:%H:%M}",
        ends_on=f"{ends:%Y-%m-%d}",
        ends=f"{ends:%H:%M}",
    )
    return re.search(rf"{group}/live/\d+", page.url).group()


def be_let_in(person: Browser, facilitator: Browser, group: str) -> None:
    """Ask to join, and until then see the purpose but nothing inside."""
    assert "How rounds are planned." in person.get(group)
    person.get(f"{group}/library", status=404)
    person.get(f"{group}/ask")
    person.submit(action="/ask", reason="I plan the rounds of Calderdale.")
    facilitator.get(f"{group}/requests")
    facilitator.submit(action="/approve")


def hold_a_discussion(host: Browser, asker: Browser, live: str) -> None:
    """One asks, the other opens, answers and closes."""
    asker.get(live)
    asker.submit(action="/ask", text="How did the crews take it?")
    host.get(f"{live}/panel")
    host.submit(action="/open")
    host.submit(action="/answer", text="They drew the **hard corners** themselves.")
    assert "They drew the hard corners themselves." in asker.get(live)
    host.get(f"{live}/panel")
    host.submit(action="/close")
    worker.drain_all()


def find_the_record(person: Browser) -> str:
    """Returns its lasting address."""
    person.get("/search?q=hard+corners&type=record")
    record = person.click("How did the crews take it?")
    assert record.url.startswith("/records/KH-")
    assert "They drew the hard corners themselves." in record
    return record.url


def sees_nothing_of_it(person: Browser, record: str) -> bool:
    person.get(record, status=404)
    return "Route planning" not in person.get("/search?q=missed+bins+corners").html


@pytest.mark.both_databases
def test_from_registering_to_a_record_that_search_finds(app: Flask) -> None:
    ann = join_the_hub(app, "Ann Price", "ann.price@kirklees.gov.uk")
    bob = join_the_hub(app, "Bob Lees", "bob.lees@calderdale.gov.uk")
    group = found_a_group(ann)
    be_let_in(bob, ann, group)

    share(ann, group, "routes.pdf", ROUTES, title="Route planning after the merger")
    assert "Route planning after the merger, page 3" in bob.get("/search?q=missed+bins+fell")
    assert "Missed bins fell by a third" in bob.click("Route planning after the merger, page 3")

    hold_a_discussion(ann, bob, schedule(ann, group))
    record = find_the_record(bob)

    eve = join_the_hub(app, "Eve Hill", "eve.hill@kirklees.gov.uk")
    assert sees_nothing_of_it(eve, record)
    assert sees_nothing_of_it(Browser(app), record)

    bob.get(f"{group}/leave")
    bob.submit(action="/leave")
    assert sees_nothing_of_it(bob, record)


def test_real_documents_are_found_at_their_page(app: Flask, real_data: Path) -> None:
    ann = join_the_hub(app, "Ann Price", "ann.price@kirklees.gov.uk")
    group = found_a_group(ann, "open")
    reports = sorted((real_data / "docs" / "binary" / "datagovuk-library").glob("*.pdf"))[:3]
    assert reports
    for report in reports:
        share(ann, group, report.name, report.read_bytes(), title=f"Report {report.stem}")
    page = ann.get("/search?q=data&type=document")
    assert page.text.count("Report ") >= len(reports)
    assert ", page " in page.text
