"""How search and lists see sessions, questions and records."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.core.db import db
from hub.core.registry import hub, resolve
from hub.core.worker import drain_all
from hub.groups import queries as groups
from hub.live import kinds, queries
from hub.live.models import Record
from hub.policy import NotFound
from hub.search import queries as search
from tests.browser import Browser
from tests.factories import actor_of, make_group
from tests.live.making import Room, make_session


def _found(user: object, words: str) -> list[str]:
    drain_all()
    results = search.search(actor_of(user), words)
    assert results.total == len(results.items)
    return [result.hit.ref for result in results.items]


def test_a_record_is_found_by_search_once_the_discussion_is_closed_and_by_its_readers_alone(app: Flask) -> None:
    room = Room()
    room.answer(room.ask("What did the optimiser cost?"), "Forty-two thousand.")
    with app.test_request_context():
        assert _found(room.member, "optimiser")[0].startswith("live_question:")
        room.run("close")
        assert [ref.partition(":")[0] for ref in _found(room.member, "optimiser thousand")] == ["record"]
        room.leave()
        for who in ("visitor", "outsider", "leaver"):
            assert _found(room.everyone[who], "optimiser") == []


def test_a_held_question_is_found_by_the_panel_and_its_asker_alone(app: Flask) -> None:
    room = Room()
    room.do("hold_question", room.host, room.ask("A rumour about tenders"))
    with app.test_request_context():
        assert {who: len(_found(user, "rumour tenders")) for who, user in room.everyone.items()} == {
            "visitor": 0, "host": 1, "panellist": 1, "asker": 1, "member": 0, "leaver": 0, "outsider": 0,
        }  # fmt: skip


def test_a_session_is_found_by_its_brief_and_its_panel(app: Flask) -> None:
    room = Room(brief="Why **routes** changed.")
    (entry,) = kinds.session_entries([room.session.id])
    assert "Why routes changed." in entry.body
    assert "Pia Panellist. Knows bins." in entry.body


def test_answers_to_a_held_question_are_not_found_by_its_asker_who_left(app: Flask) -> None:
    room = Room()
    question = room.ask("What did it cost?")
    room.answer(question, "Fortytwothousand.")
    room.do("hold_question", room.host, question)
    room.leave(room.asker)
    (entry,) = kinds.question_entries([question.id])
    assert "Fortytwothousand" not in entry.body
    assert len(kinds.question_pages([question])[question.id]) == 1
    with app.test_request_context():
        assert _found(room.asker, "Fortytwothousand") == []


def test_a_question_is_found_with_its_answers_until_it_has_a_record(app: Flask) -> None:
    room = Room()
    question = room.ask("What did it cost?")
    room.answer(question, "£42k.")
    (entry,) = kinds.question_entries([question.id])
    assert (entry.title, "£42k." in entry.body) == ("What did it cost?", True)
    room.run("close")
    assert kinds.question_entries([question.id]) == []
    record = db.session.scalars(select(Record)).one()
    (entry,) = kinds.record_entries([record.id])
    assert record.reference in entry.body


def test_what_search_may_show_is_what_the_row_shows(app: Flask) -> None:
    room = Room(is_moderated=True)
    question = room.ask()
    (entry,) = kinds.question_entries([question.id])
    assert set(entry.audiences) == {f"panel:{room.session.id}", f"user:{room.asker.id}"}


@pytest.mark.parametrize("name", ["live_session", "live_question", "record"])
def test_each_kind_gives_a_line_to_its_readers_and_nothing_to_others(app: Flask, name: str) -> None:
    room = Room()
    room.answer(room.ask())
    room.run("close")
    row = db.session.scalars(select(hub().kinds[name].model)).first()
    with app.test_request_context():
        line = resolve(actor_of(room.member), f"{name}:{row.id}")
        assert line.place == "Waste"
        assert hub().kinds[name].pages([row])[row.id]
        with pytest.raises(NotFound):
            resolve(actor_of(room.outsider), f"{name}:{row.id}")
    assert Browser(app, room.member).get(line.url.partition("#")[0]).status == 200


def test_a_long_question_is_cut_between_words(app: Flask) -> None:
    room = Room()
    question = room.ask("word " * 100)
    (entry,) = kinds.question_entries([question.id])
    assert len(entry.title) <= 140
    assert entry.title.endswith("word…")


def test_the_header_says_what_is_live_now(app: Flask) -> None:
    room = Room()
    assert "Live now" in Browser(app, room.member).get("/groups").html
    assert queries.find_live_now(actor_of(room.outsider)) is None
    room.run("close")
    assert queries.find_live_now(actor_of(room.member)) is None


def test_what_is_coming_is_listed_for_the_people_of_the_group(app: Flask) -> None:
    room = Room(status="scheduled")
    with app.test_request_context():
        assert [item.title for item in queries.list_upcoming(actor_of(room.member))] == ["Cutting missed bins"]
        assert queries.list_upcoming(actor_of(room.outsider)) == []
        assert queries.list_upcoming(actor_of(None)) == []


def test_sessions_of_other_groups_are_not_in_the_list(app: Flask) -> None:
    room = Room(status="scheduled")
    make_session(make_group("Housing", facilitator=room.host), room.host, "Elsewhere")
    page = Browser(app, room.member).get(f"/groups/{room.group.slug}/live")
    assert "Cutting missed bins" in page
    assert "Elsewhere" not in page


def test_what_is_new_names_a_filed_question_once_by_its_record(app: Flask) -> None:
    room = Room()
    room.answer(room.ask("What did the optimiser cost?"), "Forty-two thousand.")
    room.ask("Never answered?")
    room.run("close")
    with app.test_request_context():
        new = groups.list_newest(actor_of(room.member), room.group)
    kinds_of = {item.title: item.ref.partition(":")[0] for item in new}
    assert kinds_of["What did the optimiser cost?"] == "record"
    assert kinds_of["Never answered?"] == "live_question"
    assert [item.title for item in new].count("What did the optimiser cost?") == 1
