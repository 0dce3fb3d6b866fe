"""Holding and removing: what is hidden is hidden with all that was said of it, and comes back as it was."""

import pytest
from flask import Flask

from hub.core.db import db
from hub.core.errors import Refused
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.policy import NotFound
from hub.search.queries import search
from hub.suggestions import queries
from hub.suggestions.models import Suggestion, SuggestionComment
from tests.factories import actor_of
from tests.suggestions.making import Board, ids_of, listen


def reaches(model: type) -> list[str]:
    db.session.rollback()
    return [row.reach for row in db.session.query(model).order_by(model.id)]


def test_comments_are_hidden_and_shown_with_their_suggestion(app: Flask) -> None:
    board = Board()
    board.comment("Yes")
    rude = board.comment("Rude")
    board.do("hold_comment", board.facilitator, rude, reason="A look first")
    board.do("hold_suggestion", board.facilitator, board.suggestion, reason="A look first")
    assert reaches(SuggestionComment) == ["facilitators", "facilitators"]
    board.do("release_suggestion", board.facilitator, board.suggestion)
    assert reaches(SuggestionComment) == ["group", "facilitators"]
    assert board.suggestion.comment_count == 1


def test_what_is_held_is_counted_nowhere(app: Flask) -> None:
    board = Board()
    board.suggest("Another")
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    assert board.counts() == {"open": 1}
    with app.test_request_context():
        listed = queries.list_suggestions(actor_of(board.facilitator), board.group)
    assert [item.title for item in listed.items] == ["Another"]
    board.do("release_suggestion", board.facilitator, board.suggestion)
    board.do("release_suggestion", board.facilitator, board.suggestion)
    assert board.counts() == {"open": 2}


def test_only_its_author_and_those_who_run_the_group_see_what_is_held(app: Flask) -> None:
    board = Board("public")
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    for person in (board.author, board.facilitator):
        assert queries.get_suggestion(actor_of(person), board.suggestion.id).reach == "facilitators"
    for person in (board.member, board.outsider, None):
        with pytest.raises(NotFound):
            queries.get_suggestion(actor_of(person), board.suggestion.id)


def test_what_is_held_takes_no_word_and_no_support(app: Flask) -> None:
    board = Board()
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    for verb, facts in (("support_suggestion", {}), ("add_comment", {"text": "But"})):
        with pytest.raises(Refused):
            board.do(verb, board.facilitator, board.suggestion, **facts)


def test_the_author_is_told_why_something_was_taken_down(app: Flask) -> None:
    board = Board()
    said = board.comment("Rude")
    heard = listen()
    with pytest.raises(Refused):
        board.do("remove_comment", board.facilitator, said, reason=" ")
    board.do("remove_comment", board.facilitator, said, reason="It is rude")
    board.do("remove_suggestion", board.facilitator, board.suggestion, reason="Twice here")
    told = [(one.notice, one.people, one.reason) for one in heard]
    assert told == [
        ("suggestion_comment.removed", (board.member.id,), "It is rude"),
        ("suggestion.removed", (board.author.id,), "Twice here"),
    ]


def test_what_was_removed_while_held_comes_back_to_everyone(app: Flask) -> None:
    board = Board()
    board.comment("Yes")
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    board.do("remove_suggestion", board.facilitator, board.suggestion, reason="Twice here")
    board.do("release_suggestion", board.facilitator, board.suggestion)
    assert (reaches(Suggestion), reaches(SuggestionComment)) == (["group"], ["group"])
    assert board.counts() == {"open": 1}


def test_a_report_holds_releases_and_removes_through_the_registry(app: Flask) -> None:
    board = Board()
    said = board.comment("Rude")
    actor = actor_of(board.facilitator)
    for kind, row in (("suggestion_comment", said), ("suggestion", board.suggestion)):
        acts = hub().kinds[kind].moderation
        heard = listen()
        for act, facts, reach in ((acts.hold, ("Why",), "facilitators"), (acts.release, (), "group")):
            with unit_of_work():
                act(actor, row.id, *facts)
            db.session.refresh(row)
            assert row.reach == reach
        with unit_of_work():
            acts.remove(actor, row.id, "Because")
        assert heard == []  # whoever decides on the report tells the author
        assert acts.author_id(row) == row.author_id


def test_what_is_hidden_is_not_found(app: Flask) -> None:
    board = Board()
    board.comment("Ocelots everywhere")
    board.do("hold_suggestion", board.facilitator, board.suggestion)
    while drain("index", "test"):
        pass
    with app.test_request_context():
        assert [search(actor_of(board.member), word).items for word in ("ocelots", "recycling")] == [[], []]
        assert len(search(actor_of(board.facilitator), "recycling").items) == 1
    board.do("release_suggestion", board.facilitator, board.suggestion)
    while drain("index", "test"):
        pass
    with app.test_request_context():
        assert len(search(actor_of(board.outsider), "ocelots").items) == 0
        assert len(search(actor_of(board.other), "ocelots").items) == 1


def test_a_reply_by_mail_becomes_a_comment_where_one_may_comment(app: Flask) -> None:
    board = Board()
    with unit_of_work():
        ref = hub().kinds["suggestion"].reply(actor_of(board.member), board.suggestion.id, "By mail", [])
    assert [f"suggestion_comment:{number}" for number in ids_of(SuggestionComment)] == [ref]
    with unit_of_work():
        again = hub().kinds["suggestion_comment"].reply(actor_of(board.other), int(ref.split(":")[1]), "And I", [])
    assert again != ref
    with pytest.raises(NotFound), unit_of_work():
        hub().kinds["suggestion"].reply(actor_of(board.outsider), board.suggestion.id, "By mail", [])
