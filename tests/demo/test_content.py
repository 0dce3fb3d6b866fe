"""What the demo hub holds fits together: every name leads to something, every writer belongs to where they write."""

import pytest

from hub.demo.content import COUNCILS, DOCUMENTS, GROUPS, PEOPLE
from hub.demo.filling import address_of
from hub.demo.pdf import make_pdf
from hub.demo.sizes import HEAVIEST, STAFF, Size, audience_of, content_audience_of, runs

SMALL = Size(people=6, councils=2, groups=3, largest=50, heaviest=2, documents=1, posts=5, texts=1)


def test_everyone_has_a_council_and_an_address_of_their_own():
    assert {person.council for person in PEOPLE} <= COUNCILS.keys()
    assert len({address_of(person) for person in PEOPLE}) == len({person.key for person in PEOPLE}) == len(PEOPLE)
    assert all(address_of(person).endswith(".example") for person in PEOPLE)


def test_whoever_writes_a_document_is_in_its_group():
    people = {group.slug: group.people for group in GROUPS}
    assert set().union(*people.values()) <= {person.key for person in PEOPLE}
    assert [document.title for document in DOCUMENTS if document.by not in people[document.group]] == []
    assert all(all(document.pages) for document in DOCUMENTS)


def test_the_demo_shows_every_visibility_a_group_can_have():
    assert {group.visibility for group in GROUPS} == {"public", "open", "restricted", "private"}


@pytest.mark.parametrize("group", [1, 2, 3])
def test_a_group_is_never_larger_than_the_hub_and_nobody_is_in_it_twice(group):
    members = SMALL.members(group)
    assert len(set(members)) == len(members) <= SMALL.people
    assert set(members) <= set(range(1, SMALL.people + 1))
    assert HEAVIEST not in runs(members)
    assert (HEAVIEST in members) == (group in SMALL.heavy_groups)


def test_who_may_read_follows_from_the_visibility_of_the_group():
    assert [(audience_of(n), content_audience_of(n)) for n in (1, 2, 3, 5)] == [
        ("signed-in", "signed-in"),
        ("public", "public"),
        ("signed-in", "group:3"),
        ("group:5", "group:5"),
    ]
    assert STAFF != HEAVIEST


def test_brackets_and_backslashes_of_a_text_do_not_end_it_in_the_pdf():
    made = make_pdf("A (b)", ["one (two) \\ three", ""])
    assert rb"(one \(two\) \\ three) Tj" in made
    assert b"/Count 2" in made
    start = int(made.split(b"startxref\n")[1].split()[0])
    assert made[start:].startswith(b"xref")
