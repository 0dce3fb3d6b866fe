"""The pages of organisations, and what staff complete on them."""

from datetime import date

import pytest
from sqlalchemy import select

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.organisations.models import DomainProposal, EmailDomain, Organisation, SimilarOrganisation, Succession
from hub.organisations.queries import find_organisation, list_organisations_of_email
from hub.policy import VISITOR
from tests.browser import Browser
from tests.factories import make_organisation, make_user


@pytest.fixture
def staff(app):
    return Browser(app, make_user("Sam Staff", is_staff=True))


@pytest.fixture
def cumbria(app):
    return make_organisation("Cumbria", code="CMA", nation="England", region="North West", end_date=date(2023, 4, 1))


@pytest.fixture
def cumberland(app, cumbria):
    cumberland = make_organisation("Cumberland", code="CBD", nation="England", region="North West", authority_type="UA")
    with unit_of_work():
        db.session.add(Succession(from_id=cumbria.id, to_id=cumberland.id, on=date(2023, 4, 1)))
    return cumberland


def shown(browser, query=""):
    return browser.get(f"/organisations{query}").all(".hub-item__title")


def test_anyone_reads_the_list(app, cumbria, cumberland):
    assert shown(Browser(app)) == ["Cumberland Council", "Cumbria Council"]


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?q=cumber", ["Cumberland Council"]),
        ("?q=cma", ["Cumbria Council"]),
        ("?still=current", ["Cumberland Council", "Cardiff Council"]),
        ("?still=former", ["Cumbria Council"]),
        ("?nation=Wales", ["Cardiff Council"]),
        ("?region=North+West&type=UA", ["Cumberland Council"]),
        ("?q=nothing", []),
        ("?q=100%25", []),
    ],
)
def test_the_list_is_narrowed(app, cumbria, cumberland, query, names):
    make_organisation("Cardiff", nation="Wales")
    assert sorted(shown(Browser(app), query)) == sorted(names)


@pytest.mark.both_databases
def test_pages_of_the_list_keep_what_was_looked_for(app):
    for number in range(25):
        make_organisation(f"Ham {number:02}", nation="England")
    browser = Browser(app)
    assert len(shown(browser, "?nation=England")) == 20
    browser.click("Next page")
    assert len(browser.page.all(".hub-item__title")) == 5
    assert browser.page.tree.css_first("option[selected][value=England]")


def test_an_abolished_council_stays_with_its_date_and_its_successors(app, cumbria, cumberland):
    page = Browser(app).get(f"/organisations/{cumbria.id}")
    assert "This organisation no longer exists." in page
    assert "1 April 2023" in page
    assert page.link("Cumberland Council") == f"/organisations/{cumberland.id}"
    assert "Cumbria Council" in Browser(app).get(f"/organisations/{cumberland.id}")


def test_where_the_register_is_silent_the_page_says_so_and_staff_add(app, staff):
    antrim = make_organisation("Antrim", end_date=date(2015, 3, 31))
    successor = make_organisation("Antrim and Newtownabbey")
    silence = "The register does not say who took over from this organisation."
    assert silence in staff.get(f"/organisations/{antrim.id}")
    staff.click("Add a successor")
    staff.submit("Add the successor", successor=str(successor.id), on="2015-04-01")
    assert silence not in staff.page
    assert "Antrim and Newtownabbey Council (1 April 2015)" in staff.page


def test_a_successor_is_added_once_and_is_another(app, staff, cumbria, cumberland):
    path = f"/organisations/{cumberland.id}/successors/new"
    staff.get(path)
    staff.submit("Add the successor", successor=str(cumberland.id), status=422)
    assert staff.page.errors == ["An organisation cannot follow itself."]


def test_similar_councils_are_shown_by_three_lenses_with_their_rank(app, cumberland):
    near = make_organisation("Northumberland")
    with unit_of_work():
        for basis, rank in (("global", 1), ("economic", 4), ("demographic", 2)):
            db.session.add(
                SimilarOrganisation(organisation_id=cumberland.id, basis=basis, rank=rank, similar_id=near.id)
            )
    page = Browser(app).get(f"/organisations/{cumberland.id}")
    assert page.all("h3") == ["Alike in most ways", "Alike in their economy", "Alike in their people"]
    assert [node.attributes["value"] for node in page.tree.css("main ol li[value]")] == ["1", "4", "2"]


def test_people_here_are_offered_to_those_signed_in_alone(app, cumberland):
    assert "People here" not in Browser(app).get(f"/organisations/{cumberland.id}")
    ann = make_user("Ann Price", organisation=cumberland)
    browser = Browser(app, ann)
    browser.get(f"/organisations/{cumberland.id}")
    assert "Ann Price" in browser.click("See the people of Cumberland")


def test_an_absent_organisation_is_not_found(app):
    Browser(app).get("/organisations/999", status=404)


