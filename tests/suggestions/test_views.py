"""The pages of a board without a script: everything works by plain forms."""

import pytest
from flask import Flask

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.follows.actions import mute
from hub.groups import actions as groups
from hub.suggestions.models import Suggestion, SuggestionSupport
from tests.browser import Browser
from tests.factories import actor_of, make_user
from tests.suggestions.making import Board, ids_of


def test_an_idea_from_the_title_to_the_board(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.member)
    browser.get(f"/groups/{board.group.slug}/suggestions")
    browser.click("Make a suggestion")
    browser.submit("Go on", title="Map the recycling centres")
    assert "Is it one of these?" in browser.page
    assert browser.page.link("A map of recycling centres") == board.address
    browser.submit("Put it on the board", text="With their opening hours")
    assert browser.page.h1 == "Map the recycling centres"
    assert "Open 2" in browser.get(f"/groups/{board.group.slug}/suggestions").links


def test_a_suggestion_that_is_refused_stays_in_its_box(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.member)
    browser.get(f"/groups/{board.group.slug}/suggestions/new?title=Bins")
    page = browser.submit("Put it on the board", text="  ", status=422)
    assert "Say what you suggest" in page.errors[0]
    assert 'value="Bins"' in page.html


def test_support_is_given_and_withdrawn_on_the_page(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.member)
    browser.get(board.address)
    browser.submit("Support this")
    assert "You support this" in browser.page
    browser.submit("You support this")
    assert ids_of(SuggestionSupport) == []


def test_a_visitor_reads_a_public_board_and_is_asked_to_sign_in(app: Flask) -> None:
    board = Board("public")
    browser = Browser(app)
    browser.get(board.address)
    assert "Sign in to support it" in browser.page.links
    browser.post(f"{board.address}/support", status=401)
    assert ids_of(SuggestionSupport) == []


def test_an_outsider_of_an_open_group_is_asked_to_join(app: Flask) -> None:
    board = Board("open")
    browser = Browser(app, board.outsider)
    browser.get(board.address)
    assert "Join the group to support it" in browser.page.links
    browser.post(f"{board.address}/support", status=403)


def test_a_comment_stands_at_an_address_for_good(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.member)
    browser.get(board.address)
    browser.submit("Comment", text="For the **small** ones too")
    assert "For the small ones too" in browser.page
    for number in range(25):
        board.comment(f"Number {number}")
    last = ids_of(type(board.comment("The last")))[-1]
    assert "The last" in browser.get(f"/groups/{board.group.slug}/suggestions/comments/{last}")
    assert "Number 3" not in browser.page


def test_an_empty_comment_is_refused_beside_its_box(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.member)
    browser.get(board.address)
    assert "Write your comment first" in browser.submit("Comment", text=" ", status=422).errors[0]


def test_a_suggestion_is_declined_with_a_reason_that_everyone_reads(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.facilitator)
    browser.get(board.address)
    browser.click("Decide")
    assert browser.page.h1 == "Decide on a suggestion"
    page = browser.post(f"{board.address}/move", {"to": "declined"}, status=422)
    assert "Say why" in page.errors[0]
    browser.post(f"{board.address}/move", {"to": "declined", "reason": "The site was sold."})
    assert "The site was sold." in Browser(app, board.author).get(board.address)


def test_those_who_run_the_group_plan_assign_and_note(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.facilitator)
    browser.post(f"{board.address}/move", {"to": "planned"})
    browser.get(f"{board.address}/decide")
    browser.submit("Say when", expected_on="2027-06-01", expected_note="before the summer")
    assert "1 June 2027 · before the summer" in browser.page
    browser.get(f"{board.address}/decide")
    browser.submit("Give it to them", assigned_to=str(board.facilitator.id))
    browser.submit("Add the note", note="Ask the GIS team")
    assert "Ask the GIS team" in browser.page
    assert "Ask the GIS team" not in Browser(app, board.author).get(board.address)


