"""A group's trail, and what is new in my groups, as pages."""

import pytest

from hub.core.uow import unit_of_work
from hub.groups import actions
from hub.policy import Role
from tests.browser import Browser
from tests.factories import actor_of, add_member, make_group, make_user


@pytest.fixture
def facilitator(app):
    return make_user("Fay Moss")


@pytest.fixture
def group(facilitator):
    return make_group("Parking", "open", facilitator=facilitator)


def test_facilitators_read_what_was_done_in_their_group(app, facilitator, group):
    with unit_of_work():
        actions.archive_group(actor_of(facilitator), group)
    page = Browser(app, facilitator).get("/groups/parking/activity")
    assert "Group archived" in page
    assert "Fay Moss" in page


def test_members_do_not_read_the_trail_and_outsiders_of_a_private_group_find_none(app, facilitator, group):
    member, hidden = make_user("Mo Ali"), make_group("Mergers", "private", facilitator=facilitator)
    add_member(group, member, Role.MEMBER)
    browser = Browser(app, member)
    browser.get("/groups/parking/activity", status=403)
    browser.get(f"/groups/{hidden.slug}/activity", status=404)


def test_someone_in_no_group_is_shown_where_to_find_one(app):
    assert Browser(app, make_user()).get("/activity").link("Find a group") == "/groups"


def test_a_bent_address_of_older_things_is_the_first_page(app, facilitator):
    Browser(app, facilitator).get("/activity?before=yesterday")
