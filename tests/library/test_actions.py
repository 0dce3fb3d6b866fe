"""Publishing, describing, replacing, throwing away and putting back, each only by those who may."""

from contextlib import suppress

import pytest
from sqlalchemy import func, select

from hub.activity.models import AuditEntry
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.outbox import OutboxEntry
from hub.core.uow import unit_of_work
from hub.library import actions, queries
from hub.library.consumer import read_version
from hub.library.intake import Content, Facts
from hub.library.models import Blob, Version, VersionPage
from hub.library.queries import Shelf
from hub.policy import Forbidden, NotFound, Role
from tests.core.extract import making as files
from tests.factories import actor_of, add_member, make_group, make_organisation, make_user
from tests.library.making import content_of, make_folder, publish


@pytest.fixture
def facilitator(app):
    return make_user("Fay Facilitator")


@pytest.fixture
def group(facilitator):
    return make_group("Waste", "restricted", facilitator=facilitator)


@pytest.fixture
def member(group):
    user = make_user("Mo Member")
    add_member(group, user)
    return user


def act(user, action, *arguments, **named):
    with unit_of_work():
        return action(actor_of(user), *arguments, **named)


def promises(topic):
    return list(db.session.scalars(select(OutboxEntry.object_id).where(OutboxEntry.topic == topic)))


def test_a_published_document_carries_its_groups_audience(member, group):
    document = publish(member, group)
    assert document.audience == group.content_audience == f"group:{group.id}"
    assert (document.title, document.author_id) == ("Route planning", member.id)


def test_what_was_said_of_it_is_kept(member, group):
    make_organisation("Leeds")
    folder = make_folder(member, group, "Rounds")
    said = {"title": "Plan", "description": "**Bold**", "tags": ("bins", "Bins", " routes "), "organisation": "leeds"}
    document = publish(member, group, year=2025, licence="OGL-3.0", folder_id=folder.id, **said)
    assert "<strong>Bold</strong>" in document.description_html
    assert {tag.name for tag in document.tags} == {"Bins", "routes"}
    assert (document.year, document.licence, document.folder_id) == (2025, "OGL-3.0", folder.id)


def test_an_organisation_nobody_knows_is_said_beside_its_field(member, group):
    with pytest.raises(Refused) as refusal:
        publish(member, group, organisation="Atlantis")
    assert refusal.value.field == "organisation"


def test_only_members_add_to_a_library(group):
    outsider = make_user("Otto Outsider")
    with pytest.raises(NotFound):
        publish(outsider, group)


def test_nobody_adds_to_an_archived_group(member, group):
    from hub.core import clock

    with unit_of_work():
        db.session.merge(group).archived_at = clock.now()
    with pytest.raises(Forbidden):
        publish(member, group)


@pytest.mark.parametrize(
    ("body", "name", "word"),
    [
        (b"", "empty.pdf", "empty"),
        (b"MZ\x90\x00\x03", "minutes.pdf", "program"),
        (b"echo hello", "install.bat", "program"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "mark.svg", "SVG"),
        (b"\x00\x01\x02\x03" * 100, "what.xyz", "kind of file"),
    ],
)
def test_what_is_no_document_is_refused_in_plain_words(member, group, body, name, word):
    with pytest.raises(Refused, match=word):
        publish(member, group, body, name)
    assert db.session.scalar(select(func.count(Version.id))) == 0


def test_publishing_promises_to_read_and_to_index(member, group):
    document = publish(member, group)
    assert promises("extract") == [document.current.id]
    assert document.id in promises("index")


def test_the_same_bytes_are_named_once(member, group):
    first, second = publish(member, group, title="One"), publish(member, group, title="Two")
    assert first.current.blob_sha256 == second.current.blob_sha256
    assert db.session.scalar(select(func.count()).select_from(Blob)) == 1


def test_text_alone_is_read_at_once_and_has_no_bytes(member, group):
    content = Content.of_text("Missed bins\x00 fell", "42.txt")
    document = act(member, actions.publish_document, Shelf(group), content, Facts(title="Row"), external_id="42")
    assert (document.current.state, document.current.blob_sha256) == ("read", None)
    assert db.session.scalar(select(VersionPage.text)) == "Missed bins fell"


