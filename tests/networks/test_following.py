"""Following a person: what they write is told to whoever follows them and may read it, and to nobody else."""

import pytest

from hub.core.uow import unit_of_work
from hub.follows import actions as follows
from hub.networks import actions
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.notifications.making import ASKED, NAMED, NEW, REPLIED, document_in, happen, lines_of, tell


@pytest.fixture
def ann(app):
    return make_user("Ann Price")


@pytest.fixture
def places(ann):
    """A document of Ann's where everyone reads, and one in a private group."""
    open_one, shut = make_group("Open one", "open", facilitator=ann), make_group("Shut one", "private", facilitator=ann)
    return document_in(open_one, ann), document_in(shut, ann), shut


def following(person, name="Flo Follows"):
    reader = make_user(name)
    browser = Browser(reader_app(), reader)
    browser.get(f"/people/{person.id}")
    browser.submit("Follow")
    return reader


def reader_app():
    from flask import current_app

    return current_app._get_current_object()


def test_who_follows_a_person_hears_of_what_they_write_where_they_may_read_it(ann, places):
    shown, hidden, shut = places
    reader = following(ann)
    for document in (shown, hidden):
        happen(REPLIED, document, by=ann, about=(f"document:{document.id}",))
    tell()
    assert [line.source for line in lines_of(reader)] == [f"person:{ann.id}"]
    add_member(shut, reader)
    end_membership(shut, reader)
    happen(NEW, hidden, by=ann)
    tell()
    assert len(lines_of(reader)) == 1, "an ex-member hears no more"


def test_what_is_no_writing_is_not_told_to_followers(ann, places):
    reader = following(ann)
    for notice in (NAMED, ASKED):
        happen(notice, places[0], by=ann, about=())
    tell()
    assert lines_of(reader) == []


def test_muting_and_blocking_end_it_and_others_acts_are_not_theirs(ann, places):
    muted, blocker, other = following(ann, "Mo"), following(ann, "Bea"), make_user("Otto")
    with unit_of_work():
        follows.mute(actor_of(muted), f"person:{ann.id}")
        actions.block_person(actor_of(blocker), ann.id)
    happen(REPLIED, places[0], by=ann, about=())
    happen(REPLIED, places[0], by=other, about=())
    tell()
    assert lines_of(muted) == lines_of(blocker) == []


def test_those_who_were_asked_introduced_and_invited_are_told(ann):
    from tests.networks.making import connected, make_network

    bo, cy = make_user("Bo Lee"), make_user("Cy Young")
    connected(cy, ann, bo)
    with unit_of_work():
        actions.introduce_people(actor_of(cy), ann.id, bo.id, reason="Both run parking")
    make_network(cy, "Oak circle", [make_user("Dee Dole")])
    tell()
    names = {line.happening.notice for person in (ann, bo, cy) for line in lines_of(person)}
    assert {"connection.asked", "connection.accepted", "people.introduced", "network.joined"} <= names
    page = Browser(reader_app(), ann).get("/notifications").text
    assert "Cy Young introduces you to each other: Ann Price and Bo Lee" in page