def test_two_suggestions_become_one_and_the_old_address_leads_there(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of all centres")
    board.support(board.member)
    browser = Browser(app, board.facilitator)
    browser.get(board.address)
    browser.click("Merge it into another")
    browser.submit("Merge them", into=str(into.id), reason="The same idea")
    assert browser.page.h1 == "A map of all centres"
    reader = Browser(app, board.member)
    assert reader.get(board.address).h1 == "A map of all centres"
    assert "You support this" in reader.page
    reader.click("A map of recycling centres")
    assert "It is now part of another suggestion" in reader.page


@pytest.mark.parametrize("into", ["", "0", "999999", "none", "9" * 40])
def test_a_merge_into_nothing_is_refused_plainly(app: Flask, into: str) -> None:
    board = Board()
    browser = Browser(app, board.facilitator)
    answer = browser.client.post(f"{board.address}/merge", data={"into": into, "csrf_token": browser.csrf_token()})
    assert answer.status_code in {404, 422}


def test_words_are_mended_and_the_earlier_ones_can_be_read(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    browser = Browser(app, board.author)
    browser.get(board.address)
    browser.click("Change your words")
    browser.submit("Save", title="A list of centres")
    assert browser.page.h1 == "A list of centres"
    reader = Browser(app, board.member)
    reader.get(board.address)
    reader.click("edited; see the earlier words")
    assert "A map of recycling centres" in reader.page
    assert "1 person supported these words" in reader.page


def test_what_is_removed_says_so_to_its_author_and_can_come_back(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.facilitator)
    browser.get(board.address)
    browser.click("Remove it")
    browser.submit("Remove it", reason="It is here twice")
    assert "It is here twice" in Browser(app, board.author).get(board.address)
    Browser(app, board.member).get(board.address, status=404)
    browser.submit("Bring it back")
    Browser(app, board.member).get(board.address)


def test_a_call_from_its_announcement_to_its_outcome(app: Flask) -> None:
    board = Board()
    browser = Browser(app, board.facilitator)
    browser.get(f"/groups/{board.group.slug}/suggestions")
    browser.click("Make a call")
    when = {"opens_on": "2020-01-01", "opens": "09:00", "closes_on": "2036-01-01", "closes": "17:00"}
    browser.submit("Announce it", title="What first?", question="Say what we should do first", **when)
    member = Browser(app, board.member)
    member.get(f"/groups/{board.group.slug}/suggestions")
    member.click("What first?")
    member.click("Make a suggestion")
    member.submit("Go on", title="Bins with lids")
    member.submit("Put it on the board", text="Against gulls")
    assert "For the call What first?" in member.page
    member.click("What first?")
    assert "Bins with lids" in member.page
    browser.submit("Close it now")
    browser.click("Say what came of it")
    browser.submit("Publish", outcome="We buy lids in May")
    assert "We buy lids in May" in Browser(app, board.other).get(browser.page.url)


def test_the_hubs_board_is_made_by_staff_and_found_at_its_short_address(app: Flask) -> None:
    staff = make_user("Sam Staff", is_staff=True)
    person = Browser(app, make_user("Pat Person"))
    assert "no board of its own yet" in person.get("/suggestions")
    person.post("/suggestions", status=404)
    browser = Browser(app, staff)
    browser.get("/suggestions")
    browser.submit("Make the board")
    assert person.get("/suggestions").h1 == "Suggestions"
    person.click("Make a suggestion")
    person.submit("Go on", title="Dark mode, but darker")
    person.submit("Put it on the board", text="For night shifts")
    assert person.page.h1 == "Dark mode, but darker"


def test_a_draft_comes_back_when_the_page_is_opened_again(app: Flask) -> None:
    from hub.drafts.actions import keep_draft

    board = Board()
    with unit_of_work():
        keep_draft(actor_of(board.member), f"group:{board.group.id}:suggestion", {"title": "Bins", "text": "With lids"})
        keep_draft(actor_of(board.member), f"suggestion:{board.suggestion.id}", {"text": "Half a comment"})
    browser = Browser(app, board.member)
    assert "With lids" in browser.get(f"/groups/{board.group.slug}/suggestions/new").html
    browser.submit("Put it on the board")
    assert "With lids" not in browser.get(f"/groups/{board.group.slug}/suggestions/new").html
    assert "Half a comment" in browser.get(board.address).html
    assert "Half a comment" not in Browser(app, board.other).get(board.address).html


def test_hostile_words_are_shown_as_words(app: Flask) -> None:
    board = Board()
    evil = "<script>alert(1)</script><img src=x onerror=alert(1)>[x](javascript:alert(1))"
    board.suggestion = board.suggest(evil[:60], text=evil)
    board.comment(evil)
    board.move("declined", evil)
    for page in ("", "/versions"):
        html = Browser(app, board.member).get(board.address + page).html
        assert not {bad for bad in ("<script>alert", "onerror=alert(1)>[", 'href="javascript') if bad in html}
    board.call(title=evil[:60], question=evil)


def test_no_page_of_a_closed_board_stays_in_a_shared_cache(app: Flask) -> None:
    board = Board("private", name="Quiet")
    call = board.call()
    base = f"/groups/{board.group.slug}/suggestions"
    browser = Browser(app, board.facilitator)
    for page in (
        base,
        board.address,
        f"{board.address}/versions",
        f"{board.address}/decide",
        f"{base}/calls/{call.id}",
    ):
        assert browser.client.get(page).headers["Cache-Control"] == "no-store", page


def test_following_can_be_muted_on_the_page(app: Flask) -> None:
    board = Board()
    with unit_of_work(), app.test_request_context():
        mute(actor_of(board.member), f"suggestion:{board.suggestion.id}")
    assert "Muted" in Browser(app, board.member).get(board.address)


def test_an_archived_board_is_read_and_no_more(app: Flask) -> None:
    board = Board()
    with unit_of_work():
        groups.archive_group(actor_of(board.facilitator), board.group)
    page = Browser(app, board.member).get(board.address)
    assert "Support this" not in page
    Browser(app, board.member).get(f"/groups/{board.group.slug}/suggestions/new", status=403)
    assert db.session.get(Suggestion, board.suggestion.id) is not None