def test_authors_and_facilitators_edit_and_other_members_do_not(member, facilitator, group):
    document, other = publish(member, group), make_user("Una Other")
    add_member(group, other)
    for person in (member, facilitator):
        act(person, actions.edit_document, document, Facts(title=f"By {person.id}"))
    with pytest.raises(Forbidden):
        act(other, actions.edit_document, document, Facts(title="Mine"))
    assert document.title == f"By {facilitator.id}"


def test_editing_raises_the_version_that_search_compares(member, group):
    document = publish(member, group)
    act(member, actions.edit_document, document, Facts(title="New"))
    assert document.version == 2


def test_a_new_version_stands_at_the_same_address_and_the_old_one_is_kept(member, group):
    document = publish(member, group)
    act(member, actions.add_version, document, content_of(b"Second"), note="Corrected")
    numbers = [(v.number, v.note) for v in queries.list_versions(actor_of(member), document)]
    assert (document.current_number, numbers) == (2, [(2, "Corrected"), (1, "")])


def test_the_same_file_again_is_no_new_version(member, group):
    document = publish(member, group)
    with pytest.raises(Refused, match="same file"):
        act(member, actions.add_version, document, content_of())


def test_putting_a_version_back_adds_one_with_the_text_it_had(member, group):
    document = publish(member, group)
    read_version(document.current.id)
    act(member, actions.add_version, document, content_of(b"Second"))
    act(member, actions.restore_version, document, 1)
    assert (document.current_number, document.current.state, document.current.page_count) == (3, "read", 1)
    text = queries.get_page_text(actor_of(member), document, document.current, 1)
    assert text == "Missed bins fell by a third"


def test_a_removed_document_is_seen_by_facilitators_and_its_author_alone(member, facilitator, group):
    document, other = publish(member, group), make_user("Una Other")
    add_member(group, other)
    act(facilitator, actions.remove_document, document, reason="Out of date")
    seen = []
    for person in (member, facilitator, other):
        with suppress(NotFound):
            seen.append(queries.get_document(actor_of(person), group.slug, document.id).removed_reason)
    assert seen == ["Out of date", "Out of date"]


def test_a_facilitator_says_why_they_remove_anothers_document(member, facilitator, group):
    document = publish(member, group)
    with pytest.raises(Refused) as refusal:
        act(facilitator, actions.remove_document, document)
    assert refusal.value.field == "reason"
    act(member, actions.remove_document, document)
    assert document.removed_at is not None


def test_an_author_puts_back_only_what_they_removed_themselves(member, facilitator, group):
    document = publish(member, group)
    act(member, actions.remove_document, document)
    act(member, actions.restore_document, document)
    assert (document.reach, document.removed_at, document.audience) == ("group", None, f"group:{group.id}")
    act(facilitator, actions.remove_document, document, reason="No")
    with pytest.raises(Forbidden):
        act(member, actions.restore_document, document)
    act(facilitator, actions.restore_document, document)
    assert document.reach == "group"


def test_someone_who_left_edits_nothing(member, group):
    from tests.factories import end_membership

    document = publish(member, group)
    end_membership(group, member)
    with pytest.raises((Forbidden, NotFound)):
        act(member, actions.remove_document, document)


def test_a_second_facilitator_may_remove_too_and_the_trail_says_so(member, group):
    second = make_user("Finn Facilitator")
    add_member(group, second, Role.FACILITATOR)
    document = publish(member, group)
    act(second, actions.remove_document, document, reason="Twice here")
    entry = db.session.scalar(select(AuditEntry).where(AuditEntry.verb == "DocumentRemoved"))
    assert (entry.ref, entry.reason, entry.actor_id) == (f"document:{document.id}", "Twice here", second.id)


def test_a_pdf_keeps_its_kind_whatever_it_is_called(member, group, tmp_path):
    body = files.pdf(tmp_path / "a.pdf", "words").read_bytes()
    assert publish(member, group, body, "letter.doc").current.media_type == "application/pdf"
