"""Who may do what with a suggestion, when, and what becomes of it."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from hub.activity.models import AuditEntry
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.follows.queries import find_follow
from hub.groups import actions as groups
from hub.policy import Forbidden, NotFound, Role
from hub.suggestions import counting, queries
from hub.suggestions.models import StatusChange, SuggestionSupport, SuggestionVersion
from hub.suggestions.states import MOVES, WORDS
from tests.factories import actor_of, make_group, make_user
from tests.suggestions.making import Board, ids_of, listen


def test_members_suggest_and_others_may_not(app: Flask) -> None:
    board = Board("open")
    with pytest.raises(Forbidden):
        board.suggest("From outside", by=board.outsider)
    hidden = Board("private", name="Behind a door")
    with pytest.raises(NotFound):
        hidden.suggest("From outside", by=hidden.outsider)


def test_everyone_signed_in_suggests_to_the_hub_but_visitors_do_not(app: Flask) -> None:
    staff = make_user("Sam Staff", is_staff=True)
    board = Board("open")
    board.group = board.do("make_hub_board", staff)
    made = board.suggest("Darker dark mode", by=board.outsider)
    board.support(board.member, suggestion=made)
    board.do("add_comment", board.other, made, text="At last")
    assert made.support_count == 1
    with pytest.raises(NotFound):
        board.do("support_suggestion", None, made)


def test_only_staff_make_the_hubs_board_and_only_one(app: Flask) -> None:
    board = Board()
    with pytest.raises(NotFound):
        board.do("make_hub_board", board.facilitator)
    staff = make_user("Sam Staff", is_staff=True)
    made = board.do("make_hub_board", staff)
    assert actor_of(staff).roles[made.id] is Role.FACILITATOR
    with pytest.raises(Refused):
        board.do("make_hub_board", staff)


def test_belonging_to_no_group_gives_no_word_outside_the_hubs_board(app: Flask) -> None:
    board = Board("open")
    board.do("make_hub_board", make_user("Sam Staff", is_staff=True))
    for verb, facts in (("support_suggestion", {}), ("add_comment", {"text": "Hello"})):
        with pytest.raises(Forbidden):
            board.do(verb, board.outsider, board.suggestion, **facts)


@pytest.mark.parametrize(("title", "text"), [(" ", "Words"), ("x" * 201, "Words"), ("Title", " "), ("T", "x" * 20_001)])
def test_a_suggestion_without_words_or_with_too_many_is_refused(app: Flask, title: str, text: str) -> None:
    board = Board()
    with pytest.raises(Refused):
        board.suggest(title, text=text)


def test_a_form_sent_twice_makes_one_suggestion_and_one_comment(app: Flask) -> None:
    board = Board()
    first, second = (board.suggest("Once", client_key="a key") for _ in range(2))
    assert first.id == second.id
    one, two = (board.comment("Once", client_key="a key") for _ in range(2))
    assert one.id == two.id
    assert board.suggestion.comment_count == 1


def test_supporting_twice_counts_once_and_withdrawing_twice_counts_none(app: Flask) -> None:
    board = Board()
    board.support(board.member, board.member, board.other)
    assert board.suggestion.support_count == 2
    for _ in range(2):
        board.do("withdraw_support", board.member, board.suggestion)
    assert board.suggestion.support_count == 1
    assert ids_of(SuggestionSupport, SuggestionSupport.user_id == board.member.id) == []


def test_whoever_suggests_supports_or_comments_follows_it_unless_they_chose_otherwise(app: Flask) -> None:
    from hub.follows.actions import mute

    board = Board()
    ref = f"suggestion:{board.suggestion.id}"
    with unit_of_work(), app.test_request_context():
        mute(actor_of(board.other), ref)
    board.support(board.member, board.other)
    board.comment(by=board.facilitator)
    found = {name: find_follow(actor_of(getattr(board, name)), ref) for name in ("author", "member", "facilitator")}
    assert {name: follow.because for name, follow in found.items()} == {
        "author": "wrote",
        "member": "supported",
        "facilitator": "wrote",
    }
    assert find_follow(actor_of(board.other), ref).frequency == "off"


def test_authors_mend_their_words_and_the_earlier_ones_stay(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    board.do("edit_suggestion", board.author, board.suggestion, title="A list", text="Of centres")
    kept = db.session.scalars(select(SuggestionVersion)).one()
    assert (kept.title, kept.number, kept.support_count) == ("A map of recycling centres", 1, 1)
    assert board.suggestion.edited_at is not None


def test_words_that_did_not_change_make_no_version(app: Flask) -> None:
    board = Board()
    same = {"title": board.suggestion.title, "text": board.suggestion.text}
    board.do("edit_suggestion", board.author, board.suggestion, **same)
    assert (ids_of(SuggestionVersion), board.suggestion.edited_at) == ([], None)


@pytest.mark.parametrize("who", ["member", "facilitator"])
def test_nobody_changes_the_words_of_another(app: Flask, who: str) -> None:
    board = Board()
    with pytest.raises(Forbidden):
        board.do("edit_suggestion", getattr(board, who), board.suggestion, title="Mine", text="Now")


def test_words_stay_once_a_day_has_passed_or_it_is_decided(app: Flask) -> None:
    board = Board()
    board.move("planned")
    with pytest.raises(Refused):
        board.do("edit_suggestion", board.author, board.suggestion, title="Mine", text="Now")
    old = board.suggest("Old")
    with unit_of_work():
        old.created_at = clock.now() - timedelta(days=2)
    with pytest.raises(Refused):
        board.do("edit_suggestion", board.author, old, title="Mine", text="Now")


def test_an_ex_member_neither_edits_nor_supports(app: Flask) -> None:
    board = Board("open")
    with unit_of_work():
        groups.leave_group(actor_of(board.author), board.group)
    for verb, facts in (("edit_suggestion", {"title": "x", "text": "y"}), ("support_suggestion", {})):
        with pytest.raises(Forbidden):
            board.do(verb, board.author, board.suggestion, **facts)


@pytest.mark.parametrize("status", WORDS)
@pytest.mark.parametrize("earlier", WORDS)
def test_a_suggestion_moves_only_where_it_may(app: Flask, earlier: str, status: str) -> None:
    board = Board()
    with unit_of_work():
        board.suggestion.status = earlier
        counting.count(board.suggestion, -1, "open")
        counting.count(board.suggestion, 1)
    if earlier == status:
        board.move(status, "Nothing")
        assert ids_of(StatusChange) == []
    elif status in MOVES[earlier]:
        board.move(status, "Because")
        assert (board.suggestion.status, board.counts()) == (status, {status: 1})
    else:
        with pytest.raises(Refused):
            board.move(status, "Because")
        assert board.counts() == {earlier: 1}


def test_only_those_who_run_the_group_decide(app: Flask) -> None:
    board = Board()
    acts: list[tuple[str, dict[str, Any]]] = [
        ("move_suggestion", {"status": "planned"}),
        ("expect_suggestion", {"expected_on": None, "expected_note": "soon"}),
        ("assign_suggestion", {"user_id": None}),
        ("write_note", {"text": "Hm"}),
        ("hold_suggestion", {}),
        ("remove_suggestion", {"reason": "No"}),
    ]
    for verb, facts in acts:
        with pytest.raises(Forbidden):
            board.do(verb, board.author, board.suggestion, **facts)
        with pytest.raises(NotFound):
            board.do(verb, board.outsider, board.suggestion, **facts)


def test_to_decline_one_has_to_say_why(app: Flask) -> None:
    board = Board()
    with pytest.raises(Refused):
        board.move("declined", "  ")
    board.move("declined", "The council sold the site.")
    assert db.session.scalars(select(StatusChange.reason)).one() == "The council sold the site."


def test_everyone_concerned_hears_of_a_move_with_its_reason(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    heard = listen()
    board.move("declined", "The council sold the site.")
    ref = f"suggestion:{board.suggestion.id}"
    told = heard[-1]
    assert (told.notice, told.about, told.people) == ("suggestion.declined", (ref,), (board.author.id,))
    assert told.reason == "The council sold the site."
    assert find_follow(actor_of(board.member), ref) is not None


def test_of_two_who_decide_at_once_the_second_looks_again(app: Flask) -> None:
    board = Board()
    board.move("planned")
    with pytest.raises(Refused):
        board.do("move_suggestion", board.facilitator, board.suggestion, status="declined", reason="No", earlier="open")
    assert board.suggestion.status == "planned"


def test_what_is_decided_takes_no_more_support_but_lets_it_be_withdrawn(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    board.move("declined", "No")
    with pytest.raises(Refused):
        board.support(board.other)
    board.do("withdraw_support", board.member, board.suggestion)
    assert board.suggestion.support_count == 0


def test_what_is_planned_may_say_when_and_nothing_else_may(app: Flask) -> None:
    board = Board()
    when = {"expected_on": date(2027, 6, 1), "expected_note": "before  the summer"}
    with pytest.raises(Refused):
        board.do("expect_suggestion", board.facilitator, board.suggestion, **when)
    board.move("planned")
    heard = listen()
    board.do("expect_suggestion", board.facilitator, board.suggestion, **when)
    assert board.suggestion.expected_note == "before the summer"
    assert [told.notice for told in heard] == ["suggestion.expected"]
    board.move("done")
    assert (board.suggestion.expected_on, board.suggestion.expected_note) == (None, "")


def test_a_suggestion_is_given_to_one_who_runs_the_group(app: Flask) -> None:
    board = Board()
    with pytest.raises(Refused):
        board.do("assign_suggestion", board.facilitator, board.suggestion, user_id=board.member.id)
    second = board.join("Second", Role.FACILITATOR)
    heard = listen()
    board.do("assign_suggestion", board.facilitator, board.suggestion, user_id=second.id)
    assert heard[-1].people == (second.id,)
    with unit_of_work():
        groups.leave_group(actor_of(second), board.group)
    db.session.refresh(board.suggestion)
    assert board.suggestion.assigned_to_id is None


def test_a_facilitator_made_a_member_again_looks_after_nothing(app: Flask) -> None:
    board = Board()
    second = board.join("Second", Role.FACILITATOR)
    board.do("assign_suggestion", board.facilitator, board.suggestion, user_id=second.id)
    with unit_of_work():
        groups.set_role(actor_of(board.facilitator), board.group, second.id, Role.MEMBER)
    db.session.refresh(board.suggestion)
    assert board.suggestion.assigned_to_id is None


def test_notes_are_for_those_who_run_the_group_alone(app: Flask) -> None:
    board = Board("public")
    board.do("write_note", board.facilitator, board.suggestion, text="The budget is gone")
    assert len(queries.list_notes(actor_of(board.facilitator), board.suggestion)) == 1
    for person in (board.author, board.member, board.outsider, None):
        with pytest.raises(Forbidden):
            queries.list_notes(actor_of(person), board.suggestion)


def test_every_act_is_in_the_trail_of_the_group(app: Flask) -> None:
    board = Board()
    board.comment()
    board.move("declined", "No")
    board.do("remove_suggestion", board.facilitator, board.suggestion, reason="Twice")
    kept = db.session.scalars(select(AuditEntry.verb).where(AuditEntry.group_id == board.group.id))
    assert {"SuggestionMade", "CommentMade", "SuggestionMoved", "SuggestionRemoved"} <= set(kept)


def test_nothing_is_written_in_a_group_that_is_read_only(app: Flask) -> None:
    board = Board()
    with unit_of_work():
        groups.archive_group(actor_of(board.facilitator), board.group)
    for verb, facts in (("support_suggestion", {}), ("add_comment", {"text": "Late"})):
        with pytest.raises(Forbidden):
            board.do(verb, board.member, board.suggestion, **facts)
    with pytest.raises(Forbidden):
        board.suggest("Late")


def test_a_suggestion_keeps_to_the_group_it_was_made_in(app: Flask) -> None:
    board = Board()
    elsewhere = make_group("Elsewhere", "open")
    with pytest.raises(NotFound):
        queries.get_suggestion(actor_of(board.member), board.suggestion.id, elsewhere.slug)
