"""Two at once: support clicked twice, comments, moves and merges that meet in the middle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.policy import Actor
from hub.suggestions import actions, counting
from hub.suggestions.models import StatusChange, Suggestion, SuggestionComment, SuggestionSupport
from tests.factories import actor_of
from tests.suggestions.making import Board, ids_of

pytestmark = pytest.mark.both_databases


def at_once(
    app: Flask, act: Callable[[Actor, Suggestion], object], actors: list[Actor], suggestion_id: int
) -> list[str]:
    """Let each do it at the same moment. Gives what those who were refused were told."""
    db.session.rollback()

    def one(actor: Actor) -> str:
        with app.app_context():
            try:
                with unit_of_work():
                    act(actor, db.session.get_one(Suggestion, suggestion_id))
            except Refused as refusal:
                return str(refusal)
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(len(actors)) as pool:
        told = [words for words in pool.map(one, actors) if words]
    db.session.rollback()
    return told


def test_support_clicked_twice_at_once_counts_once(app: Flask) -> None:
    board = Board()
    actors = [actor_of(board.member)] * 4 + [actor_of(board.other)] * 2
    assert at_once(app, actions.support_suggestion, actors, board.suggestion.id) == []
    assert db.session.get_one(Suggestion, board.suggestion.id).support_count == 2
    assert len(ids_of(SuggestionSupport)) == 2


def test_support_withdrawn_twice_at_once_counts_no_less_than_none(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    assert at_once(app, actions.withdraw_support, [actor_of(board.member)] * 4, board.suggestion.id) == []
    assert db.session.get_one(Suggestion, board.suggestion.id).support_count == 0


def test_a_comment_sent_twice_at_once_is_one_comment(app: Flask) -> None:
    board = Board()

    def say(actor: Actor, suggestion: Suggestion) -> None:
        actions.add_comment(actor, suggestion, text="Once", client_key="a key")

    assert at_once(app, say, [actor_of(board.member)] * 4, board.suggestion.id) == []
    assert len(ids_of(SuggestionComment)) == 1
    assert db.session.get_one(Suggestion, board.suggestion.id).comment_count == 1


def test_of_two_decisions_at_once_one_holds_and_the_counts_agree(app: Flask) -> None:
    board = Board()
    ways = iter(["planned", "declined"])

    def decide(actor: Actor, suggestion: Suggestion) -> None:
        actions.move_suggestion(actor, suggestion, status=next(ways), reason="Because", earlier="open")

    told = at_once(app, decide, [actor_of(board.facilitator)] * 2, board.suggestion.id)
    assert len(told) == len(ids_of(StatusChange)) == 1
    kept = board.counts()
    counting.recount()
    assert board.counts() == kept


def test_two_merges_into_each_other_at_once_leave_one_open(app: Flask) -> None:
    board = Board()
    other = board.suggest("A map of centres")
    board.support(board.member)
    board.support(board.member, board.other, suggestion=other)
    pair = iter([(board.suggestion.id, other.id), (other.id, board.suggestion.id)])

    def merge(actor: Actor, _suggestion: Suggestion) -> None:
        row, into = (db.session.get_one(Suggestion, number) for number in next(pair))
        actions.merge_suggestion(actor, row, into)

    told = at_once(app, merge, [actor_of(board.facilitator)] * 2, other.id)
    assert len(told) == 1
    rows = db.session.query(Suggestion).all()
    assert sorted((row.status, row.support_count) for row in rows) == [("merged", 0), ("open", 2)]


def test_support_that_meets_a_merge_is_counted_once_where_it_went(app: Flask) -> None:
    board = Board()
    into = board.suggest("A map of centres")
    board.support(board.member, suggestion=into)
    facilitator, into_id = actor_of(board.facilitator), into.id

    def act(actor: Actor, suggestion: Suggestion) -> None:
        if actor.id == facilitator.id:
            actions.merge_suggestion(actor, suggestion, db.session.get_one(Suggestion, into_id))
        else:
            actions.support_suggestion(actor, suggestion)

    actors = [actor_of(board.member), facilitator, actor_of(board.other)]
    at_once(app, act, actors, board.suggestion.id)
    kept = {row.id: row.support_count for row in db.session.query(Suggestion)}
    assert kept[board.suggestion.id] == 0
    rows = len(ids_of(SuggestionSupport, SuggestionSupport.target_id == into_id))
    assert kept[into_id] == rows
    assert len(ids_of(SuggestionSupport)) == rows
