"""Among 120,000 people a member with few rights finds someone by the index, whatever they look for."""

import pytest
from flask import Flask

from tests.browser import Browser
from tests.factories import make_user
from tests.people.crowd import make_crowd
from tests.people.plans import planned, tables_read_whole
from tests.statements import counted

SIZE = 120_000
MOST_QUERIES = 12
LARGE = ("users", "appointments", "person_words")
NARROW = (
    "",
    "q=name77",
    "q=name77+family42",
    "q=zzzz",
    "subject=subject77",
    "organisation=7",
    "q=family77&kind=councillor",
    "like=overall",
    "like=economic&kind=councillor",
)
WIDE = ("q=place7", "subject=parking", "kind=councillor", "region=Wales&type=UA", "group=parking")
"""These answer to a large part of everyone, so that reading a table whole may be the quickest way."""


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Someone in one council and no group, who is no member of staff, with the list of people opened once."""
    councils = make_crowd(SIZE)
    browser = Browser(app, make_user("Rae Reader", organisation=councils[0]))
    browser.get("/people")
    return browser


@pytest.mark.both_databases
def test_looking_among_a_country_of_people_costs_few_statements_and_reads_no_table_whole(browser: Browser) -> None:
    for asked in NARROW:
        with planned(*LARGE) as plans, counted() as statements:
            browser.get(f"/people?{asked}")
        assert plans
        assert len(statements) <= MOST_QUERIES, "\n".join(statements)
        whole = tables_read_whole(plans, *LARGE)
        assert not whole, f"{asked or 'everyone'}: {whole} in\n" + "\n".join(plans)
    for asked in WIDE:
        with counted() as statements:
            page = browser.get(f"/people?{asked}")
        assert len(statements) <= MOST_QUERIES, "\n".join(statements)
        assert "Name" in page.text
    browser.get("/people?like=overall")
    assert "similar to yours (1st, overall)" in browser.page
    assert len(browser.page.text.split("similar to yours")) == 21, "a page of twenty, the nearest first"


def test_a_person_in_forty_groups_among_others_in_them_costs_few_statements(app: Flask) -> None:
    from tests.factories import add_member, make_group

    reader, other = make_user("Rae Reader"), make_user("Olu Other", works_on_seen_by="groups")
    for number in range(40):
        add_member(make_group(f"Group {number}", facilitator=reader), other)
    browser = Browser(app, reader)
    browser.get("/account")  # rights are read once, and kept while they stand
    for path in ("/people", f"/people/{other.id}", "/networks", "/networks/connections"):
        with counted() as statements:
            browser.get(path)
        assert len(statements) <= MOST_QUERIES, path + "\n" + "\n".join(statements)
