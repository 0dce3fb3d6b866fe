"""What forms of a board get that no page sends: it is refused beside its field, and nothing changes."""

from datetime import timedelta

import pytest
from flask import Flask

from hub.suggestions.models import Call, SuggestionComment, SuggestionNote
from tests.browser import Browser
from tests.suggestions.making import Board, ids_of

WHEN = {"opens_on": "2026-01-05", "opens": "09:00", "closes_on": "2036-01-05", "closes": "17:00"}


@pytest.fixture
def board(app: Flask) -> Board:
    return Board()


@pytest.fixture
def runner(app: Flask, board: Board) -> Browser:
    return Browser(app, board.facilitator)


def calls_of(board: Board) -> str:
    return f"/groups/{board.group.slug}/suggestions/calls"


@pytest.mark.parametrize("to", ["merged", "nowhere", "open", "DECLINED", "9" * 400])
def test_a_suggestion_moves_to_no_status_that_was_not_offered(board: Board, runner: Browser, to: str) -> None:
    board.move("planned")
    page = runner.post(f"{board.address}/move", {"to": to, "reason": "So it is"}, status=422)
    assert "It cannot go there" in page.errors[0]
    assert board.counts() == {"planned": 1}


def test_a_move_without_a_status_asks_for_one(board: Board, runner: Browser) -> None:
    assert "Choose where it stands" in runner.post(f"{board.address}/move", status=422).errors[0]


def test_a_reason_that_is_too_long_comes_back_whole(board: Board, runner: Browser) -> None:
    reason = "so " * 700
    page = runner.post(f"{board.address}/move", {"to": "declined", "reason": reason}, status=422)
    assert reason.strip() in page.html
    assert board.counts() == {"open": 1}


@pytest.mark.parametrize("day", ["tomorrow", "2027-02-30", "30/06/2027", "99999-01-01"])
def test_a_day_that_is_none_is_refused_and_nothing_is_promised(board: Board, runner: Browser, day: str) -> None:
    board.move("planned")
    runner.post(f"{board.address}/expect", {"expected_on": day, "expected_note": "soon"}, status=422)
    assert (board.suggestion.expected_on, board.suggestion.expected_note) == (None, "")


def test_only_what_is_planned_can_be_expected_on_a_day(board: Board, runner: Browser) -> None:
    page = runner.post(f"{board.address}/expect", {"expected_on": "2027-06-01"}, status=422)
    assert "Only what is planned has a date" in page.errors[0]


@pytest.mark.parametrize("who", ["member", "nobody", "huge"])
def test_it_is_given_to_nobody_who_does_not_run_the_group(board: Board, runner: Browser, who: str) -> None:
    chosen = {"member": str(board.member.id), "nobody": "none", "huge": "9" * 30}[who]
    runner.post(f"{board.address}/assign", {"assigned_to": chosen}, status=422)
    assert board.suggestion.assigned_to_id is None


def test_an_empty_note_is_refused_and_not_kept(board: Board, runner: Browser) -> None:
    assert "Write the note first" in runner.post(f"{board.address}/note", {"note": " \n"}, status=422).errors[0]
    assert ids_of(SuggestionNote) == []


@pytest.mark.parametrize("page", ["decide", "merge", "remove"])
def test_the_pages_of_those_who_run_it_are_nobody_elses(app: Flask, board: Board, page: str) -> None:
    for person, status in ((board.author, 403), (board.outsider, 404)):
        Browser(app, person).get(f"{board.address}/{page}", status=status)


@pytest.mark.parametrize("verb", ["move", "expect", "assign", "note", "hold", "release"])
def test_nothing_is_decided_by_a_form_that_a_member_made_up(app: Flask, board: Board, verb: str) -> None:
    data = {"to": "declined", "reason": "Mine", "note": "Mine", "assigned_to": ""}
    Browser(app, board.member).post(f"{board.address}/{verb}", data, status=403)
    assert board.counts() == {"open": 1}


def test_a_suggestion_does_not_open_under_another_groups_address(app: Flask, board: Board) -> None:
    elsewhere = Board(name="Elsewhere")
    address = f"/groups/{elsewhere.group.slug}/suggestions/{board.suggestion.id}"
    browser = Browser(app, elsewhere.facilitator)
    for page in ("", "/decide", "/versions", "/merge"):
        browser.get(address + page, status=404)
    browser.post(f"{address}/move", {"to": "done"}, status=404)


@pytest.mark.parametrize("query", ["status=nowhere&sort=x", "cursor=x%FF", "cursor=" + "A" * 3000])
def test_an_address_typed_by_hand_still_shows_the_board(board: Board, runner: Browser, query: str) -> None:
    assert runner.get(f"/groups/{board.group.slug}/suggestions?{query}").h1


