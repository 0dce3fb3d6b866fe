"""Journeys through the pages of groups, as each kind of person."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.mail import Delivery
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.groups.visibility import widen_due_groups
from hub.policy import Role
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_organisation, make_user


@pytest.fixture
def fay(app: Flask) -> User:
    return make_user("Fay Hill")


def mail_to(person: User) -> str:
    bodies = select(Delivery.body).where(Delivery.recipient == person.email).order_by(Delivery.id.desc())
    return db.session.scalars(bodies).first() or ""


def test_somebody_proposes_a_group_and_describes_it(app: Flask, fay: User) -> None:
    browser = Browser(app, fay)
    browser.get("/groups")
    browser.click("Propose a group")
    browser.submit(
        "Propose this group", name="Bin routes", purpose="For crews", visibility="open", tags="waste, routes"
    )
    assert browser.page.h1 == "Bin routes"
    browser.click("Change what it says")
    browser.submit("Save", landing="We **share** routes", home="## House rules", welcome="Hello")
    assert "House rules" in browser.page
    visitor = Browser(app, make_user())
    assert "We share routes" in visitor.get("/groups/bin-routes")
    assert "House rules" not in visitor.page


def test_a_proposal_with_mistakes_comes_back_with_what_was_typed(app: Flask, fay: User) -> None:
    browser = Browser(app, fay)
    browser.get("/groups/new")
    browser.submit("Propose this group", purpose="For crews", status=422)
    assert browser.page.errors == ["Give the group a name.", "Choose who can read the group."]
    assert "For crews" in browser.page.html


def test_where_staff_approve_a_group_waits_and_its_maker_hears(app: Flask, fay: User) -> None:
    app.extensions["settings"] = _with(app.extensions["settings"], approve_groups=True)
    maker = Browser(app, fay)
    maker.get("/groups/new")
    maker.submit("Propose this group", name="Bin routes", purpose="For crews", visibility="public")
    assert "waits for staff" in maker.page
    Browser(app).get("/groups/bin-routes", status=404)
    staff = Browser(app, make_user("Staff", is_staff=True))
    staff.get("/groups/proposals")
    staff.submit("Approve")
    assert "Nothing waits for you" in staff.page
    assert "can begin" in mail_to(fay)
    assert actor_of(fay).roles
    Browser(app).get("/groups/bin-routes")


def _with(settings: object, **changes: object) -> object:
    from dataclasses import replace

    return replace(settings, **changes)


def test_a_declined_proposal_sends_the_reason(app: Flask, fay: User) -> None:
    with unit_of_work():
        app.extensions["settings"] = _with(app.extensions["settings"], approve_groups=True)
    maker = Browser(app, fay)
    maker.get("/groups/new")
    maker.submit("Propose this group", name="Bin routes", purpose="For crews", visibility="public")
    staff = Browser(app, make_user("Staff", is_staff=True))
    staff.get("/groups/proposals")
    staff.click("Decline")
    staff.submit("Decline", status=422)
    staff.submit("Decline", reason="There is one already")
    assert "There is one already" in mail_to(fay)
    assert "was not approved" in maker.get("/groups/bin-routes")


def test_proposals_are_staffs_alone(app: Flask, fay: User) -> None:
    Browser(app, fay).get("/groups/proposals", status=404)
    Browser(app, fay).get("/groups/without-facilitator", status=404)


def test_a_visitor_sees_public_groups_alone(app: Flask, fay: User) -> None:
    for visibility in ("public", "open", "restricted", "private"):
        make_group(visibility.title(), visibility, facilitator=fay)
    visitor = Browser(app)
    assert [link for link in visitor.get("/groups").links.values() if link.startswith("/groups/")] == ["/groups/public"]
    assert "Sign in to join" in visitor.get("/groups/public")
    for slug in ("open", "restricted", "private", "nowhere"):
        assert visitor.get(f"/groups/{slug}", status=404).h1 == visitor.get("/groups/nowhere", status=404).h1


def test_joining_and_leaving_an_open_group(app: Flask, fay: User) -> None:
    make_group(facilitator=fay)
    browser = Browser(app, make_user("Ann"))
    browser.get("/groups/parking")
    browser.submit("Join this group")
    assert "You joined Parking." in browser.page
    assert "Ann" in browser.get("/groups/parking/people")
    browser.get("/groups/parking")
    browser.click("Leave this group")
    browser.submit("Leave")
    assert "You are no longer a member." in browser.page


def test_the_last_facilitator_cannot_leave_and_is_told_what_to_do(app: Flask, fay: User) -> None:
    make_group(facilitator=fay)
    browser = Browser(app, fay)
    browser.get("/groups/parking/leave")
    browser.submit("Leave", status=422)
    assert browser.page.errors == ["A group always needs a facilitator. Make another member a facilitator first."]


def test_asking_to_join_and_being_let_in(app: Flask, fay: User) -> None:
    make_group(visibility="restricted", facilitator=fay)
    ann = make_user("Ann")
    asker, runs = Browser(app, ann), Browser(app, fay)
    asker.get("/groups/parking")
    asker.click("Ask to join")
    asker.submit("Send", reason="I run parking in Leeds")
    assert "You have asked to join" in asker.page
    runs.get("/groups/parking")
    runs.click("1 person asks to join")
    assert "I run parking in Leeds" in runs.page
    runs.submit("Let them in")
    assert "You are now a member" in mail_to(ann)
    asker.get("/groups/parking/people")


def test_being_declined_with_a_reason(app: Flask, fay: User) -> None:
    make_group(visibility="restricted", facilitator=fay)
    ann = make_user("Ann")
    asker, runs = Browser(app, ann), Browser(app, fay)
    asker.get("/groups/parking/ask")
    asker.submit("Send", reason="I am curious")
    runs.get("/groups/parking/requests")
    runs.click("Decline")
    runs.submit("Decline", reason="For officers alone")
    assert "For officers alone" in mail_to(ann)
    asker.get("/groups/parking/people", status=404)


def test_inviting_shows_a_result_for_each_address(app: Flask, fay: User) -> None:
    make_group("Peer review", "private", facilitator=fay)
    browser = Browser(app, fay)
    browser.get("/groups/peer-review/invite")
    browser.submit("Send invitations", addresses=f"new@leeds.gov.uk\nnonsense\n{fay.email}")
    cells = browser.page.all("td")
    assert cells == ["Sent", "Not an e-mail address", "Already a member of this group"]
    browser.get("/groups/peer-review/invite")
    browser.submit("Withdraw")
    assert "no longer works" in browser.page


def test_an_invitation_is_spent_by_the_button_and_not_by_the_link(app: Flask, fay: User) -> None:
    make_group("Peer review", "private", facilitator=fay)
    runs = Browser(app, fay)
    runs.get("/groups/peer-review/invite")
    runs.submit("Send invitations", addresses="new@leeds.gov.uk")
    path = re.search(r"/invitations/\S+", db.session.scalar(select(Delivery.body))).group()
    scanner = Browser(app)
    for _ in range(3):
        assert scanner.get(path).h1 == "Join Peer review"
    assert "new@leeds.gov.uk" in scanner.page
    guest = Browser(app, make_user(email="new@leeds.gov.uk"))
    guest.get(path)
    guest.submit("Join this group")
    assert guest.page.h1 == "Peer review"
    assert scanner.get(path).h1 == "This link no longer works"


def test_a_facilitator_makes_another_and_confirms_what_people_say_of_their_work(app: Flask, fay: User) -> None:
    group, ann = make_group(facilitator=fay), make_user("Ann")
    add_member(group, ann)
    browser = Browser(app, fay)
    browser.get("/groups/parking/people")
    browser.submit("Make them a facilitator", action=f"/{ann.id}/role")
    assert actor_of(ann).roles == {group.id: Role.FACILITATOR}
    browser.submit("Confirm their work", action=f"/{ann.id}/confirm")
    assert "You have confirmed what they say" in browser.page


def test_a_removed_member_finds_the_door_closed_at_once(app: Flask, fay: User) -> None:
    group, ann = make_group(visibility="private", facilitator=fay), make_user("Ann")
    add_member(group, ann)
    theirs, runs = Browser(app, ann), Browser(app, fay)
    theirs.get("/groups/parking")
    runs.get(f"/groups/parking/people/{ann.id}/remove")
    runs.submit("Remove them", reason="Changed jobs")
    theirs.get("/groups/parking", status=404)
    assert "Changed jobs" in mail_to(ann)


def test_widening_says_how_much_and_whom_it_tells(app: Flask, fay: User) -> None:
    group, ann = make_group(visibility="private", facilitator=fay), make_user("Ann")
    add_member(group, ann)
    browser = Browser(app, fay)
    browser.get("/groups/parking/visibility")
    browser.submit("Continue", visibility="open")
    assert "0 things that only members can read now" in browser.page
    browser.submit("Tell the members", days="0")
    assert "The members have been told" in browser.page
    assert "about to change" in mail_to(ann)
    widen_due_groups()
    assert Browser(app, make_user()).get("/groups/parking").status == 200


def test_narrowing_is_done_at_once_and_a_widening_can_be_stopped(app: Flask, fay: User) -> None:
    make_group(visibility="open", facilitator=fay)
    browser, stranger = Browser(app, fay), Browser(app, make_user())
    browser.get("/groups/parking/visibility")
    browser.submit("Continue", visibility="private")
    stranger.get("/groups/parking", status=404)
    browser.get("/groups/parking/visibility")
    browser.submit("Continue", visibility="public")
    browser.submit("Tell the members", days="7")
    browser.submit("Leave it as it is")
    assert "The group stays as it is." in browser.page


def test_archiving_and_opening_again(app: Flask, fay: User) -> None:
    make_group(facilitator=fay)
    browser = Browser(app, fay)
    browser.get("/groups/parking")
    browser.click("Archive it")
    browser.submit("Archive it")
    assert "This group is archived" in browser.page
    assert "Archived" in Browser(app, make_user()).get("/groups?search=parking")
    browser.click("Open it again")
    browser.submit("Open it again")
    assert "This group is archived" not in browser.page


def test_staff_hand_over_a_group_that_nobody_runs_without_reading_its_name(app: Flask) -> None:
    ann = make_user("Ann")
    group = make_group("Secret merger", "private", slug="x7k2", facilitator=make_user(state="suspended"))
    add_member(group, ann)
    staff = Browser(app, make_user("Staff", is_staff=True))
    assert "Secret merger" not in staff.get("/groups/without-facilitator").html
    staff.submit("Make them facilitator", group_id=str(group.id), email=ann.email, reason="Nobody ran it")
    assert "Every group has someone who runs it." in staff.page
    assert "Nobody ran it" in mail_to(ann)


def test_a_members_only_page_leaves_no_copy_on_a_shared_computer(app: Flask, fay: User) -> None:
    for visibility in ("public", "open", "restricted", "private"):
        make_group(visibility.title(), visibility, facilitator=fay)
    browser = Browser(app, fay)
    kept = {v: browser.get(f"/groups/{v}").response.headers["Cache-Control"] for v in ("public", "open")}
    assert "no-store" not in kept.values()
    for visibility in ("restricted", "private"):
        for page in ("", "/people", "/invite", "/settings", "/visibility", "/archive", "/requests"):
            shown = browser.get(f"/groups/{visibility}{page}")
            assert shown.response.headers["Cache-Control"] == "no-store"


def test_pages_of_facilitators_are_theirs_alone(app: Flask, fay: User) -> None:
    group, ann = make_group(facilitator=fay), make_user("Ann")
    add_member(group, ann)
    browser = Browser(app, ann)
    for page in ("invite", "settings", "visibility", "archive", "requests", "widen?to=public"):
        browser.get(f"/groups/parking/{page}", status=403)
    browser.get(f"/groups/parking/people/{fay.id}/remove", status=403)


def test_the_directory_finds_filters_and_says_when_nothing_fits(app: Flask, fay: User) -> None:
    make_group("Parking", purpose="Kerbs", facilitator=fay)
    browser = Browser(app, fay)
    browser.get("/groups")
    browser.submit("Find groups", search="kerbs")
    assert "Parking" in browser.page
    assert "You are a member" in browser.page
    browser.submit("Find groups", search="bins")
    assert "No group fits that." in browser.page


def test_a_council_is_named_beside_its_people(app: Flask, fay: User) -> None:
    group = make_group(facilitator=fay)
    add_member(group, make_user("Ann", organisation=make_organisation("Leeds")))
    assert "Leeds" in Browser(app, fay).get("/groups/parking/people")
    assert db.session.get(Group, group.id).member_count == 2
