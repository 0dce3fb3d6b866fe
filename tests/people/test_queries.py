"""Whom each reader finds, and by what: never by what is hidden from them."""

import pytest
from flask import Flask
from sqlalchemy import select

from hub.accounts.actions import edit_profile
from hub.accounts.models import User
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.tags import write_tags
from hub.people.likeness import ordinal
from hub.people.models import PersonWord
from hub.people.profile import find_profile
from hub.people.queries import Wanted, list_people
from hub.people.words import rebuild, words_in, write_missing
from hub.policy import NotFound
from tests.factories import actor_of, add_member, end_membership, make_group, make_organisation, make_user
from tests.people.making import find_me, liken


@pytest.fixture
def reader(app: Flask) -> User:
    return make_user("Rae Reader", organisation=make_organisation("Leeds"))


def names(reader: User | None, **wanted: object) -> list[str]:
    return [found.person.display_name for found in list_people(actor_of(reader), Wanted(**wanted)).items]


@pytest.mark.parametrize("words", ["zoe", "ZOË", "o’neill", "neill zo", "tre", "tree warden", "kerbside", "kirk zo"])
def test_a_person_is_found_by_the_beginnings_of_words(reader, words):
    find_me("Zoë O’Neill", title="Tree warden", works_on="Kerbside collections")
    find_me("Somebody Else")
    found = names(reader, words=words)
    assert "Zoë O’Neill" in found
    assert "Somebody Else" not in found


def test_one_letter_stands_for_itself(reader):
    find_me("Jo B Smith")
    find_me("Bob Jones")
    assert names(reader, words="b") == ["Jo B Smith"]


@pytest.mark.parametrize("field", ["works_on", "ask_about"])
def test_a_field_that_the_reader_may_not_see_finds_nobody(reader, field):
    ann = find_me("Ann Price", **{field: "Veteran oaks", f"{field}_seen_by": "groups"})
    near = make_user("Nia Near")
    group = make_group("Trees", "private", facilitator=ann)
    add_member(group, near)
    for wanted in ({"words": "oaks"}, {"subject": "oaks"}):
        assert names(near, **wanted) == ["Ann Price"]
        assert names(ann, **wanted) == ["Ann Price"]
        assert names(reader, **wanted) == []
        assert names(make_user(is_staff=True), **wanted) == []
    end_membership(group, near)
    assert names(near, words="oaks") == []


def test_a_hidden_job_title_finds_nobody_and_does_not_hide_the_rest(reader):
    find_me("Ann Price", title="Tree warden", works_on="Hedges", job_title_seen_by="groups")
    assert names(reader, words="warden") == []
    assert names(reader, words="hedges") == ["Ann Price"]


def test_a_subject_is_what_people_say_or_the_tag_of_a_group_whose_members_one_sees(reader):
    said = find_me("Ann Said", works_on="Parking permits")
    listed, hidden = make_user("Bo Listed"), make_user("Cy Hidden")
    for name, visibility, member in (("Open one", "open", listed), ("Shut one", "restricted", hidden)):
        group = make_group(name, visibility)
        add_member(group, member)
        with unit_of_work():
            write_tags(group.id, ["parking"])
    assert names(reader, subject="parking") == ["Ann Said", "Bo Listed"]
    assert said.display_name not in names(reader, subject="parkour")


def test_the_members_of_a_group_are_found_by_those_who_may_see_them(reader):
    open_one, shut = make_group("Open one", "open"), make_group("Shut one", "restricted")
    ann = make_user("Ann Price")
    for group in (open_one, shut):
        add_member(group, ann)
    assert names(reader, group="open-one") == ["Ann Price"]
    for slug in ("shut-one", "nowhere"):
        with pytest.raises(NotFound):
            names(reader, group=slug)
    assert names(ann, group="shut-one") == ["Ann Price"]


def test_one_office_answers_to_all_that_is_wanted_of_it(reader):
    leeds = make_organisation("Bath", region="South West", authority_type="UA", authority_type_name="Unitary")
    york = make_organisation("York", region="Yorkshire", authority_type="UA", authority_type_name="Unitary")
    make_user("Ann Bath", organisation=leeds, kind="councillor")
    find_me("Bo York", organisation=york)
    assert names(reader, council_type="UA") == ["Ann Bath", "Bo York"]
    assert names(reader, region="Yorkshire") == ["Bo York"]
    assert names(reader, kind="councillor", council_type="UA") == ["Ann Bath"]
    assert names(reader, kind="councillor", region="Yorkshire") == []
    assert names(reader, organisation_id=york.id, words="bo") == ["Bo York"]


