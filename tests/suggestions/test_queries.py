"""Lists, counts and what is alike: what each reader may know, in few statements."""

import pytest
from flask import Flask

from hub.core.uow import unit_of_work
from hub.follows.rows import follow_by_itself
from hub.groups.visibility import apply_visibility
from hub.policy import NotFound
from hub.suggestions import counting, queries
from tests.browser import Browser
from tests.factories import actor_of, end_membership, make_user
from tests.statements import counted
from tests.suggestions.making import Board


def titles(app: Flask, board: Board, **facts: object) -> list[str]:
    with app.test_request_context():
        page = queries.list_suggestions(actor_of(board.member), board.group, **facts)
    return [item.title for item in page.items]


def test_a_board_is_listed_newest_or_most_supported_first(app: Flask) -> None:
    board = Board()
    second = board.suggest("Second")
    board.suggest("Third")
    board.support(board.member, suggestion=second)
    assert titles(app, board) == ["Third", "Second", "A map of recycling centres"]
    assert titles(app, board, sort="supported")[0] == "Second"
    board.move("planned", suggestion=second)
    assert titles(app, board, status="planned") == ["Second"]


def test_a_long_board_comes_twenty_at_a_time(app: Flask) -> None:
    board = Board()
    for number in range(24):
        board.suggest(f"Number {number}")
    actor = actor_of(board.member)
    with app.test_request_context():
        for sort in queries.SORTS:
            first = queries.list_suggestions(actor, board.group, sort=sort)
            rest = queries.list_suggestions(actor, board.group, sort=sort, cursor=first.next_cursor)
            assert (len(first.items), len(rest.items), rest.next_cursor) == (20, 5, None)
            assert len({item.ref for item in (*first.items, *rest.items)}) == 25


def test_the_list_takes_as_many_statements_for_twenty_as_for_two(app: Flask) -> None:
    board = Board()
    board.suggest("Two", by=board.member)
    actor = actor_of(board.member)

    def statements() -> int:
        with app.test_request_context(), counted() as seen:
            queries.list_suggestions(actor, board.group)
        return len(seen)

    few = statements()
    for number in range(18):
        board.suggest(f"Number {number}", by=board.other)
    assert statements() == few <= 4


def test_a_page_takes_as_many_statements_for_twenty_comments_as_for_one(app: Flask) -> None:
    board = Board()
    board.comment()
    browser = Browser(app, board.member)

    def statements() -> int:
        browser.get(board.address)
        with counted() as seen:
            browser.get(board.address)
        return len(seen)

    few = statements()
    for number, person in enumerate([board.member, board.other, board.author] * 6):
        board.comment(f"Number {number}", by=person)
    board.support(board.other)
    board.move("under_review", "A look")
    assert statements() <= few + 1 <= 20


def test_only_readers_of_the_group_get_lists_counts_and_similar_ones(app: Flask) -> None:
    board = Board("restricted")
    former = board.join("Ex Member")
    end_membership(board.group, former)
    for person in (None, board.outsider, former):
        actor = actor_of(person)
        for ask in (queries.list_suggestions, queries.count_by_status, queries.list_calls, queries.list_open_calls):
            with pytest.raises(Exception) as refusal:
                ask(actor, board.group)
            assert type(refusal.value).__name__ in {"NotFound", "Forbidden"}
        with pytest.raises(Exception) as refusal:
            queries.list_similar(actor, board.group, "A map of recycling centres")
        assert type(refusal.value).__name__ in {"NotFound", "Forbidden"}


def test_similar_ones_share_words_whatever_their_endings(app: Flask) -> None:
    board = Board()
    board.suggest("Charging points for taxis")
    actor = actor_of(board.member)
    with app.test_request_context():
        for title in ("map of a recycling centre", "A charge point for a taxi?", "CHARGING POINT"):
            assert len(queries.list_similar(actor, board.group, title)) == 1, title
        for title in ("A", "the and for", "Cheaper bins", "100% _ \\"):
            assert queries.list_similar(actor, board.group, title) == [], title


def test_similar_ones_come_from_this_board_and_the_hubs_and_no_other(app: Flask) -> None:
    board, elsewhere = Board("open"), Board("open", name="Elsewhere")
    hub_group = board.do("make_hub_board", make_user("Sam Staff", is_staff=True))
    board.do("make_suggestion", board.outsider, hub_group, title="Recycling maps for the hub", text="Please")
    elsewhere.suggest("Recycling maps elsewhere")
    with app.test_request_context():
        found = queries.list_similar(actor_of(board.member), board.group, "recycling map")
    assert {item.title for item in found} == {"A map of recycling centres", "Recycling maps for the hub"}


def test_held_and_merged_ones_are_similar_to_nothing(app: Flask) -> None:
    board = Board()
    into = board.suggest("Something else")
    board.do("merge_suggestion", board.facilitator, board.suggestion, into)
    held = board.suggest("A recycling map")
    board.do("hold_suggestion", board.facilitator, held)
    with app.test_request_context():
        assert queries.list_similar(actor_of(board.facilitator), board.group, "recycling map") == []


def test_what_one_follows_is_shown_only_while_one_may_read_it(app: Flask) -> None:
    board = Board("restricted")
    board.support(board.member)
    with unit_of_work():
        follow_by_itself(board.outsider.id, "suggestion", board.suggestion.id, "asked")
    with app.test_request_context():
        assert [item.title for item in queries.list_followed(actor_of(board.member))] == [board.suggestion.title]
        assert queries.list_followed(actor_of(board.outsider)) == []
        assert queries.list_followed(actor_of(None)) == []
        end_membership(board.group, board.member)
        assert queries.list_followed(actor_of(board.member)) == []


def test_counts_made_anew_are_the_counts_that_were_kept(app: Flask) -> None:
    board = Board()
    board.support(board.member, board.other)
    board.comment()
    hidden = board.comment("Rude")
    board.do("remove_comment", board.facilitator, hidden, reason="Rude")
    board.do("hold_suggestion", board.facilitator, board.suggest("Held"))
    board.move("planned", suggestion=board.suggest("Planned"))
    kept = (board.counts(), board.suggestion.support_count, board.suggestion.comment_count)
    counting.recount()
    assert (board.counts(), board.suggestion.support_count, board.suggestion.comment_count) == kept
    assert kept == ({"open": 1, "planned": 1}, 2, 1)


def test_a_group_that_narrows_takes_its_board_out_of_sight(app: Flask) -> None:
    board = Board("public")
    said, call = board.comment(), board.call()
    visitor = actor_of(None)
    assert queries.get_suggestion(visitor, board.suggestion.id)
    with unit_of_work():
        apply_visibility(board.group, "private", None)
    asked = [(queries.get_suggestion, board.suggestion.id), (queries.get_comment, said.id), (queries.get_call, call.id)]
    for get, number in asked:
        with pytest.raises(NotFound):
            get(visitor, number)


def test_a_comment_is_read_only_with_what_it_is_about(app: Flask) -> None:
    board = Board()
    said = board.comment(by=board.member)
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    with pytest.raises(NotFound):
        queries.get_comment(actor_of(board.member), said.id)
