"""What is here already, while a title is typed: of places the person may read, and of no others."""

from __future__ import annotations

import pytest

from hub.policy import NotFound
from hub.search import similar as module
from hub.search.similar import similar
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.search.notes import index_now, make_note

pytestmark = pytest.mark.usefixtures("noted")


@pytest.fixture(autouse=True)
def of_notes(monkeypatch):
    """Notes are the kind of content that these tests bring along."""
    monkeypatch.setattr(module, "KINDS", ("note",))
    monkeypatch.setattr(module.similar, "__defaults__", (None, ("note",)))


@pytest.fixture
def reader():
    return make_user("Rea Der")


@pytest.fixture
def notes(app, reader):
    """Notes in three groups, one of which is private."""
    for name, visibility in (("Waste", "open"), ("Roads", "open"), ("Secret plans", "private")):
        make_note(make_group(name, visibility), f"Missed bins in {name}", "What each council does about missed bins")
    make_note(make_group("Trees", "open"), "Planting", "Trees in streets")
    index_now()


def titles(actor, title, group=None):
    return [item.title for item in similar(actor, title, group)]


def test_what_resembles_the_title_is_offered_and_the_groups_own_first(notes, reader) -> None:
    actor = actor_of(reader)
    assert titles(actor, "What do you do about missed bins?", "waste")[0] == "Missed bins in Waste"
    assert titles(actor, "What do you do about missed bins?", "roads")[0] == "Missed bins in Roads"
    assert "Planting" not in titles(actor, "What do you do about missed bins?")


@pytest.mark.parametrize("who", ["visitor", "outsider", "ex-member"])
def test_nothing_of_a_private_group_is_offered_to_those_outside(app, notes, reader, who) -> None:
    group = make_group("Closed", "private")
    make_note(group, "Merging quartzite councils", "Quartzite")
    member, former = make_user("Mem Ber"), make_user("For Mer")
    add_member(group, member)
    add_member(group, former)
    index_now()
    end_membership(group, former)
    outside = {"visitor": None, "outsider": reader, "ex-member": former}[who]
    assert titles(actor_of(member), "Merging quartzite") == ["Merging quartzite councils"]
    assert titles(actor_of(outside), "Merging quartzite") == []
    with pytest.raises(NotFound):
        titles(actor_of(outside), "missed bins in a closed group", "closed")


@pytest.mark.parametrize(
    "title", ["", "ab", "–", "???", "type:note", '"', "-bins", "group:secret-plans", "b*", "x" * 5000]
)
def test_a_title_is_words_and_never_an_operator(notes, reader, title) -> None:
    assert "Missed bins in Secret plans" not in titles(actor_of(reader), title)


def test_a_script_is_answered_in_json_and_no_cache_keeps_it(app, notes, reader) -> None:
    browser = Browser(app, reader)
    answer = browser.client.get("/search/similar?q=missed+bins&group=waste", headers={"Accept": "application/json"})
    assert answer.json["items"][0]["title"] == "Missed bins in Waste"
    assert answer.headers["Cache-Control"] == "no-store"


def test_without_a_script_the_form_is_sent_there_and_leads_back_with_what_was_typed(app, notes, reader) -> None:
    browser = Browser(app, reader)
    page = browser.post(
        "/search/similar",
        {"title": "Missed bins", "text": "Three\nlines\nof it", "group": "waste", "back": "/groups/waste"},
    )
    assert "Missed bins in Waste" in page.links
    form = page.form("Carry on writing")
    assert form.action == "/groups/waste"
    assert form.values("Carry on writing")["again"] == ["1"]
    assert form.values()["text"] == ["Three\nlines\nof it"]


def test_the_way_back_leads_nowhere_but_to_this_site(app, notes, reader) -> None:
    page = Browser(app, reader).post("/search/similar", {"title": "Missed bins", "back": "https://example.com/"})
    assert "Carry on writing" not in page.html
