"""What people write to each other is for the same few whoever asks, and no reader of any kind tells more."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import who_may_view
from hub.policy import Actor, Verb, can
from hub.search.queries import search
from hub.search.suggest import suggest
from tests.browser import Browser
from tests.policy.correspondence import INSIDE, Correspondence, make_correspondence
from tests.policy.leaks import READERS, look
from tests.policy.test_agreement import ids_by_can, ids_by_query, ids_by_ref
from tests.policy.world import SECRET, WORD, make_world

FOR_EVERYONE = (
    "/",
    "/messages",
    "/messages/new",
    "/messages/people?q=part",
    "/messages/senders",
    "/new",
    "/drafts",
    f"/search?q={WORD}",
    f"/search?q={WORD}&type=message",
    f"/search?q={WORD}&type=document",
    f"/search/suggestions?q={WORD[:4]}",
    f"/search/suggestions?q={SECRET[:4]}",
    f"/search/similar?q=A+{WORD}+in+the+road",
    "/admin",
    "/admin/acts",
)
"""Pages with lists, counts or suggestions on them."""
OTHERS = set(Verb) - {Verb.VIEW, Verb.CONTRIBUTE}


@pytest.fixture
def letters(app: Flask) -> Correspondence:
    return make_correspondence(app)


def outside(letters: Correspondence) -> dict[str, User | None]:
    return {name: person for name, person in letters.people.items() if name not in INSIDE}


@pytest.mark.both_databases
def test_a_row_of_a_thread_is_for_the_same_people_whoever_asks(app: Flask, letters: Correspondence) -> None:
    for kind, rows in letters.rows.items():
        for name, actor in letters.actors().items():
            expected = {row.id for row in rows} if name in INSIDE else set()
            assert ids_by_can(actor, rows) == expected, f"can() and who takes part differ: {kind}, {name}"
            assert ids_by_query(actor, rows) == expected, f"visible() and can() differ: {kind}, {name}"
            with app.test_request_context():
                assert ids_by_ref(actor, kind, rows) == expected, f"resolve() and can() differ: {kind}, {name}"


@pytest.mark.both_databases
def test_the_people_who_would_be_told_are_those_who_may_view(letters: Correspondence) -> None:
    ids = {person.id: name for name, person in letters.people.items() if person is not None}
    for rows in letters.rows.values():
        for row in rows:
            held = select(User.id).where(User.id.in_(ids), User.state == "active", who_may_view(row, User.id))
            assert {ids[one] for one in db.session.scalars(held)} == INSIDE


@pytest.mark.both_databases
def test_search_finds_it_for_those_who_take_part_and_for_nobody_else(app: Flask, letters: Correspondence) -> None:
    everything = {f"{kind}:{row.id}" for kind in ("message", "document") for row in letters.rows[kind]}
    for name, actor in letters.actors().items():
        with app.test_request_context():
            found = search(actor, WORD, size=100)
            offered = {item.ref for item in suggest(actor, WORD[:4]).items}
        assert {result.item.ref for result in found.items} == (everything if name in INSIDE else set()), name
        assert found.total == (len(everything) if name in INSIDE else 0), name
        assert sum(found.facets.get("kind", {}).values()) == found.total, name
        assert offered <= (everything if name in INSIDE else set()), name


@pytest.mark.both_databases
def test_who_takes_part_may_write_and_nobody_may_change_what_was_written(letters: Correspondence) -> None:
    for name, actor in letters.actors().items():
        assert can(actor, Verb.CONTRIBUTE, letters.thread) == (name in INSIDE), name
        for rows in letters.rows.values():
            more = [verb for row in rows for verb in OTHERS if can(actor, verb, row)]
            assert not more, f"the {name} has powers over correspondence: {more}"


def test_staff_who_broke_the_glass_of_a_group_read_no_correspondence(letters: Correspondence) -> None:
    staff = letters.actors()["staff"]
    opened = Actor(**{**staff.__dict__, "opened": frozenset(range(1, 50))})
    assert not any(can(opened, Verb.VIEW, row) for rows in letters.rows.values() for row in rows)


def test_its_own_pages_do_not_exist_for_whoever_is_outside(app: Flask, letters: Correspondence) -> None:
    for name, person in outside(letters).items():
        if name == "suspended":
            continue
        browser = Browser(app, person)
        for url in letters.addresses:
            seen = look(browser, url)
            assert SECRET not in seen.body + seen.headers, f"{url} tells the {name}"
            assert seen.status in ({302, 303} if person is None else {404}), f"{url} is {seen.status} for the {name}"


def test_no_list_count_or_suggestion_tells_of_it(app: Flask, letters: Correspondence) -> None:
    for name, person in outside(letters).items():
        if name == "suspended":
            continue
        browser = Browser(app, person)
        for url in FOR_EVERYONE:
            seen = look(browser, url)
            assert SECRET not in seen.body + seen.headers, f"{url} tells the {name}"
            assert "hub-header__count" not in seen.body, f"{url} counts for the {name}"


def test_no_other_reader_tells_of_it_either(app: Flask, letters: Correspondence) -> None:
    world = make_world(app, "private")
    world.people |= letters.people
    for reader, told in READERS.items():
        for name, person in outside(letters).items():
            assert SECRET not in told(app, person, world), f"{reader} tells the {name}"


def test_who_takes_part_does_see_it_so_the_tests_can_see(app: Flask, letters: Correspondence) -> None:
    browser = Browser(app, letters.people["participant"])
    for url in letters.addresses:
        assert SECRET in look(browser, url).body, url
    assert SECRET in look(browser, "/messages").body
    assert SECRET in look(browser, f"/search?q={WORD}").body


def test_names_of_those_who_take_part_are_content_too(app: Flask, letters: Correspondence) -> None:
    """A search or a list that named who writes to whom would tell as much as the subject."""
    browser = Browser(app, letters.people["outsider"])
    for url in ("/messages", f"/search?q={WORD}", "/"):
        assert "Participant" not in look(browser, url).body
