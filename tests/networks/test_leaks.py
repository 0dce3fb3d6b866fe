"""Whatever page is opened and whatever else is read, nobody outside learns of a network or of a connection."""

import re

import pytest
from flask import Flask

from hub.accounts.mentions import list_named
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.groups import actions as groups
from hub.networks import actions, circles
from hub.people.queries import Wanted, list_people
from hub.policy import NotFound
from tests.browser import Browser
from tests.factories import actor_of, make_user
from tests.networks.making import connected, make_network, waiting_invitation
from tests.people.making import find_me
from tests.policy.leaks import READERS, look, pages, values_for
from tests.policy.test_leaks import tidy
from tests.policy.world import World, make_world

NAME = "Feldspar circle"


@pytest.fixture
def around(app: Flask) -> tuple[World, dict, World]:
    """A network with things in it, made by the member; its ex-member has left it; and the values that name it."""
    world = make_world(app, "private")
    values = values_for(world, world.all_rows())
    keeper, gone = world.people["member"], world.people["ex-member"]
    network = make_network(keeper, NAME, [world.people["author"], gone])
    with unit_of_work():
        network.purpose = network.home = NAME
        groups.leave_group(actor_of(gone), network)
    connected(keeper, world.people["panellist"])
    with unit_of_work():
        circles.invite_connections(actor_of(keeper), network, [world.people["panellist"].id], note=NAME)
    values |= {"slug": network.slug, "invitation_id": waiting_invitation(network, world.people["panellist"]).id}
    while drain("index", "test"):
        pass
    inner = World(network, world.session, world.people)
    return world, values, inner


def test_no_page_tells_an_outsider_a_word_of_a_network(app: Flask, around: tuple[World, dict, World]) -> None:
    world, values, _inner = around
    for name in ("visitor", "outsider", "ex-member", "staff"):
        browser = Browser(app, world.people[name])
        urls = [url for _rule, url in pages(app, values)] + ["/search?q=feldspar", "/groups?search=feldspar"]
        for url in urls:
            seen = look(browser, url)
            assert "Feldspar" not in seen.body + seen.headers, f"{url} tells the {name} of the network"
            assert seen.status != 500, f"{url} fails for the {name}"


def test_who_belongs_or_is_invited_does_read_its_name(app: Flask, around: tuple[World, dict, World]) -> None:
    world, values, _inner = around
    member, invited = Browser(app, world.people["author"]), Browser(app, world.people["panellist"])
    assert NAME in look(member, f"/groups/{values['slug']}").body
    assert NAME in look(member, "/networks").body
    assert NAME in look(invited, "/networks").body
    assert NAME in look(invited, f"/networks/invitations/{values['invitation_id']}").body
    assert look(invited, f"/groups/{values['slug']}").status == 404


@pytest.mark.parametrize("reader", READERS)
def test_no_other_reader_tells_of_a_network_either(app: Flask, around: tuple[World, dict, World], reader: str) -> None:
    world, _values, inner = around
    for name in ("visitor", "outsider", "staff", "suspended"):
        assert "Feldspar" not in READERS[reader](app, world.people[name], inner), f"{reader} tells the {name}"


def test_a_profile_shows_shared_networks_to_those_who_share_them(app: Flask, around: tuple[World, dict, World]) -> None:
    people = around[0].people
    keeper = people["member"].id
    assert NAME in look(Browser(app, people["author"]), f"/people/{keeper}").body
    for name in ("outsider", "ex-member", "staff", "panellist"):
        assert NAME not in look(Browser(app, people[name]), f"/people/{keeper}").body


def test_nobody_is_found_by_a_network_one_does_not_belong_to(around: tuple[World, dict, World]) -> None:
    world, values, _inner = around
    for name in ("outsider", "ex-member", "staff"):
        with pytest.raises(NotFound):
            list_people(actor_of(world.people[name]), Wanted(group=values["slug"]))


def test_whom_i_know_is_shown_to_me_alone(app: Flask) -> None:
    ann, bo, eve = make_user("Ann Price"), make_user("Bo Zirconia"), make_user("Eve")
    connected(ann, bo)
    assert "Bo Zirconia" in look(Browser(app, ann), "/networks/connections").body
    for reader in (eve, make_user(is_staff=True)):
        browser = Browser(app, reader)
        assert "Bo Zirconia" not in look(browser, f"/people/{ann.id}").body
        assert "Bo Zirconia" not in look(browser, "/networks/connections").body
        assert "Bo Zirconia" not in look(browser, "/admin/activity").body


def as_shown(browser: Browser, url: str) -> str:
    """The page but for the way to write, which is away also where somebody takes messages from connections alone."""
    page = re.sub(r"<a [^>]*>Write a message</a>", "", tidy(look(browser, url).body, url))
    return re.sub(r"\s+", " ", page)


def test_the_blocked_sees_the_same_pages_as_before_and_the_blocker_finds_them_nowhere(app: Flask) -> None:
    ann, bo = find_me("Ann Price"), find_me("Bo Lee")
    browser, urls = Browser(app, bo), (f"/people/{ann.id}", "/people", "/people?q=ann", "/networks/connections")
    before = [as_shown(browser, url) for url in urls]
    with unit_of_work():
        actions.block_person(actor_of(ann), bo.id)
    assert [as_shown(browser, url) for url in urls] == before
    names = [line.person.display_name for line in list_people(actor_of(ann), Wanted()).items]
    assert names == ["Ann Price"]
    assert list_people(actor_of(ann), Wanted(words="bo")).items == []


def test_an_invitation_does_not_tell_who_keeps_the_network(around: tuple[World, dict, World]) -> None:
    world, values, _network = around
    with pytest.raises(NotFound):
        list_named(actor_of(world.people["panellist"]), f"network_invitation:{values['invitation_id']}", "mem")