def test_people_of_councils_like_mine_come_nearest_first_with_the_reason(reader):
    near, far = make_organisation("Near"), make_organisation("Far")
    mine = reader.appointments[0].organisation
    liken(mine, near, far)
    liken(mine, far, near, basis="economic")
    make_user("Ann Far", organisation=far)
    make_user("Zed Near", organisation=near)
    make_user("Own Colleague", organisation=mine)
    found = list_people(actor_of(reader), Wanted(like="overall")).items
    assert [(line.person.display_name, line.why) for line in found] == [
        ("Zed Near", "similar to yours (1st, overall)"),
        ("Ann Far", "similar to yours (2nd, overall)"),
    ]
    assert names(reader, like="economic") == ["Ann Far", "Zed Near"]
    assert names(make_user("No Council", organisation=make_organisation("NHS", kind="health")), like="overall") == []


def test_the_pages_of_a_lens_follow_each_other_without_a_gap(reader):
    near, far = make_organisation("Near"), make_organisation("Far")
    liken(reader.appointments[0].organisation, near, far)
    everyone = {make_user(f"Person {n}", organisation=near if n % 2 else far).id for n in range(45)}
    seen, cursor = [], None
    for _page in range(3):
        page = list_people(actor_of(reader), Wanted(like="overall"), cursor)
        seen += [line.person.id for line in page.items]
        cursor = page.next_cursor
    assert cursor is None
    assert (len(seen), set(seen)) == (45, everyone)
    back = list_people(actor_of(reader), Wanted(like="overall"), page.previous_cursor)
    assert [line.person.id for line in back.items] == seen[20:40]


def test_nobody_who_is_not_active_is_found_by_anyone(reader):
    ann = find_me("Ann Price")
    with unit_of_work():
        db.session.get_one(User, ann.id).become("suspended")
    assert names(reader, words="ann") == []
    assert names(make_user(is_staff=True), words="ann") == []
    assert names(None, words="rae") == []


def test_an_edited_profile_is_found_by_its_new_words_alone(reader):
    ann = find_me("Ann Price", works_on="Hedges")
    facts = {"display_name": "Ann Stone", "job_title": "", "works_on": "Lamp posts", "ask_about": ""}
    everyone = dict.fromkeys(("job_title", "works_on", "ask_about", "photo"), "everyone")
    with unit_of_work():
        edit_profile(actor_of(ann), **facts, seen_by=everyone)
    assert names(reader, words="stone lamp") == ["Ann Stone"]
    assert names(reader, words="hedges") == []


def test_words_that_are_missing_are_made_and_all_can_be_made_again(reader):
    make_user("Late Comer")
    assert names(reader, words="comer") == []
    write_missing()
    assert names(reader, words="comer") == ["Late Comer"]
    with unit_of_work():
        db.session.query(PersonWord).delete()
    assert rebuild() >= 2
    assert names(reader, words="comer") == ["Late Comer"]
    assert db.session.scalars(select(PersonWord.word).where(PersonWord.user_id == reader.id)).all()


def test_words_are_plain_each_once_and_not_endless():
    assert words_in("Zoë O’Neill-Price, zoe; 151") == ["zoe", "o", "neill", "price", "151"]
    assert len(words_in(" ".join(str(n) for n in range(5000)))) == 200
    assert max(map(len, words_in("x" * 5000))) == 40


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (21, "21st")]
)
def test_a_place_is_said_as_people_say_it(app, number, words):
    assert ordinal(number) == words


def test_a_profile_shows_groups_in_common_and_only_what_the_reader_may_read(app, reader):
    from tests.policy.world import make_world

    world = make_world(app, "private")
    world.all_rows()
    author = world.people["author"].id
    with app.test_request_context():
        seen = {name: find_profile(actor, author) for name, actor in world.actors().items()}
    assert seen["member"].written
    assert [group.id for group in seen["member"].groups] == [world.group.id]
    assert [name for name in ("visitor", "outsider", "ex-member", "staff", "suspended") if seen[name]] == []