@pytest.mark.parametrize("call", ["none", "-1", "9" * 40, "٣x"])
def test_a_suggestion_for_a_call_that_is_none_is_for_no_call(app: Flask, board: Board, call: str) -> None:
    browser = Browser(app, board.member)
    browser.get(f"/groups/{board.group.slug}/suggestions/new?title=Bins&call={call}")
    browser.submit("Put it on the board", text="With lids", call=call)
    assert browser.page.h1 == "Bins"


def test_a_suggestion_for_a_call_elsewhere_is_not_taken(app: Flask, board: Board) -> None:
    call = Board(name="Elsewhere").call()
    page = f"/groups/{board.group.slug}/suggestions/new?title=Bins&call={call.id}"
    Browser(app, board.member).get(page, status=404)


@pytest.mark.parametrize("field", ["opens_on", "opens", "closes_on", "closes"])
@pytest.mark.parametrize("value", ["", "soon", "25:61"])
def test_a_call_needs_days_and_hours_that_there_are(board: Board, runner: Browser, field: str, value: str) -> None:
    announced = {"title": "What first?", "question": "Say", **WHEN, field: value}
    page = runner.post(f"{calls_of(board)}/new", announced, status=422)
    assert len(page.errors) == 1
    assert ids_of(Call) == []


def test_a_call_that_closes_before_it_opens_says_so_by_the_closing_day(board: Board, runner: Browser) -> None:
    announced = {"title": "What first?", "question": "Say", **WHEN, "opens_on": "2036-02-01"}
    page = runner.post(f"{calls_of(board)}/new", announced, status=422)
    assert "It must close after it opens" in page.errors[0]
    assert 'value="What first?"' in page.html


def test_a_call_in_the_hour_that_clocks_skip_is_refused(board: Board, runner: Browser) -> None:
    announced = {"title": "What first?", "question": "Say", **WHEN, "closes_on": "2027-03-28", "closes": "01:30"}
    assert "Clocks go forward" in runner.post(f"{calls_of(board)}/new", announced, status=422).errors[0]


def test_a_call_of_long_ago_can_still_be_changed_by_its_form(board: Board, runner: Browser) -> None:
    announced = {"title": "What first?", "question": "Say", **WHEN, "opens_on": "0900-01-01"}
    runner.post(f"{calls_of(board)}/new", announced)
    runner.get(f"{calls_of(board)}/{ids_of(Call)[0]}/edit")
    assert runner.submit("Save", title="What next?", opens_on="2026-01-05").h1 == "What next?"


def test_an_outcome_waits_until_the_call_has_closed(board: Board, runner: Browser) -> None:
    call = board.call(closes=timedelta(days=1))
    page = runner.post(f"{calls_of(board)}/{call.id}/outcome", {"outcome": "We do it"}, status=422)
    assert "still open" in page.errors[0]
    assert "We do it" in page.html


@pytest.mark.parametrize("page", ["new", "{id}/edit", "{id}/outcome"])
def test_members_neither_call_nor_change_a_call(app: Flask, board: Board, page: str) -> None:
    path = page.format(id=board.call().id)
    Browser(app, board.member).get(f"{calls_of(board)}/{path}", status=403)
    assert Browser(app).get(f"{calls_of(board)}/{path}").h1 == "Sign in"


def test_a_comment_is_changed_by_whoever_wrote_it_alone(app: Flask, board: Board) -> None:
    said = board.comment("First words")
    address = f"/groups/{board.group.slug}/suggestions/comments/{said.id}/edit"
    Browser(app, board.other).get(address, status=403)
    writer = Browser(app, board.member)
    writer.get(address)
    assert "Write your comment first" in writer.submit("Save", text=" ", status=422).errors[0]
    writer.submit("Save", text="Other words")
    assert "Other words" in writer.page


def test_a_comment_taken_down_is_gone_for_members_and_keeps_its_suggestion(app: Flask, board: Board) -> None:
    said = board.comment("Rude words")
    runner = Browser(app, board.facilitator)
    runner.get(f"/groups/{board.group.slug}/suggestions/comments/{said.id}/remove")
    runner.submit("Remove it", reason="Rude")
    assert "Rude words" not in Browser(app, board.other).get(board.address)
    assert ids_of(SuggestionComment, SuggestionComment.removed_at.is_(None)) == []


def test_a_very_large_page_number_shows_the_comments_there_are(app: Flask, board: Board) -> None:
    board.comment("The only one")
    browser = Browser(app, board.member)
    assert "The only one" in browser.get(f"{board.address}?from=x")
    for number in ("-5", "0"):
        assert "The only one" in browser.get(f"{board.address}?from={number}")