def test_staff_add_another_body_with_its_domains(app, staff):
    staff.get("/organisations/new")
    staff.submit(
        "Add the organisation",
        official_name="Cumbria Constabulary",
        kind="police",
        domains="cumbria.police.uk\n*.cumbria-police.example.org",
    )
    assert "cumbria.police.uk" in staff.page
    (found,) = list_organisations_of_email(VISITOR, "a@sub.cumbria-police.example.org")
    assert (found.kind, found.official_name) == ("police", "Cumbria Constabulary")


@pytest.mark.parametrize("domains", ["gov.uk", "*.gov.uk", "gmail.com", "not a domain", "a..b.uk", "-x.uk"])
def test_a_domain_of_many_or_none_is_refused_and_nothing_is_added(app, staff, domains):
    staff.get("/organisations/new")
    staff.submit("Add the organisation", official_name="X Fire", kind="fire", domains=domains, status=422)
    assert staff.page.errors
    db.session.rollback()
    assert find_organisation(VISITOR, "X Fire") is None


def test_a_body_is_not_added_twice_and_a_name_has_an_end(app, staff, cumberland):
    staff.get("/organisations/new")
    staff.submit("Add the organisation", official_name="Cumberland Council", kind="other", status=422)
    assert staff.page.errors == ["There is already an organisation of this name."]
    staff.submit("Add the organisation", official_name="A" * 300, kind="other", status=422)
    assert staff.page.errors == ["Use at most 200 characters."]
    assert "A" * 300 in staff.page.html


def propose(organisation, domain="cumberland.gov.uk"):
    with unit_of_work():
        db.session.add(DomainProposal(domain=domain, organisation_id=organisation.id))


def test_staff_decide_a_proposed_domain(app, staff, cumberland, cumbria):
    propose(cumberland)
    propose(cumbria, "cumbria.gov.uk")
    assert "2 domains wait." in staff.get("/organisations/domain-proposals")
    first, second = db.session.scalars(select(DomainProposal.id).order_by(DomainProposal.id)).all()
    staff.submit("Trust", action=f"/{first}/accept")
    staff.submit("Decline", action=f"/{second}/decline")
    assert "0 domains wait." in staff.page
    assert db.session.scalars(select(EmailDomain.domain)).all() == ["cumberland.gov.uk"]
    staff.post(f"/organisations/domain-proposals/{second}/accept", status=422)


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_staff_s_pages_are_absent_for_others(app, cumberland, is_signed_in):
    propose(cumberland)
    browser = Browser(app, make_user() if is_signed_in else None)
    for path in ("new", "domain-proposals", f"{cumberland.id}/domains/new", f"{cumberland.id}/successors/new"):
        if is_signed_in:
            browser.get(f"/organisations/{path}", status=404)
        else:
            assert browser.get(f"/organisations/{path}").h1 == "Sign in"
    browser.post("/organisations/domain-proposals/1/accept", status=404 if is_signed_in else 401)
    assert db.session.scalar(select(EmailDomain)) is None


def test_trusted_domains_are_shown_to_staff_alone(app, staff, cumberland):
    staff.get(f"/organisations/{cumberland.id}")
    staff.click("Add a domain")
    staff.submit("Trust this domain", domain="*.cumberland.gov.uk")
    assert "*.cumberland.gov.uk" in staff.page
    assert "cumberland.gov.uk" not in Browser(app, make_user()).get(f"/organisations/{cumberland.id}").text


@pytest.mark.both_databases
def test_a_domain_may_belong_to_several_and_an_ended_body_is_none_of_them(app, cumbria, cumberland):
    other = make_organisation("Westmorland")
    with unit_of_work():
        for organisation in (cumbria, cumberland, other):
            db.session.add(EmailDomain(domain="shared.gov.uk", organisation_id=organisation.id))
    found = list_organisations_of_email(VISITOR, "Ann@SHARED.gov.uk")
    assert [row.nice_name for row in found] == ["Cumberland", "Westmorland"]


def test_an_exact_domain_does_not_cover_what_is_below_it(app, cumberland):
    with unit_of_work():
        db.session.add(EmailDomain(domain="cumberland.gov.uk", organisation_id=cumberland.id))
    assert list_organisations_of_email(VISITOR, "a@schools.cumberland.gov.uk") == []
    assert list_organisations_of_email(VISITOR, "a@evilcumberland.gov.uk") == []


@pytest.mark.both_databases
def test_a_current_organisation_is_found_before_a_former_of_the_same_name(app):
    make_organisation("Dorset", end_date=date(2019, 3, 31))
    current = make_organisation("Dorset")
    assert find_organisation(VISITOR, " dorset ").id == current.id
    assert db.session.scalar(select(Organisation).where(Organisation.id == current.id)).is_current
