"""A made-up hub is the same each time, and every number that is kept in it is the number of its rows."""

from collections import Counter

import pytest
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.conversations.models import Conversation, Post, Reading
from hub.conversations.writing import recount as recount_posts
from hub.core.db import db
from hub.core.outbox import OutboxEntry
from hub.core.registry import hub, load_actor
from hub.core.uow import unit_of_work
from hub.demo import NotADemo
from hub.demo.large import start_large
from hub.demo.sentences import Writer
from hub.demo.sizes import FULL, HEAVIEST, MEDIUM, Size
from hub.demo.talk import plan
from hub.groups.belonging import recount
from hub.groups.content import place
from hub.groups.models import Group, Membership
from hub.policy import Role
from tests.browser import Browser
from tests.factories import make_user

TINY = Size(people=160, councils=20, groups=16, largest=120, heaviest=8, documents=20, posts=600, texts=20)

pytestmark = pytest.mark.both_databases


@pytest.fixture
def large(app):
    start_large(TINY, lambda _line: None)


def counts():
    rows = db.session.execute(select(Group.id, Group.member_count, Group.council_count).order_by(Group.id))
    return rows.all()


def test_members_and_councils_are_counted_as_the_rows_say(large):
    before = counts()
    recount()
    assert counts() == before


def test_what_a_conversation_keeps_is_what_its_posts_say(large):
    kept = ("post_count", "last_position", "last_post_at", "last_post_by_id")
    for conversation in db.session.scalars(select(Conversation)).all():
        before = [getattr(conversation, name) for name in kept]
        with unit_of_work():
            recount_posts(conversation)
        assert [getattr(conversation, name) for name in kept] == before
        highest = select(func.max(Post.position)).where(Post.conversation_id == conversation.id)
        assert conversation.next_position == db.session.scalar(highest) + 1


def test_a_question_is_open_until_it_is_answered_or_closed(large):
    states = Counter(
        (row.open_since is not None, row.answered_position is not None, row.closed_at is not None)
        for row in db.session.scalars(select(Conversation).where(Conversation.is_question))
    )
    assert states.keys() <= {(True, False, False), (False, True, False), (False, False, True), (False, True, True)}
    assert states[True, False, False]


def test_nobody_has_read_further_than_the_last_post(large):
    beyond = select(func.count()).select_from(Reading).join(Conversation)
    assert db.session.scalar(beyond.where(Reading.position > Conversation.last_position)) == 0


@pytest.mark.parametrize("name", ["group", "document", "conversation", "post"])
def test_every_row_carries_the_tokens_that_its_place_gives_it(large, name):
    for row in db.session.scalars(select(hub().kinds[name].model)).all():
        before = row.audience, row.audience_also
        place(row, row.group, row.reach) if name != "group" else None
        assert (row.audience, row.audience_also) == before
    db.session.rollback()


def test_posts_are_numbered_as_they_were_written(large):
    times = db.session.scalars(select(Post.created_at).order_by(Post.id)).all()
    assert list(times) == sorted(times)
    assert len(times) == TINY.posts


def test_only_members_of_the_group_speak_in_it(large):
    belongs = select(Membership.id).where(Membership.group_id == Post.group_id, Membership.user_id == Post.author_id)
    assert db.session.scalar(select(func.count()).select_from(Post).where(~belongs.exists())) == 0


def test_one_member_has_the_most_groups_and_no_right_beyond_reading(large):
    groups = Counter(db.session.scalars(select(Membership.user_id)))
    assert groups.pop(HEAVIEST) == TINY.heaviest > max(groups.values())
    actor = load_actor(HEAVIEST)
    assert set(actor.roles.values()) == {Role.MEMBER}
    assert not actor.is_staff


def test_every_group_has_somebody_who_runs_it(large):
    running = select(Membership.group_id).where(Membership.role == int(Role.FACILITATOR))
    assert set(db.session.scalars(running)) == set(range(1, TINY.groups + 1))


def test_nothing_waits_in_the_outbox_and_the_next_row_takes_a_free_number(large):
    assert db.session.scalar(select(func.count()).select_from(OutboxEntry)) == 0
    assert make_user("Amal Khan").id == TINY.people + 1


def test_its_pages_open_for_the_heaviest_member(app, large):
    browser = Browser(app, db.session.get_one(User, HEAVIEST))
    group = db.session.get_one(Group, 1)
    for path in ("/", f"/groups/{group.slug}", f"/groups/{group.slug}/conversations", f"/groups/{group.slug}/library"):
        browser.get(path)


def test_a_database_with_people_in_it_is_left_alone(app):
    make_user("Amal Khan")
    with pytest.raises(NotADemo, match="empty"):
        start_large(TINY, lambda _line: None)


def test_the_same_size_gives_the_same_hub():
    assert plan(TINY, 1_800_000_000) == plan(TINY, 1_800_000_000)
    assert [Writer("a").post() for _ in range(3)] == [Writer("a").post() for _ in range(3)]
    assert [FULL.members(group) for group in (1, 2, 1400)] == [FULL.members(group) for group in (1, 2, 1400)]


@pytest.mark.parametrize("size", [MEDIUM, FULL])
def test_groups_have_a_long_tail_of_distinct_members(size):
    for group in (1, 2, size.groups // 2, size.groups):
        members = size.members(group)
        assert len(set(members)) == len(members) <= size.largest
    assert len(size.members(1)) == size.largest
    assert len(size.members(size.groups)) < size.largest / 50
    assert len(size.heavy_groups) == 40
