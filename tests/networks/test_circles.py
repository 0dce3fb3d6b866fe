"""Networks: made by anyone, known to nobody outside, never without a keeper, and a group in every other way."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts import actions as accounts
from hub.accounts.models import User
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy
from hub.core.registry import hub, resolve
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.groups import actions as groups
from hub.groups import queries as group_queries
from hub.groups.models import Group
from hub.library.actions import publish_document
from hub.library.intake import Content, Facts
from hub.library.queries import Shelf
from hub.networks import actions, circles
from hub.networks.models import NetworkInvitation
from hub.policy import NotFound, Role, Verb, can
from hub.search.queries import search
from tests.factories import actor_of, make_user
from tests.networks.making import connected, keepers_of, make_network, waiting_invitation

pytestmark = pytest.mark.both_databases


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price")


@pytest.fixture
def bo(app: Flask) -> User:
    return make_user("Bo Lee")


@pytest.fixture
def eve(app: Flask) -> User:
    return make_user("Eve Outside")


@pytest.fixture
def told(app: Flask) -> list[Noteworthy]:
    facts: list[Noteworthy] = []
    hub().on(Noteworthy, facts.append)
    return facts


def test_a_network_begins_at_once_private_with_its_maker_as_keeper(ann):
    group = make_network(ann, "Finance circle")
    assert (group.kind, group.visibility, group.state) == ("network", "private", "active")
    assert "finance" not in group.slug
    assert keepers_of(group) == [ann.id]
    assert circles.list_networks(actor_of(ann)) == [group]


def test_nobody_outside_learns_that_a_network_is_there(app, ann, bo, eve):
    group = make_network(ann, "Quartzite circle", [bo])
    while drain("index", "test"):
        pass
    for outside in (None, eve, make_user(is_staff=True)):
        actor = actor_of(outside)
        assert not can(actor, Verb.VIEW, group)
        assert circles.list_networks(actor) == []
        with pytest.raises(NotFound):
            group_queries.get_group(actor, group.slug)
        with app.test_request_context():
            assert search(actor, "quartzite").items == []
    assert [line.group.id for line in group_queries.list_groups(actor_of(ann)).items] == []


def test_a_connection_is_invited_reads_the_name_and_comes_in(app, ann, bo, eve, told):
    group = make_network(ann)
    connected(ann, bo)
    told.clear()
    with unit_of_work():
        assert circles.invite_connections(actor_of(ann), group, [bo.id], note="Come in") == 1
    ref = f"network_invitation:{waiting_invitation(group, bo).id}"
    assert [(f.notice, f.ref, f.people, f.reason) for f in told] == [("network.invited", ref, (bo.id,), "Come in")]
    with app.test_request_context():
        assert resolve(actor_of(bo), ref).title == "Finance circle"
        with pytest.raises(NotFound):
            resolve(actor_of(eve), ref)
    for _twice in range(2):
        with unit_of_work():
            circles.accept_invitation(actor_of(bo), int(ref.partition(":")[2]))
    db.session.expire_all()
    assert group.member_count == 2
    assert [fact.notice for fact in told].count("network.joined") == 1


def test_an_invitation_is_good_for_the_one_it_went_to(ann, bo, eve):
    group = make_network(ann)
    connected(ann, bo)
    with unit_of_work():
        circles.invite_connections(actor_of(ann), group, [bo.id])
    invitation = waiting_invitation(group, bo)
    for act in (circles.accept_invitation, circles.decline_invitation):
        with pytest.raises(NotFound), unit_of_work():
            act(actor_of(eve), invitation.id)


def test_only_connections_are_invited_and_only_by_a_keeper(ann, bo, eve):
    group = make_network(ann, members=[bo])
    with pytest.raises(Refused, match="you are connected with"), unit_of_work():
        circles.invite_connections(actor_of(ann), group, [eve.id])
    connected(bo, eve)
    with pytest.raises(Exception, match="manage"), unit_of_work():
        circles.invite_connections(actor_of(bo), group, [eve.id])
    with pytest.raises(Refused, match="grows by its keepers"), unit_of_work():
        groups.invite_people(actor_of(ann), group, addresses="someone@example.org")


def test_after_an_invitation_is_declined_or_taken_back_its_name_is_hidden_again(app, ann, bo):
    group = make_network(ann)
    connected(ann, bo)
    with unit_of_work():
        circles.invite_connections(actor_of(ann), group, [bo.id])
    invitation = waiting_invitation(group, bo)
    with unit_of_work():
        circles.decline_invitation(actor_of(bo), invitation.id)
    with app.test_request_context(), pytest.raises(NotFound):
        resolve(actor_of(bo), f"network_invitation:{invitation.id}")
    with unit_of_work():
        assert circles.invite_connections(actor_of(ann), group, [bo.id]) == 0
    with pytest.raises(Refused, match="no longer open"), unit_of_work():
        circles.accept_invitation(actor_of(bo), invitation.id)


def test_when_the_last_keeper_leaves_the_longest_standing_member_is_keeper(ann, bo, eve, told):
    group = make_network(ann, members=[bo, eve])
    with unit_of_work():
        groups.leave_group(actor_of(ann), group)
    assert keepers_of(group) == [bo.id]
    assert (told[-1].notice, told[-1].people) == ("network.kept", (bo.id,))
    assert actor_of(bo).roles[group.id] == Role.FACILITATOR
    assert not can(actor_of(ann), Verb.VIEW, group)


def test_when_the_last_keeper_is_suspended_the_longest_standing_member_is_keeper(ann, bo):
    group, staff = make_network(ann, members=[bo]), actor_of(make_user(is_staff=True))
    with unit_of_work():
        accounts.suspend_person(staff, ann.id, reason="Spam")
    assert bo.id in keepers_of(group)


def test_a_network_that_everyone_has_left_is_read_only(ann):
    group = make_network(ann)
    with unit_of_work():
        groups.leave_group(actor_of(ann), group)
    db.session.expire_all()
    assert (group.member_count, group.is_closed) == (0, True)


def test_invitations_lapse_when_the_keeper_who_made_them_goes(ann, bo, eve):
    group = make_network(ann, members=[bo])
    connected(ann, eve)
    with unit_of_work():
        circles.invite_connections(actor_of(ann), group, [eve.id])
    with unit_of_work():
        groups.leave_group(actor_of(ann), group)
    assert circles.list_invited(actor_of(eve)) == []


@pytest.mark.parametrize("visibility", ["public", "open", "restricted"])
def test_a_network_is_never_made_wider(ann, visibility):
    group = make_network(ann)
    with pytest.raises(Refused, match="always private"), unit_of_work():
        groups.change_visibility(actor_of(ann), group, visibility, confirmed=0)
    assert db.session.scalar(select(Group.visibility).where(Group.id == group.id)) == "private"


def test_staff_neither_list_a_network_nor_give_it_away(ann):
    group = make_network(ann)
    staff = actor_of(make_user(is_staff=True))
    with unit_of_work():
        ann.become("suspended")
    assert group not in group_queries.list_without_facilitator(staff)
    with pytest.raises(Refused), unit_of_work():
        groups.assign_facilitator(staff, group.id, email=ann.email, reason="Nobody left")


def test_the_library_of_a_network_is_its_members_alone(ann, bo, eve):
    group = make_network(ann, members=[bo])
    with unit_of_work():
        content = Content.of_text("What it cost us", "costs.txt")
        document = publish_document(actor_of(bo), Shelf(group), content, Facts(title="Costs"))
    readers = {"ann": ann, "bo": bo, "eve": eve, "visitor": None}
    assert {name for name, reader in readers.items() if can(actor_of(reader), Verb.VIEW, document)} == {"ann", "bo"}


def test_a_block_withdraws_what_the_blocked_has_asked(ann, bo):
    group = make_network(ann)
    connected(ann, bo)
    with unit_of_work():
        circles.invite_connections(actor_of(ann), group, [bo.id])
    with unit_of_work():
        actions.block_person(actor_of(bo), ann.id)
    assert circles.list_invited(actor_of(bo)) == []
    assert db.session.scalars(select(NetworkInvitation.outcome)).all() == ["declined"]
