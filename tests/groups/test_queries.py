"""What people may know of groups: the directory, the members, the counts, and no more."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.models import User
from hub.core.db import db
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.groups import queries
from hub.groups.models import Group
from hub.groups.subscribers import shares_group, shares_group_condition
from hub.groups.tags import tags_from, write_tags
from hub.policy import Actor, Forbidden, NotFound, Role
from tests.factories import actor_of, add_member, end_membership, make_group, make_organisation, make_user
from tests.statements import counted


def names(page: object) -> list[str]:
    return [line.group.name for line in page.items]


@pytest.fixture
def four(app: Flask) -> dict[str, Group]:
    return {each: make_group(each.title(), each) for each in ("public", "open", "restricted", "private")}


def test_a_hidden_group_and_an_absent_one_look_the_same(four: dict[str, Group]) -> None:
    actor = actor_of(make_user())
    for slug in ("private", "nowhere"):
        with pytest.raises(NotFound) as error:
            queries.get_group(actor, slug)
        assert error.value.args == (slug,)


def test_the_directory_lists_what_each_may_know_of(four: dict[str, Group]) -> None:
    member = make_user()
    add_member(four["private"], member)
    assert names(queries.list_groups(actor_of(None))) == ["Public"]
    assert names(queries.list_groups(actor_of(make_user()))) == ["Open", "Public", "Restricted"]
    assert names(queries.list_groups(actor_of(member))) == ["Open", "Private", "Public", "Restricted"]
    assert names(queries.list_groups(actor_of(make_user(is_staff=True)))) == ["Open", "Public", "Restricted"]


def test_the_directory_is_searched_by_name_purpose_and_subject(app: Flask) -> None:
    make_group("Parking", purpose="Kerbs and bays")
    waste = make_group("Waste", purpose="Bins")
    with unit_of_work():
        write_tags(waste.id, ["recycling"])
    actor = actor_of(make_user())
    assert names(queries.list_groups(actor, search="PARK")) == ["Parking"]
    assert names(queries.list_groups(actor, search="bays kerbs")) == ["Parking"]
    assert names(queries.list_groups(actor, search="Recycling")) == ["Waste"]
    assert names(queries.list_groups(actor, search="100%_")) == []


def test_the_directory_is_filtered_by_subject_and_visibility(four: dict[str, Group]) -> None:
    with unit_of_work():
        for group in four.values():
            write_tags(group.id, ["roads"] if group.visibility != "open" else ["bins"])
    actor = actor_of(make_user())
    assert names(queries.list_groups(actor, tag="roads")) == ["Public", "Restricted"]
    assert names(queries.list_groups(actor, visibility="restricted")) == ["Restricted"]
    assert names(queries.list_groups(actor, visibility="private")) == []
    assert queries.list_tags(actor_of(None)) == ["roads"]


def test_a_proposed_or_declined_group_is_in_no_directory(app: Flask) -> None:
    maker = make_user()
    for state in ("proposed", "declined"):
        make_group(state.title(), state=state, created_by_id=maker.id)
    assert names(queries.list_groups(actor_of(maker))) == []
    assert queries.get_group(actor_of(maker), "proposed").name == "Proposed"
    with pytest.raises(NotFound):
        queries.get_group(actor_of(make_user()), "proposed")


def test_the_directory_pages_through_fourteen_hundred_groups_and_misses_none(app: Flask) -> None:
    facts = {"visibility": "open", "audience": "signed-in", "content_audience": "signed-in", "purpose": ""}
    with unit_of_work():
        db.session.execute(
            Group.__table__.insert(),
            [{**facts, "name": f"Group {number % 700}", "slug": f"g{number}"} for number in range(1400)],
        )
    actor, cursor, seen = actor_of(make_user()), None, []
    for _page in range(70):
        page = queries.list_groups(actor, cursor=cursor)
        seen += [line.group.id for line in page.items]
        cursor = page.next_cursor
    assert (len(seen), len(set(seen)), cursor) == (1400, 1400, None)


def test_only_those_who_may_read_the_content_see_the_members(four: dict[str, Group]) -> None:
    member = make_user("Ann")
    for group in four.values():
        add_member(group, member)
    stranger = actor_of(make_user())
    assert [line.name for line in queries.list_members(stranger, four["open"]).items] == ["Ann"]
    with pytest.raises(NotFound):
        queries.list_members(stranger, four["restricted"])
    assert [line.name for line in queries.list_members(actor_of(member), four["private"]).items] == ["Ann"]


def test_no_name_of_a_person_goes_out_to_the_web(four: dict[str, Group]) -> None:
    add_member(four["public"], make_user("Ann"), Role.FACILITATOR)
    assert queries.list_members(actor_of(None), four["public"]).items == []
    assert queries.list_facilitators(actor_of(None), four["public"]) == []


def test_ex_members_and_suspended_people_are_in_no_list(four: dict[str, Group]) -> None:
    gone, stays = make_user("Gone"), make_user("Stays")
    for person in (gone, stays, make_user("Suspended", state="suspended")):
        add_member(four["open"], person)
    end_membership(four["open"], gone)
    assert [line.name for line in queries.list_members(actor_of(stays), four["open"]).items] == ["Stays"]


def test_a_members_line_says_in_which_office_of_which_council(four: dict[str, Group]) -> None:
    person = make_user("Ann", organisation=make_organisation("Leeds"), kind="councillor")
    add_member(four["open"], person)
    line = queries.get_member(actor_of(person), four["open"], person.id)
    assert (line.name, line.office, line.organisation, line.is_confirmed) == ("Ann", "Councillor", "Leeds", False)


def test_requests_are_for_facilitators_alone(four: dict[str, Group]) -> None:
    member = make_user()
    add_member(four["restricted"], member)
    with pytest.raises(Forbidden):
        queries.list_join_requests(actor_of(member), four["restricted"])
    with pytest.raises(NotFound):
        queries.list_join_requests(actor_of(make_user()), four["private"])


def test_my_groups_are_those_i_belong_to_now(four: dict[str, Group]) -> None:
    person = make_user()
    for group in four.values():
        add_member(group, person)
    end_membership(four["open"], person)
    assert [group.name for group in queries.list_my_groups(actor_of(person))] == ["Private", "Public", "Restricted"]
    assert queries.list_my_groups(actor_of(None)) == []


def test_sharing_a_group_says_the_same_for_one_person_and_for_many(four: dict[str, Group]) -> None:
    me, near, gone, far = (make_user(name) for name in ("Me", "Near", "Gone", "Far"))
    for person in (me, near, gone):
        add_member(four["restricted"], person)
    add_member(four["private"], far)
    end_membership(four["restricted"], gone)
    actor = actor_of(me)
    one_by_one = {person.id for person in (me, near, gone, far) if shares_group(actor, person.id)}
    at_once = set(db.session.scalars(select(User.id).where(shares_group_condition(actor, User.id))))
    assert one_by_one == at_once == {me.id, near.id}
    assert not shares_group(Actor(), near.id)
    assert "shares_group" in hub().relations


def test_subjects_are_tidied_as_they_are_typed() -> None:
    assert tags_from(" Parking,  road   works ,parking,, ;\nBins") == ["parking", "road works", "bins"]
    assert len(tags_from(",".join(str(number) for number in range(50)))) == 10


def test_a_member_of_forty_groups_loads_with_one_query_for_them_all(app: Flask) -> None:
    person = make_user()
    for number in range(40):
        add_member(make_group(f"Group {number}"), person)
    with counted() as statements:
        actor = actor_of(person)
    assert len(actor.roles) == 40
    assert sum("memberships" in statement for statement in statements) <= 2
