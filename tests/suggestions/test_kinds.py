"""What search, lists and mails make of suggestions, comments and calls."""

from datetime import timedelta

import pytest
from flask import Flask

from hub.core.registry import ContentKind, hub
from hub.core.uow import unit_of_work
from hub.policy import Forbidden, NotFound
from hub.suggestions import kinds
from hub.suggestions.models import SuggestionComment
from tests.factories import actor_of, end_membership
from tests.suggestions.making import Board, ids_of

HOUR = timedelta(hours=1)


@pytest.fixture
def board(app: Flask) -> Board:
    return Board()


def item_of(app: Flask, kind: ContentKind, row: object):
    with app.test_request_context():
        (item,) = kind.items([row])
    return item


def test_a_line_says_where_it_stands_and_how_many_are_for_it(app: Flask, board: Board) -> None:
    assert item_of(app, kinds.SUGGESTION, board.suggestion).why == "Open"
    board.support(board.member)
    board.comment()
    assert item_of(app, kinds.SUGGESTION, board.suggestion).why == "Open · 1 person supports it · 1 comment"
    board.support(board.other)
    board.move("planned")
    assert item_of(app, kinds.SUGGESTION, board.suggestion).why == "Planned · 2 people support it · 1 comment"


def test_a_line_leads_to_the_suggestion_and_names_its_writer_and_group(app: Flask, board: Board) -> None:
    item = item_of(app, kinds.SUGGESTION, board.suggestion)
    assert (item.url, item.place) == (board.address, "Waste")
    assert item.by.startswith("Asa Author")


def test_a_suggestion_is_found_by_what_is_read_and_not_by_its_marks(board: Board) -> None:
    row = board.suggest("Bins", text="With **lids** and [a map](https://example.org/hidden)")
    (entry,) = kinds.suggestion_entries([row.id])
    assert entry.body == "With lids and a map"
    assert (entry.title, entry.group_id) == ("Bins", board.group.id)


def test_what_was_merged_or_removed_is_found_no_more(board: Board) -> None:
    merged, removed = board.suggest("Merged"), board.suggest("Removed")
    board.do("merge_suggestion", board.facilitator, merged, board.suggestion, reason="Alike")
    board.do("remove_suggestion", board.facilitator, removed, reason="Rude")
    ids = [merged.id, removed.id, board.suggestion.id]
    assert [entry.ref for entry in kinds.suggestion_entries(ids)] == [f"suggestion:{board.suggestion.id}"]


def test_a_long_comment_is_named_by_its_first_whole_words(app: Flask, board: Board) -> None:
    said = board.comment("Collection " * 30)
    title = item_of(app, kinds.COMMENT, said).title
    assert title.endswith("Collection…")
    assert len(title) <= kinds.LONGEST


def test_a_comment_without_a_space_is_cut_to_its_length_too(app: Flask, board: Board) -> None:
    assert len(item_of(app, kinds.COMMENT, board.comment("x" * 500)).title) == kinds.LONGEST


def test_a_comment_says_on_which_suggestion_it_stands_until_it_is_held(app: Flask, board: Board) -> None:
    said = board.comment()
    assert item_of(app, kinds.COMMENT, said).why == "On “A map of recycling centres”"
    board.do("hold_comment", board.facilitator, said, reason="Look at it")
    assert item_of(app, kinds.COMMENT, said).why == "Comment"


def test_comments_are_not_found_while_their_suggestion_is_held(board: Board) -> None:
    said = board.comment()
    assert len(kinds.comment_entries([said.id])) == 1
    board.do("hold_suggestion", board.facilitator, board.suggestion, reason="Look at it")
    assert kinds.comment_entries([said.id]) == []


def test_a_call_says_whether_it_opens_is_open_or_is_over(app: Flask, board: Board) -> None:
    coming, running = board.call(opens=HOUR), board.call()
    assert item_of(app, kinds.CALL, coming).why.startswith("Opens ")
    assert item_of(app, kinds.CALL, running).why.startswith("Open until ")
    board.do("close_call", board.facilitator, running)
    assert item_of(app, kinds.CALL, running).why == "Closed"
    board.do("publish_outcome", board.facilitator, running, outcome="We do it")
    assert item_of(app, kinds.CALL, running).why == "Outcome published"


def test_a_call_is_found_by_its_question_and_by_what_came_of_it(board: Board) -> None:
    call = board.call(question="Which *bins* now?")
    assert kinds.call_entries([call.id])[0].body == "Which bins now?"
    board.do("close_call", board.facilitator, call)
    board.do("publish_outcome", board.facilitator, call, outcome="Brown ones")
    assert kinds.call_entries([call.id])[0].body == "Which bins now?\nBrown ones"


@pytest.mark.parametrize("kind", ["suggestion", "suggestion_comment"])
def test_an_answer_by_mail_stands_under_the_suggestion(board: Board, kind: str) -> None:
    target = board.suggestion if kind == "suggestion" else board.comment("Yes please.")
    with unit_of_work():
        ref = hub().kinds[kind].reply(actor_of(board.other), target.id, "By mail", [])
    made = int(ref.removeprefix("suggestion_comment:"))
    assert ids_of(SuggestionComment, SuggestionComment.suggestion_id == board.suggestion.id)[-1] == made


def test_who_may_not_comment_does_not_by_mail_either(board: Board) -> None:
    end_membership(board.group, board.other)
    for person in (board.other, board.outsider):
        with pytest.raises((NotFound, Forbidden)):
            hub().kinds["suggestion"].reply(actor_of(person), board.suggestion.id, "By mail", [])
    assert ids_of(SuggestionComment) == []
