"""Who hears of what becomes of a suggestion: its author, whoever supports it, and nobody who may not read it."""

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.core.uow import unit_of_work
from hub.groups.visibility import apply_visibility
from hub.policy import Role
from tests.browser import Browser
from tests.factories import add_member, end_membership, make_group
from tests.notifications.making import tell
from tests.suggestions.making import Board


def told(app: Flask, person: User) -> str:
    tell()
    return Browser(app, person).get("/notifications").text


def test_author_and_supporters_read_the_decision_and_its_reason(app: Flask) -> None:
    board = Board()
    board.support(board.member)
    board.move("declined", "The council sold the site.")
    for person in (board.author, board.member):
        page = told(app, person)
        assert "“A map of recycling centres” was declined" in page
        assert "The council sold the site." in page
    assert "was declined" not in told(app, board.other)
    assert "was declined" not in told(app, board.facilitator)


def test_a_comment_is_told_to_followers_and_not_to_whoever_wrote_it(app: Flask) -> None:
    board = Board()
    board.comment("With opening hours", by=board.member)
    assert "Mo Member commented on “A map of recycling centres”" in told(app, board.author)
    assert "commented" not in told(app, board.member)
    assert "commented" not in told(app, board.other)


def test_a_new_suggestion_is_told_to_the_group_and_named_after_it(app: Flask) -> None:
    board = Board()
    board.suggest("Lids against gulls", call=board.call())
    page = told(app, board.member)
    assert "A call for suggestions is open in Waste" in page
    assert "suggestions in Waste" in page


@pytest.mark.parametrize("gone", ["left", "narrowed"])
def test_who_may_not_read_it_any_more_hears_nothing(app: Flask, gone: str) -> None:
    board = Board("open")
    supporter = board.join("Former Member")
    board.support(supporter)
    tell()
    end_membership(board.group, supporter)
    with unit_of_work():
        apply_visibility(board.group, "restricted" if gone == "narrowed" else "private", None)
    board.move("declined", "The council sold the site.")
    page = told(app, supporter)
    assert "recycling" not in page
    assert "sold the site" not in page


def test_who_looks_after_it_is_asked_by_name(app: Flask) -> None:
    board = Board()
    second = board.join("Second Facilitator", Role.FACILITATOR)
    board.do("assign_suggestion", board.facilitator, board.suggestion, user_id=second.id)
    assert "asked you to look after “A map of recycling centres”" in told(app, second)


def test_notes_among_those_who_run_the_group_are_told_to_nobody(app: Flask) -> None:
    board = Board()
    board.do("write_note", board.facilitator, board.suggestion, text="Ocelots")
    for person in (board.author, board.member, board.facilitator):
        assert "Ocelots" not in told(app, person)


def test_what_came_of_a_call_is_told_to_those_who_took_part(app: Flask) -> None:
    board = Board()
    call = board.call()
    board.suggest("Lids against gulls", call=call)
    board.do("close_call", board.facilitator, call)
    board.do("publish_outcome", board.facilitator, call, outcome="We buy lids")
    assert "What came of the call “What next?”" in told(app, board.author)


def test_of_a_merge_into_a_closed_circle_others_learn_no_name(app: Flask) -> None:
    board = Board("open")
    circle = make_group("Quartz circle", "private", facilitator=board.facilitator)
    add_member(circle, board.member)
    into = board.do("make_suggestion", board.facilitator, circle, title="Secret quartz map", text="Ours")
    board.support(board.other)
    board.do("merge_suggestion", board.facilitator, board.suggestion, into)
    assert "was merged into another suggestion" in told(app, board.other)
    page = Browser(app, board.other).get(board.address)
    assert "which you cannot open" in page
    assert "quartz" not in page.html.lower() + told(app, board.other).lower()
