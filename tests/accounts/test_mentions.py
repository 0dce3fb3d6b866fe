"""Who is named by an @: people who may read the place, told apart by number, and nobody else."""

import time

import pytest
from flask import Flask

from hub.accounts.mentions import MOST, list_named, read_mentions, render
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.policy import NotFound
from tests.browser import Browser
from tests.factories import actor_of, add_member, end_membership, make_group, make_user
from tests.statements import counted


@pytest.fixture
def group(app: Flask) -> Group:
    return make_group("Mergers", "private")


@pytest.fixture
def writer(group):
    return member_of(group, "Wil Writer")


@pytest.fixture
def ann(group):
    return member_of(group, "Ann Price")


def member_of(group: Group, name: str):
    person = make_user(name)
    add_member(group, person)
    return person


def read(app: Flask, writer, text: str, place):
    with app.test_request_context():
        return read_mentions(actor_of(writer), text, place)


def test_a_name_typed_by_hand_becomes_a_mention_that_tells_people_apart(app, group, writer, ann) -> None:
    read_back = read(app, writer, "Ask @Ann Price, or @ann price’s team.", group)
    mention = f"@[Ann Price](person:{ann.id})"
    assert read_back.source == f"Ask {mention}, or {mention}’s team."
    assert read_back.user_ids == (ann.id,)
    assert not read_back.sentences


def test_a_mention_leads_to_the_persons_page(app, group, writer, ann) -> None:
    assert f'<a href="/people/{ann.id}" rel="nofollow noopener ugc">@Ann Price</a>' in render(
        read(app, writer, "@Ann Price knows", group).source
    )


def test_two_people_of_one_name_are_named_by_number_alone(app, group, writer, ann) -> None:
    other = member_of(group, "Ann Price")
    by_hand = read(app, writer, "Ask @Ann Price", group)
    assert by_hand.source == "Ask @Ann Price"
    assert not by_hand.user_ids
    assert f"@[Ann Price](person:{other.id})" in by_hand.sentences[0]
    exact = read(app, writer, f"Ask @[Ann Price](person:{other.id})", group)
    assert exact.user_ids == (other.id,)


@pytest.mark.parametrize("standing", ["outsider", "ex-member", "suspended", "nobody"])
def test_who_may_not_read_the_place_stays_plain_text_and_the_writer_is_told(app, group, writer, standing) -> None:
    bob = make_user("Bob Smith")
    if standing in {"ex-member", "suspended"}:
        add_member(group, bob)
    if standing == "ex-member":
        end_membership(group, bob)
    if standing == "suspended":
        with unit_of_work():
            bob.become("suspended")
    number = 98765 if standing == "nobody" else bob.id
    exact = read(app, writer, f"Ask @[Bob Smith](person:{number}) now", group)
    by_hand = read(app, writer, "Ask @Bob Smith now", group)
    assert exact.source == by_hand.source == "Ask @Bob Smith now"
    assert exact.user_ids == by_hand.user_ids == ()
    told = ("Bob Smith is not told: we found nobody of that name who may read this.",)
    assert exact.sentences == by_hand.sentences == told


def test_a_label_that_lies_is_put_right(app, group, writer, ann) -> None:
    assert f"@[Ann Price](person:{ann.id})" == read(app, writer, f"@[The Chief](person:{ann.id})", group).source


def test_addresses_and_code_name_nobody(app, group, writer, ann) -> None:
    text = "ann@kirklees.gov.uk, https://x.org/@Ann Price, `@Ann Price`\n\n```\n@Ann Price\n```\n"
    assert read(app, writer, text, group).source == text
    assert not read(app, writer, text, group).sentences


def test_one_text_names_so_many_people_and_no_more(app, group, writer) -> None:
    people = [member_of(group, f"Person {letter}x") for letter in "ABCDEFGHIJKLMNOPQRSTUV"]
    read_back = read(app, writer, " ".join(f"@[x](person:{person.id})" for person in people), group)
    assert len(read_back.user_ids) == MOST
    assert f"can name {MOST} people" in read_back.sentences[-1]


def test_a_text_costs_one_statement_and_none_without_an_at(app, group, writer, ann) -> None:
    actor = actor_of(writer)
    assert group.content_audience  # a page has its place loaded
    with app.test_request_context(), counted() as statements:
        read_mentions(actor, "No names here", group)
        assert not statements
        read_mentions(actor, "@Ann Price @Bob Smith @[x](person:3) " * 10, group)
    assert len(statements) == 1


@pytest.mark.parametrize(
    "text", ["`" * 60_000, "@" * 60_000, "@a" * 30_000, "@[" * 30_000, "```\n" * 15_000, "@Ann " * 12_000]
)
def test_no_text_takes_long_to_look_through(app, group, writer, text) -> None:
    actor = actor_of(writer)
    start = time.monotonic()
    with app.test_request_context():
        read_mentions(actor, text, group)
    assert time.monotonic() - start < 2


def offered(app: Flask, person, ref: str, words: str) -> list[str]:
    with app.test_request_context():
        return [line["name"] for line in list_named(actor_of(person), ref, words)]


def test_names_are_offered_of_people_who_may_read_the_place(app, group, writer, ann) -> None:
    make_user("Ann Outside")
    left = member_of(group, "Ann Left")
    end_membership(group, left)
    assert offered(app, writer, f"group:{group.id}", "ann") == ["Ann Price"]
    assert offered(app, writer, f"group:{group.id}", "pri") == ["Ann Price"]
    assert offered(app, writer, f"group:{group.id}", "a") == []


def test_in_an_open_group_those_one_shares_a_group_with_come_first(app, group, writer, ann) -> None:
    make_user("Ann Archer")
    everyone = make_group("Parking", "open")
    assert offered(app, writer, f"group:{everyone.id}", "ann") == ["Ann Price", "Ann Archer"]


@pytest.mark.parametrize("visibility", ["restricted", "private"])
def test_an_outsider_is_offered_nobody_of_a_place_they_may_not_read(app, visibility) -> None:
    closed = make_group("Closed", visibility)
    member_of(closed, "Ann Price")
    for ref in (f"group:{closed.id}", "group:98765", "nonsense", "group:x"):
        with pytest.raises(NotFound):
            offered(app, make_user("Olu Outside"), ref, "ann")


def test_the_page_offers_names_to_those_signed_in_alone(app, group, writer, ann) -> None:
    url = f"/people/named?place=group:{group.id}&q=pri"
    assert Browser(app, writer).client.get(url).json["items"][0]["text"] == f"@[Ann Price](person:{ann.id})"
    assert Browser(app).client.get(url).status_code == 302
    assert Browser(app, make_user("Olu Outside")).client.get(url).status_code == 404


def test_hostile_names_and_labels_come_out_as_text(app, group, writer) -> None:
    sly = member_of(group, "<img src=x> [x](javascript:1)")
    html = read(app, writer, f"@[x](person:{sly.id}) @[<script>](person:1)", group).html
    assert "<img" not in html
    assert "<script" not in html
    assert "javascript:" not in html.replace("javascript:1 ", "").replace("x  javascript:1", "")
