"""Moving and merging: never to more people than the words were written for, with old addresses that lead on."""

import pytest

from hub.conversations import actions, hiding, moving, page, queries
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.policy import Forbidden, NotFound, Role, Verb, can
from tests.conversations.making import again, make_circle, numbers, post, reply, start
from tests.factories import actor_of, add_member, make_group

pytestmark = pytest.mark.both_databases


def other_group(circle, visibility="restricted", name="Elsewhere"):
    group = make_group(name, visibility)
    add_member(group, circle.fay, Role.FACILITATOR)
    return group


def move(circle, conversation, group):
    with unit_of_work():
        target = db.session.get_one(Group, group.id)
        moving.move_conversation(actor_of(circle.fay), again(conversation), target)


def merge(circle, source, target):
    with unit_of_work():
        moving.merge_conversation(actor_of(circle.fay), again(source), again(target))


@pytest.mark.parametrize(
    ("now", "then"), [("public", "open"), ("public", "private"), ("open", "restricted"), ("open", "open")]
)
def test_it_goes_where_the_same_people_or_fewer_read(app, now, then):
    circle = make_circle(now)
    conversation = start(circle)
    written = reply(circle, conversation)
    target = other_group(circle, then)
    move(circle, conversation, target)
    assert again(conversation).group_id == target.id
    assert post(written).group_id == target.id
    assert post(written).audience == again(conversation).audience == target.content_audience


@pytest.mark.parametrize(
    ("now", "then"), [("restricted", "open"), ("private", "private"), ("restricted", "public"), ("open", "public")]
)
def test_it_never_goes_to_other_or_more_people(app, now, then):
    circle = make_circle(now)
    conversation = start(circle)
    with pytest.raises(Refused, match="has not agreed"):
        move(circle, conversation, other_group(circle, then))
    assert again(conversation).group_id == circle.group.id


def test_who_alone_wrote_may_take_their_own_words_anywhere(app):
    circle = make_circle("private")
    conversation = start(circle, by="fay")
    move(circle, conversation, other_group(circle, "open"))
    assert again(conversation).audience == "signed-in"


def test_a_members_reply_keeps_it_where_it_is(app):
    circle = make_circle("private")
    conversation = start(circle, by="fay")
    reply(circle, conversation)
    with pytest.raises(Refused, match="1 other person"):
        move(circle, conversation, other_group(circle, "open"))


def test_a_member_moves_nothing_and_nobody_moves_into_a_group_that_is_not_theirs(app):
    circle = make_circle("open")
    conversation = start(circle)
    with unit_of_work(), pytest.raises(Forbidden):
        moving.move_conversation(circle.actor("ann"), again(conversation), db.session.get_one(Group, circle.group.id))
    with pytest.raises(NotFound):
        move(circle, conversation, make_group("Secret", "private"))


def test_what_was_held_stays_with_those_who_held_it(app):
    circle = make_circle("open")
    conversation = start(circle)
    written = reply(circle, conversation)
    with unit_of_work():
        hiding.hold_post(circle.actor("fay"), post(written), "Look at it")
    move(circle, conversation, other_group(circle))
    assert post(written).audience == f"facilitators:{circle.group.id}"


def test_the_author_of_a_hidden_post_is_not_led_into_a_group_that_is_closed_to_them(app):
    circle = make_circle("open")
    conversation = start(circle)
    hidden = [reply(circle, conversation, by) for by in ("ben", "ann")]
    for written in hidden:
        with unit_of_work():
            hiding.hold_post(circle.actor("fay"), post(written), "Look at it")
    secret = other_group(circle, "private", "Secret enquiry")
    add_member(secret, circle.ann)
    move(circle, conversation, secret)
    assert not can(circle.actor("ben"), Verb.VIEW, post(hidden[0]))
    assert can(circle.actor("ann"), Verb.VIEW, post(hidden[1]))


def test_the_old_address_leads_to_the_new_one_for_those_who_may_go_there(app):
    circle = make_circle("open")
    conversation = start(circle)
    move(circle, conversation, other_group(circle))
    found = queries.find_new_address(actor_of(circle.fay), "parking", conversation.id)
    assert found == ("elsewhere", conversation.id, 0)
    assert queries.find_new_address(circle.actor("ann"), "parking", conversation.id) is None
    assert queries.find_new_address(actor_of(circle.fay), "nowhere", conversation.id) is None


def test_the_old_address_of_what_was_moved_twice_leads_on_too(app):
    circle = make_circle("public")
    conversation = start(circle)
    move(circle, conversation, other_group(circle, "open", "First"))
    move(circle, conversation, other_group(circle, "restricted", "Second"))
    for slug in ("parking", "first"):
        assert queries.find_new_address(actor_of(circle.fay), slug, conversation.id) == ("second", conversation.id, 0)


def test_merged_posts_stand_at_the_end_and_their_old_numbers_lead_there(app):
    circle = make_circle()
    target, source = start(circle, title="Kept"), start(circle, title="Double")
    reply(circle, target)
    reply(circle, source, text="From the double")
    merge(circle, source, target)
    assert numbers(circle.actor("ann"), again(target)) == [1, 2, 3, 4]
    assert again(target).post_count == 4
    assert queries.find_new_address(circle.actor("ann"), "parking", source.id) == ("parking", target.id, 2)
    assert reply(circle, target).position == 5


def test_a_chain_of_merges_leads_to_its_end(app):
    circle = make_circle()
    first, second, third = start(circle), start(circle), start(circle)
    merge(circle, first, second)
    merge(circle, second, third)
    assert queries.find_new_address(circle.actor("ann"), "parking", first.id) == ("parking", third.id, 2)
    assert numbers(circle.actor("ann"), again(third)) == [1, 2, 3]


def test_a_merge_into_itself_is_refused_with_a_sentence(app):
    circle = make_circle()
    conversation = start(circle)
    with pytest.raises(Refused, match="cannot be merged into itself"):
        merge(circle, conversation, conversation)


def test_what_was_merged_once_is_not_merged_again(app):
    circle = make_circle()
    first, second, third = start(circle), start(circle), start(circle)
    merge(circle, first, second)
    with pytest.raises(Refused, match="merged into another conversation already"):
        merge(circle, first, third)
    with pytest.raises(Refused, match="merged into another conversation already"):
        merge(circle, second, first)


def test_a_merged_conversation_is_in_no_list_and_takes_no_post(app):
    circle = make_circle()
    source, target = start(circle, is_question=True), start(circle)
    merge(circle, source, target)
    ann = circle.actor("ann")
    assert [line.id for line in queries.list_conversations(ann, circle.group).items] == [target.id]
    assert not queries.list_open_questions(ann, circle.group).items
    with unit_of_work(), pytest.raises(Refused):
        actions.reply(ann, again(source), text="Hello")
    with pytest.raises(NotFound):
        page.get_view(ann, "parking", source.id)


def test_a_merge_to_other_people_is_refused(app):
    circle = make_circle()
    source = start(circle)
    other = make_circle("restricted", "Elsewhere")
    add_member(other.group, circle.fay, Role.FACILITATOR)
    target = start(other)
    with pytest.raises(Refused, match="has not agreed"):
        merge(circle, source, target)


def test_followers_of_the_one_follow_the_other(app):
    from hub.follows.queries import find_follow

    circle = make_circle()
    source, target = start(circle, by="ben"), start(circle, by="ann")
    merge(circle, source, target)
    assert find_follow(circle.actor("ben"), f"conversation:{target.id}") is not None
