"""Folders: made by members, kept in order by facilitators, seen by whoever may see the group's content."""

import pytest

from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.library import actions, folders, queries
from hub.policy import Forbidden, NotFound
from tests.factories import actor_of, add_member, make_group, make_user
from tests.library.making import make_folder, publish


@pytest.fixture
def facilitator(app):
    return make_user("Fay Facilitator")


@pytest.fixture
def group(facilitator):
    return make_group("Waste", "restricted", facilitator=facilitator)


def test_folders_nest_and_the_trail_leads_down_to_them(facilitator, group):
    top = make_folder(facilitator, group, "Waste")
    below = make_folder(facilitator, group, "Rounds", top)
    assert [f.name for f in queries.list_trail(actor_of(facilitator), below)] == ["Waste", "Rounds"]
    assert queries.list_all_folders(actor_of(facilitator), group) == [(top.id, "Waste"), (below.id, "Waste / Rounds")]


def test_a_name_is_there_once_on_each_level_whatever_its_capitals(facilitator, group):
    top = make_folder(facilitator, group, "Waste")
    make_folder(facilitator, group, "Waste", top)
    with pytest.raises(Refused, match="already"):
        make_folder(facilitator, group, "WASTE")


def test_members_make_folders_and_facilitators_change_them(facilitator, group):
    member = make_user("Mo Member")
    add_member(group, member)
    folder = make_folder(member, group, "Waste")
    with pytest.raises(Forbidden), unit_of_work():
        folders.edit_folder(actor_of(member), folder, name="Mine", parent=None)
    with unit_of_work():
        folders.edit_folder(actor_of(facilitator), folder, name="Bins", parent=None)
    assert folder.name == "Bins"


def test_a_moved_folder_takes_everything_below_along(facilitator, group):
    one, two = make_folder(facilitator, group, "One"), make_folder(facilitator, group, "Two")
    inner = make_folder(facilitator, group, "Inner", one)
    with unit_of_work():
        folders.edit_folder(actor_of(facilitator), one, name="One", parent=two)
    assert inner.path == f"{two.id}/{one.id}/{inner.id}/"


def test_a_folder_never_goes_into_itself(facilitator, group):
    one = make_folder(facilitator, group, "One")
    inner = make_folder(facilitator, group, "Inner", one)
    with pytest.raises(Refused, match="itself"), unit_of_work():
        folders.edit_folder(actor_of(facilitator), one, name="One", parent=inner)


def test_folders_go_only_so_deep(facilitator, group):
    parent = None
    for level in range(folders.DEEPEST):
        parent = make_folder(facilitator, group, f"Level {level}", parent)
    with pytest.raises(Refused, match="deep"):
        make_folder(facilitator, group, "Too deep", parent)


def test_only_an_empty_folder_is_taken_away(facilitator, group):
    folder = make_folder(facilitator, group, "One")
    document = publish(facilitator, group, folder_id=folder.id)
    with pytest.raises(Refused, match="not empty"), unit_of_work():
        folders.remove_folder(actor_of(facilitator), folder)
    with unit_of_work():
        actions.remove_document(actor_of(facilitator), document)
    with unit_of_work():
        folders.remove_folder(actor_of(facilitator), folder)
    assert document.folder_id is None


def test_counts_leave_out_the_bin_and_take_in_what_lies_below(facilitator, group):
    top = make_folder(facilitator, group, "Top")
    inner = make_folder(facilitator, group, "Inner", top)
    publish(facilitator, group, folder_id=top.id, title="A")
    binned = publish(facilitator, group, folder_id=inner.id, title="B")
    publish(facilitator, group, folder_id=inner.id, title="C")
    with unit_of_work():
        actions.remove_document(actor_of(facilitator), binned)
    (line,) = queries.list_folders(actor_of(facilitator), group, None)
    assert line.document_count == 2


def test_an_outsider_sees_no_folder_and_cannot_tell_it_from_an_absent_one(facilitator, group):
    folder, outsider = make_folder(facilitator, group, "One"), actor_of(make_user("Otto Outsider"))
    for folder_id in (folder.id, 999):
        with pytest.raises(NotFound):
            queries.get_folder(outsider, group.slug, folder_id)


def test_a_folder_of_another_group_is_no_place_to_file_in(facilitator, group):
    elsewhere = make_group("Parking", "open", facilitator=facilitator)
    folder = make_folder(facilitator, elsewhere, "Theirs")
    with pytest.raises(Refused, match="gone"):
        publish(facilitator, group, folder_id=folder.id)
