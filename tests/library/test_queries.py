"""What the library shows, to whom, and that hidden and absent look the same."""

import pytest

from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.library import actions, queries
from hub.library.consumer import read_version
from hub.library.intake import Content, Facts
from hub.library.queries import Shelf
from hub.policy import VISITOR, NotFound
from tests.core.extract import making as files
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.library.making import make_folder, publish


@pytest.fixture
def author(app):
    return make_user("Ann Author")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


def test_a_hidden_document_and_an_absent_one_look_the_same(author, group):
    document, outsider = publish(author, group), actor_of(make_user("Otto"))
    for document_id in (document.id, 999):
        with pytest.raises(NotFound):
            queries.get_document(outsider, group.slug, document_id)


def test_a_document_is_found_only_below_its_own_group(author, group):
    document = publish(author, group)
    make_group("Parking", "open", facilitator=author)
    with pytest.raises(NotFound):
        queries.get_document(actor_of(author), "parking", document.id)


@pytest.mark.parametrize(("visibility", "is_seen"), [("public", True), ("open", False), ("restricted", False)])
def test_a_visitor_sees_the_library_of_a_public_group_alone(author, visibility, is_seen):
    group = make_group("Bins", visibility, facilitator=author)
    publish(author, group)
    try:
        with hub().app.test_request_context():
            seen = len(queries.list_documents(VISITOR, queries.get_shelf(VISITOR, "bins").group, None).items)
    except NotFound:
        seen = 0
    assert bool(seen) is is_seen


def test_someone_who_left_sees_nothing_any_more(author, group):
    member, document = make_user("Mo"), publish(author, group)
    add_member(group, member)
    assert queries.get_document(actor_of(member), group.slug, document.id)
    end_membership(group, member)
    with pytest.raises(NotFound):
        queries.get_document(actor_of(member), group.slug, document.id)


def test_documents_of_a_folder_stand_in_the_order_of_their_titles(author, group):
    folder = make_folder(author, group, "Rounds")
    for title in ("Beta", "Alpha"):
        publish(author, group, title=title, folder_id=folder.id)
    publish(author, group, title="Elsewhere")
    with hub().app.test_request_context():
        page = queries.list_documents(actor_of(author), group, folder)
    assert [item.title for item in page.items] == ["Alpha", "Beta"]


def test_a_version_of_another_document_cannot_be_asked_for(author, group):
    one, two = publish(author, group, title="One"), publish(author, group, b"other", title="Two")
    with pytest.raises(NotFound):
        queries.get_bytes(actor_of(author), one, two.current)
    with pytest.raises(NotFound):
        queries.get_version(actor_of(author), one, 7)


def test_bytes_that_are_missing_are_not_found_rather_than_an_error(author, group):
    from hub.core.storage import store

    document = publish(author, group)
    store().delete(document.current.blob_sha256)
    with pytest.raises(NotFound):
        queries.get_bytes(actor_of(author), document, document.current)


def test_members_see_their_own_part_of_the_bin_and_facilitators_all(author, group):
    member = make_user("Mo")
    add_member(group, member)
    mine, other = publish(member, group, title="Mine"), publish(author, group, title="Other")
    for person, document in ((member, mine), (author, other)):
        with unit_of_work():
            actions.remove_document(actor_of(person), document)
    assert [d.title for d in queries.list_binned(actor_of(member), group).items] == ["Mine"]
    assert {d.title for d in queries.list_binned(actor_of(author), group).items} == {"Mine", "Other"}


def test_search_is_told_of_text_and_facts_but_not_of_the_bin(author, group, tmp_path):
    body = files.pdf(tmp_path / "a.pdf", "First page", "Missed bins fell").read_bytes()
    document = publish(author, group, body, "a.pdf", title="Plan", description="About *rounds*", tags=("bins",))
    read_version(document.current.id)
    (entry,) = hub().kinds["document"].entries([document.id])
    assert (entry.title, entry.audiences, entry.tags) == ("Plan", (f"group:{group.id}",), ("bins",))
    assert "About rounds" in entry.body
    assert "Missed bins fell" in entry.body
    with unit_of_work():
        actions.remove_document(actor_of(author), document)
    assert hub().kinds["document"].entries([document.id]) == []


def test_pages_are_given_by_number_and_the_description_by_none(author, group, tmp_path):
    body = files.pdf(tmp_path / "a.pdf", "One", "Two").read_bytes()
    document = publish(author, group, body, "a.pdf", description="What it is")
    read_version(document.current.id)
    pages = hub().kinds["document"].pages([document])[document.id]
    assert pages == [(None, "What it is"), (1, "One"), (2, "Two")]


def test_an_item_says_kind_place_pages_and_author(author, group):
    document = publish(author, group, title="Plan")
    read_version(document.current.id)
    with hub().app.test_request_context():
        (item,) = hub().kinds["document"].items([document])
    assert (item.title, item.place, item.why) == ("Plan", "Waste", "Text · 1 page")
    assert item.url == f"/groups/waste/library/{document.id}"
    assert "Ann Author" in item.by


def test_an_import_is_known_again_by_its_id_within_the_group(author, group):
    content = Content.of_text("words", "7.txt")
    with unit_of_work():
        actions.publish_document(actor_of(author), Shelf(group), content, Facts(title="T"), external_id="7")
    found = queries.find_document_by_external_id(actor_of(author), group, "7")
    assert found is not None
    assert found.title == "T"
    other = make_group("Parking", "open", facilitator=author)
    assert queries.find_document_by_external_id(actor_of(author), other, "7") is None
