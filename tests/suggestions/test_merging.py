"""Merging: who supports comes along once, what was said comes along, and it never goes to more readers."""

import pytest
from flask import Flask

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.follows.queries import find_follow
from hub.policy import Forbidden, Role
from hub.suggestions import queries
from hub.suggestions.models import Suggestion, SuggestionComment, SuggestionSupport
from tests.factories import actor_of, add_member, make_group
from tests.suggestions.making import Board, ids_of, listen

pytestmark = pytest.mark.both_databases


def merge(board: Board, into: Suggestion, suggestion: Suggestion | None = None, reason: str = "") -> None:
    board.do("merge_suggestion", board.facilitator, suggestion or board.suggestion, into, reason=reason)
    for row in (board.suggestion, into):
        db.session.refresh(row)


def elsewhere(board: Board, visibility: str) -> Suggestion:
    """A suggestion in another group that the same person runs."""
    group = make_group(f"Elsewhere {visibility}", visibility, facilitator=board.facilitator)
    return board.do("make_suggestion", board.facilitator, group, title="A map", text="For all")


def test_nobody_who_supported_both_counts_twice(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    board.support(board.member, board.other)
    board.support(board.member, board.author, suggestion=into)
    merge(board, into)
    assert (into.support_count, board.suggestion.support_count) == (3, 0)
    assert len(ids_of(SuggestionSupport, SuggestionSupport.target_id == into.id)) == 3
    assert board.counts() == {"open": 1, "merged": 1}


def test_comments_come_along_and_say_where_they_were_made(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    said = board.comment("For the small ones too")
    merge(board, into)
    db.session.refresh(said)
    assert (said.suggestion_id, said.came_from_id) == (into.id, board.suggestion.id)
    assert (into.comment_count, board.suggestion.comment_count) == (1, 0)


def test_followers_come_along_and_are_told_with_the_reason(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    board.support(board.member)
    heard = listen()
    merge(board, into, reason="The same idea")
    assert find_follow(actor_of(board.member), f"suggestion:{into.id}") is not None
    told = next(one for one in heard if one.notice == "suggestion.merged")
    assert (told.about, told.reason) == ((f"suggestion:{board.suggestion.id}",), "The same idea")


def test_it_is_merged_neither_into_itself_nor_twice_nor_into_a_merged_one(app: Flask) -> None:
    board = Board()
    into, third = board.suggest("A map of centres"), board.suggest("Another map")
    with pytest.raises(Refused, match="itself"):
        merge(board, board.suggestion)
    merge(board, into)
    with pytest.raises(Refused, match="merged already"):
        merge(board, third)
    with pytest.raises(Refused, match="itself merged"):
        merge(board, board.suggestion, third)


def test_what_was_merged_before_leads_to_where_all_of_it_went(app: Flask) -> None:
    board = Board()
    into, last = board.suggest("A map of centres"), board.suggest("The one map")
    merge(board, into)
    merge(board, last, into)
    found = queries.find_merged_into(actor_of(board.member), board.suggestion)
    assert found is not None
    assert found.id == last.id


@pytest.mark.parametrize(
    ("visibility", "wider"), [("restricted", "open"), ("private", "restricted"), ("open", "public")]
)
def test_it_never_goes_to_where_more_people_read(app: Flask, visibility: str, wider: str) -> None:
    board = Board(visibility)
    into = elsewhere(board, wider)
    with pytest.raises(Refused, match="More people"):
        merge(board, into)
    assert board.suggestion.status == "open"


def test_in_a_narrower_group_only_those_who_may_read_it_come_along(app: Flask) -> None:
    board = Board("open")
    into = elsewhere(board, "private")
    add_member(into.group, board.member)
    board.support(board.member, board.other)
    said = board.comment("Only for us now")
    merge(board, into)
    db.session.refresh(said)
    assert into.support_count == 1
    assert find_follow(actor_of(board.other), f"suggestion:{into.id}") is None
    assert (said.group_id, said.audience) == (into.group_id, f"group:{into.group_id}")
    assert queries.find_merged_into(actor_of(board.other), board.suggestion) is None


def test_one_merges_only_on_boards_that_one_runs(app: Flask) -> None:
    board = Board("open")
    foreign = make_group("Foreign", "open")
    add_member(foreign, board.facilitator)
    into = board.do("make_suggestion", board.facilitator, foreign, title="A map", text="For all")
    with pytest.raises(Forbidden):
        merge(board, into)
    assert into not in queries.list_merge_targets(actor_of(board.facilitator), board.suggestion)


def test_what_is_held_or_removed_is_merged_with_nothing(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    board.do("hold_suggestion", board.facilitator, into, reason="A look first")
    for pair in ((board.suggestion, into), (into, board.suggestion)):
        with pytest.raises(Refused, match="held or removed"):
            merge(board, pair[1], pair[0])


def test_a_removed_comment_comes_along_as_hidden_as_it_was(app: Flask) -> None:
    board = Board()
    into, said = board.suggest("A map of centres"), board.comment("Rude")
    board.do("remove_comment", board.facilitator, said, reason="Rude")
    merge(board, into)
    assert ids_of(SuggestionComment, SuggestionComment.reach == "group") == []
    assert into.comment_count == 0


def test_targets_are_alike_and_offered_where_they_may_be_taken(app: Flask) -> None:
    board = Board()
    alike, unlike = board.suggest("Maps of every recycling centre"), board.suggest("Cheaper bins")
    offered = queries.list_merge_targets(actor_of(board.facilitator), board.suggestion)
    assert (alike in offered, unlike in offered, board.suggestion in offered) == (True, False, False)
    found = queries.list_merge_targets(actor_of(board.facilitator), board.suggestion, "cheap bin")
    assert found == [unlike]


def test_a_merge_that_fails_midway_leaves_everything_as_it_was(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    board.support(board.member)
    runner = board.join("Second", Role.FACILITATOR)
    with pytest.raises(ZeroDivisionError), unit_of_work():
        from hub.suggestions import actions

        actions.merge_suggestion(actor_of(runner), board.suggestion, into)
        raise ZeroDivisionError
    db.session.refresh(board.suggestion)
    assert (board.suggestion.status, board.suggestion.support_count) == ("open", 1)
