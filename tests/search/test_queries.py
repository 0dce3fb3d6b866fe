"""What people find: everything they may see at this moment, and nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import event, update

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.library.models import Document
from hub.policy import NotFound
from hub.search import choices, queries
from hub.search.index import engine
from hub.search.suggest import suggest
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.search.notes import change_note, forget_promises, index_now, make_note, make_private, titles

pytestmark = pytest.mark.usefixtures("noted")


@pytest.fixture
def people():
    """Who reads: a member, an outsider, someone who was a member, and nobody who is signed in."""
    group = make_group("Secret plans", "private")
    member, outsider, former = make_user("Mem Ber"), make_user("Out Sider"), make_user("For Mer")
    add_member(group, member)
    add_member(group, former)
    make_note(group, "Asbestos in schools", "Asbestos was found on page one\fand asbestos on page two", year=2025)
    index_now()
    end_membership(group, former)
    return {"group": group, "member": member, "outsider": outsider, "former": former, "visitor": None}


STRANGERS = ["outsider", "former", "visitor"]


def test_a_member_finds_the_page_and_the_passage(people):
    found = queries.search(actor_of(people["member"]), "asbestos schools")
    assert (found.total, found.items[0].page, found.items[0].url) == (1, 1, "/notes/1?page=1")
    assert "<mark>Asbestos</mark> was found" in found.items[0].passage
    assert found.lines[0].title == "Asbestos in schools, page 1"


@pytest.mark.parametrize("reader", STRANGERS)
def test_a_private_row_is_in_no_hit_count_facet_or_page(people, reader):
    actor = actor_of(people[reader])
    for text in ("asbestos", '"page two"', "asbes*", "type:note", "year:2025", "secret plans", "group:secret-plans"):
        found = queries.search(actor, text)
        assert (found.total, list(found.items), found.pages) == (0, [], 0)
        assert "note" not in found.facets["kind"]
        assert not found.facets["group"]
        assert not choices.list_groups(actor, found, None)


@pytest.mark.parametrize("reader", STRANGERS)
def test_a_private_row_is_in_no_suggestion(people, reader):
    offered = suggest(actor_of(people[reader]), "asbes")
    assert (offered.items, offered.words) == ((), ())


def test_a_member_is_offered_the_title_while_typing(people):
    assert [item.title for item in suggest(actor_of(people["member"]), "asbestos sch").items] == ["Asbestos in schools"]


@pytest.mark.parametrize("reader", STRANGERS)
def test_a_group_made_private_a_second_ago_gives_nothing_away(reader):
    group, member, former = make_group("Budget", "open"), make_user("M"), make_user("F")
    add_member(group, member)
    add_member(group, former)
    make_note(group, "Reserves run out", "The reserves run out in March")
    index_now()
    end_membership(group, former)
    make_private(group)
    person = {"outsider": make_user("O"), "former": former, "visitor": None}[reader]
    found = queries.search(actor_of(person), "reserves budget")
    assert (found.total, list(found.items), [dict(c) for c in found.facets.values()]) == (0, [], [{}, {}])
    assert suggest(actor_of(person), "reser").items == ()
    index_now()
    assert titles(person, "reserves") == []
    assert titles(member, "reserves") == ["Reserves run out"]


def test_even_a_stale_index_cannot_show_what_the_row_forbids():
    group, outsider = make_group("Budget", "open"), make_user("O")
    for n in range(4):
        make_note(group, f"Reserves {n}", "reserves")
    index_now()
    with unit_of_work():
        db.session.execute(update(Document).where(Document.title == "Reserves 2").values(audience="group:99"))
    found = queries.search(actor_of(outsider), "reserves", size=3)
    assert sorted(result.item.title for result in found.items) == ["Reserves 0", "Reserves 1", "Reserves 3"]
    assert (found.total, found.facets["kind"]) == (3, {"note": 3})


def test_a_dropped_row_leaves_suggestions_too():
    group, outsider = make_group("Budget", "open"), make_user("O")
    make_note(group, "Reserves")
    index_now()
    with unit_of_work():
        db.session.execute(update(Document).values(audience="group:99"))
    assert suggest(actor_of(outsider), "reserves").items == ()


def test_a_new_title_is_found_and_the_old_one_is_not_before_the_index_knows():
    group, reader = make_group("Budget", "open"), make_user("R")
    note = make_note(group, "Overspend in adult care")
    index_now()
    change_note(note, title="A calm title")
    assert titles(reader, "overspend") == []
    index_now()
    assert titles(reader, "calm") == ["A calm title"]


def test_a_deleted_row_is_gone_even_if_its_promise_was_lost():
    group, reader = make_group("Budget", "open"), make_user("R")
    note = make_note(group, "Reserves")
    index_now()
    with unit_of_work():
        db.session.delete(note)
    forget_promises()
    assert titles(reader, "reserves") == []


def test_a_held_row_is_found_by_facilitators_and_its_author_alone():
    author, other = make_user("Author"), make_user("Other")
    group = make_group("Budget", "open")
    add_member(group, author)
    add_member(group, other)
    make_note(group, "Held words", reach="facilitators", author=author)
    index_now()
    assert [titles(author, "held"), titles(other, "held")] == [["Held words"], []]


def test_a_suspended_person_finds_what_a_visitor_finds():
    open_group, public_group = make_group("Open", "open"), make_group("Public", "public")
    make_note(open_group, "Bins inside")
    make_note(public_group, "Bins outside")
    index_now()
    assert titles(make_user("Sus Pended", state="suspended"), "bins") == titles(None, "bins") == ["Bins outside"]


def statements(run):
    """How many statements a call sends."""
    sent = []

    def count(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        run()
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(sent)


def test_hidden_and_absent_take_the_same_path(people):
    actor = actor_of(people["outsider"])
    hidden, absent = queries.search(actor, "asbestos"), queries.search(actor, "zzyzx")
    assert (hidden.total, hidden.facets, hidden.pages) == (absent.total, absent.facets, absent.pages)
    assert statements(lambda: queries.search(actor, "asbestos")) == statements(lambda: queries.search(actor, "zzyzx"))


def test_a_hidden_group_and_an_absent_one_look_the_same(people):
    for slug in ("secret-plans", "no-such-group"):
        with pytest.raises(NotFound):
            queries.search(actor_of(people["outsider"]), "asbestos", group=slug)


def test_search_stays_in_a_group_when_asked_to():
    reader = make_user("R")
    for name in ("Waste", "Roads"):
        make_note(make_group(name, "open"), f"Bins of {name}", "bins")
    index_now()
    assert titles(reader, "bins", group="waste") == ["Bins of Waste"]
    assert titles(reader, "bins group:Roads") == ["Bins of Roads"]
    assert titles(reader, "bins group:nowhere") == []
    found = queries.search(actor_of(reader), "bins", group="waste")
    assert {choice.label: choice.count for choice in choices.list_groups(actor_of(reader), found, "waste")} == {
        "Waste": 1,
        "Roads": 1,
    }


def test_kinds_can_be_ticked_or_typed(app):
    reader = make_user("R")
    make_note(make_group("Bins", "open"), "Bins again")
    index_now()
    assert titles(reader, "bins", kinds=["note"]) == titles(reader, "bins type:Notes") == ["Bins again"]
    with app.test_request_context():
        assert titles(reader, "bins", kinds=["group"]) == ["Bins"]
    assert titles(reader, "bins", kinds=["nonsense"]) == []


def test_pages_of_results_follow_on():
    group, reader = make_group("Budget", "open"), make_user("R")
    for n in range(5):
        make_note(group, f"Reserves {n}", "reserves")
    index_now()
    seen = [titles(reader, "reserves", page=page, size=2) for page in (1, 2, 3)]
    assert [len(page) for page in seen] == [2, 2, 1]
    assert len({title for page in seen for title in page}) == 5


def test_without_an_index_nothing_is_found_and_nothing_breaks():
    assert titles(make_user("R"), "bins") == []
    assert engine().status().reason == "missing"


@pytest.mark.parametrize(
    "text", ["", "   ", "the", "-bins", "*", '"', "a*", "🙂", "مرحبا", "type:", "(" * 50, "bins " * 3000]
)
def test_any_query_is_answered(people, text):
    assert queries.search(actor_of(people["outsider"]), text).total == 0
