"""What the pages of networks make of what none of their forms sends."""

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.networks.models import Introduction, NetworkInvitation
from tests.browser import Browser
from tests.factories import make_group, make_user
from tests.networks.making import connected, make_network, pair_of
from tests.suggestions.making import ids_of


@pytest.fixture
def ann(app: Flask) -> User:
    return make_user("Ann Price")


@pytest.fixture
def bo(app: Flask, ann: User) -> User:
    bo = make_user("Bo Lee")
    connected(ann, bo)
    return bo


@pytest.mark.parametrize("people", ["", "x", "98765", "9" * 40])
def test_nobody_is_invited_who_was_not_offered(app: Flask, ann: User, bo: User, people: str) -> None:
    network = make_network(ann)
    assert Browser(app, ann).post(f"/networks/{network.slug}/invite", {"people": people}, status=422).errors
    assert ids_of(NetworkInvitation) == []


@pytest.mark.parametrize("person", ["", "x", "98765"])
def test_an_introduction_to_nobody_is_refused_with_its_reason_kept(app: Flask, ann, bo, person: str) -> None:
    connected(ann, make_user("Cy Young"))
    sent = {"person": person, "reason": "Both count trees"}
    page = Browser(app, ann).post(f"/networks/introduce/{bo.id}", sent, status=422)
    assert "Both count trees" in page.html
    assert ids_of(Introduction) == []


@pytest.mark.parametrize("verb", ["accept", "decline", "withdraw", "end"])
def test_what_is_between_two_people_is_changed_by_no_third(app: Flask, ann: User, bo: User, verb: str) -> None:
    pair = pair_of(ann, bo)
    Browser(app, make_user("Eve")).post(f"/networks/connections/{pair.id}/{verb}", status=404)
    assert pair_of(ann, bo).state == "accepted"


@pytest.mark.parametrize("verb", ["accept", "decline"])
@pytest.mark.parametrize("sort", ["invitations", "introductions"])
def test_an_answer_to_what_was_never_asked_is_not_found(app: Flask, ann: User, sort: str, verb: str) -> None:
    Browser(app, ann).post(f"/networks/{sort}/98765/{verb}", status=404)


def test_an_ordinary_group_is_no_network_to_invite_into(app: Flask, ann: User) -> None:
    group = make_group("Parking", facilitator=ann)
    Browser(app, ann).get(f"/networks/{group.slug}/invite", status=404)


@pytest.mark.parametrize("query", ["search=" + "x" * 500, "search=%25", "cursor=x", "search=_"])
def test_a_search_among_connections_takes_signs_as_they_are(app: Flask, ann: User, bo: User, query: str) -> None:
    page = Browser(app, ann).get(f"/networks/connections?{query}")
    assert ("Bo Lee" in page) == query.startswith("cursor")
