"""Drafts are kept and dropped by their author alone, within limits that are said plainly."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.drafts import actions, desk, sweep
from hub.drafts.models import Draft
from hub.drafts.queries import find_draft, list_drafts
from hub.policy import VISITOR, NotFound
from tests.factories import actor_of, add_member, end_membership, make_group, make_user


@pytest.fixture
def amal(app: Flask):
    return actor_of(make_user("Amal Khan"))


@pytest.fixture
def olu(app: Flask):
    return actor_of(make_user("Olu Outside"))


def keep(actor, place="group:1:conversation", page="", **fields):
    with unit_of_work():
        return actions.keep_draft(actor, place, fields or {"body": "Two crews, three rounds"}, page)


def listed(app: Flask, person):
    with app.test_request_context():
        return list(list_drafts(actor_of(person)).items)


def all_drafts():
    return db.session.scalars(select(Draft).order_by(Draft.id)).all()


def test_what_is_kept_comes_back_and_the_newer_replaces_the_older(amal) -> None:
    keep(amal, body="Two crews")
    keep(amal, title="Rounds", body="Two crews, three rounds")
    assert find_draft(amal, "group:1:conversation") == {"title": "Rounds", "body": "Two crews, three rounds"}
    assert len(all_drafts()) == 1


def test_each_place_and_each_person_has_a_draft_of_its_own(amal, olu) -> None:
    keep(amal, "conversation:1", body="mine, one")
    keep(amal, "conversation:2", body="mine, two")
    keep(olu, "conversation:1", body="theirs")
    assert find_draft(amal, "conversation:1") == {"body": "mine, one"}
    assert find_draft(olu, "conversation:1") == {"body": "theirs"}
    assert find_draft(olu, "conversation:2") is None


def test_nobody_finds_lists_or_deletes_the_draft_of_another(amal, olu) -> None:
    keep(amal)
    assert find_draft(olu, "group:1:conversation") is None
    assert not list_drafts(olu).items
    with pytest.raises(NotFound), unit_of_work():
        actions.delete_draft(olu, all_drafts()[0].id)
    with unit_of_work():
        actions.drop_draft(olu, "group:1:conversation")
    assert len(all_drafts()) == 1


def test_a_visitor_has_no_desk_to_keep_anything_on(app: Flask) -> None:
    assert find_draft(VISITOR, "conversation:1") is None
    with pytest.raises(NotFound):
        keep(VISITOR)
    with pytest.raises(NotFound):
        list_drafts(VISITOR)


def test_a_draft_is_dropped_when_it_was_sent_or_emptied(amal) -> None:
    keep(amal)
    with unit_of_work():
        actions.drop_draft(amal, "group:1:conversation")
    assert not all_drafts()
    keep(amal)
    assert keep(amal, body="  \n ") is None
    assert not all_drafts()


def test_passwords_and_tokens_never_become_a_draft(amal) -> None:
    keep(amal, body="Text", password="secret", csrf_token="x", key="y", **{"BAD NAME": "z"})
    assert find_draft(amal, "group:1:conversation") == {"body": "Text"}


@pytest.mark.parametrize("place", ["", "Conversation:1", "a" * 90, "group:1:x:y:z", "group:1' OR 1=1", None])
def test_a_place_that_no_form_names_is_refused(amal, place) -> None:
    with pytest.raises(Refused):
        keep(amal, place)


def test_too_long_a_text_is_refused_and_what_was_kept_stays(amal) -> None:
    keep(amal)
    with pytest.raises(Refused, match="too long to keep"):
        keep(amal, body="x" * (desk.LONGEST + 1))
    assert find_draft(amal, "group:1:conversation") == {"body": "Two crews, three rounds"}


def test_there_is_room_for_so_many_drafts_and_the_ones_begun_still_grow(amal, monkeypatch) -> None:
    monkeypatch.setattr(actions, "MOST_DRAFTS", 2)
    keep(amal, "conversation:1")
    keep(amal, "conversation:2")
    with pytest.raises(Refused, match="2 drafts"):
        keep(amal, "conversation:3")
    assert keep(amal, "conversation:2", body="more")


def test_a_control_character_that_a_database_refuses_is_left_out(amal) -> None:
    keep(amal, body="Bins\x00 and\r\nboxes")
    assert find_draft(amal, "group:1:conversation") == {"body": "Bins and\nboxes"}


def test_an_address_of_elsewhere_is_not_kept_as_the_page(amal) -> None:
    keep(amal, page="https://example.com/")
    keep(amal, "conversation:2", page="/groups/parking")
    assert [draft.page for draft in all_drafts()] == ["", "/groups/parking"]


def test_drafts_that_nobody_came_back_to_are_swept_after_ninety_days(amal) -> None:
    keep(amal, "conversation:1")
    keep(amal, "conversation:2")
    with unit_of_work():
        all_drafts()[0].saved_at = clock.now() - timedelta(days=91)
        all_drafts()[1].saved_at = clock.now() - timedelta(days=89)
    sweep.sweep_drafts()
    assert [draft.place for draft in all_drafts()] == ["conversation:2"]


def test_the_draft_of_a_group_one_has_lost_keeps_its_text_and_loses_its_name(app: Flask) -> None:
    person = make_user("Eve Ex")
    group = make_group("Mergers", "private")
    add_member(group, person)
    keep(actor_of(person), f"group:{group.id}:conversation", "/groups/mergers/conversations/new")
    assert listed(app, person)[0].about.title == "Mergers"
    end_membership(group, person)
    (line,) = listed(app, person)
    assert line.about is None
    assert list(line.texts) == ["Two crews, three rounds"]


def test_a_group_that_shows_only_its_door_is_no_place_to_go_on_writing(app: Flask) -> None:
    person, group = make_user("Eve Ex"), make_group("Waste", "restricted")
    keep(actor_of(person), f"group:{group.id}:conversation")
    assert listed(app, person)[0].about is None


def test_of_two_tabs_that_begin_at_once_the_later_one_replaces(amal, monkeypatch) -> None:
    """Both looked for a draft to replace before either had written one."""
    keep(amal, body="first tab")
    seen = []
    replace = actions._replace

    def look_too_early(*asked):
        seen.append(asked)
        return replace(*asked) if len(seen) > 1 else False

    monkeypatch.setattr(actions, "_replace", look_too_early)
    keep(amal, body="second tab")
    assert find_draft(amal, "group:1:conversation") == {"body": "second tab"}
    assert len(all_drafts()) == 1


def test_a_heading_is_kept_on_one_line_and_within_its_room(amal) -> None:
    with unit_of_work():
        actions.keep_draft(amal, "conversation:1", {"text": "x"}, "/groups", "Checking\n\n  permits " + "y" * 400)
    (draft,) = all_drafts()
    assert draft.heading.startswith("Checking permits yyy")
    assert len(draft.heading) == 200
