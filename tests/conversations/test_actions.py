"""What members write: conversations, posts, changes to them, answers to questions."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hub.conversations import actions, queries
from hub.conversations.models import Conversation, Post, PostVersion
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.uow import unit_of_work
from hub.drafts.actions import keep_draft
from hub.drafts.queries import find_draft
from hub.follows.queries import find_follow
from hub.policy import VISITOR, Forbidden, NotFound
from tests.conversations.making import again, found, make_circle, post, reply, start
from tests.factories import actor_of, end_membership, make_user


def test_numbers_are_given_one_after_the_other_and_counted(app):
    circle = make_circle()
    conversation = start(circle)
    assert [reply(circle, conversation).position for _one in range(3)] == [2, 3, 4]
    kept = again(conversation)
    assert (kept.post_count, kept.last_position, kept.next_position) == (4, 4, 5)
    assert kept.last_post_by_id == circle.ben.id


def test_a_post_is_kept_as_it_was_typed_and_rendered_once(app):
    circle = make_circle()
    written = reply(circle, start(circle), text="**Scan** <script>alert(1)</script>")
    assert written.text == "**Scan** <script>alert(1)</script>"
    assert "<strong>Scan</strong>" in written.html
    assert "<script" not in written.html


def test_a_form_sent_twice_makes_one_post(app):
    circle = make_circle()
    conversation = start(circle, client_key="a")
    assert start(circle, client_key="a").id == conversation.id
    first = reply(circle, conversation, client_key="b")
    assert reply(circle, conversation, client_key="b").id == first.id
    assert again(conversation).post_count == 2


@pytest.mark.parametrize("text", ["", "   \n ", "x" * 60_001])
def test_a_post_without_words_or_with_too_many_is_refused(app, text):
    circle = make_circle()
    with pytest.raises(Refused):
        reply(circle, start(circle), text=text)


def test_outsiders_neither_start_nor_reply_in_an_open_group(app):
    circle = make_circle("open")
    conversation = start(circle)
    outsider = actor_of(make_user("Out Sider"))
    with unit_of_work(), pytest.raises(Forbidden):
        actions.reply(outsider, again(conversation), text="Hello")
    with unit_of_work(), pytest.raises(Forbidden):
        actions.start_conversation(outsider, circle.group, title="Mine", text="Hello")


def test_a_private_conversation_does_not_exist_for_outsiders_and_ex_members(app):
    circle = make_circle("private")
    conversation = start(circle)
    end_membership(circle.group, circle.ben)
    for actor in (VISITOR, actor_of(make_user("Out Sider")), circle.actor("ben")):
        with unit_of_work(), pytest.raises(NotFound):
            actions.reply(actor, again(conversation), text="Hello")


def test_who_writes_follows_and_has_read_what_they_wrote(app):
    circle = make_circle()
    conversation = start(circle)
    reply(circle, conversation)
    assert find_follow(circle.actor("ben"), f"conversation:{conversation.id}").because == "wrote"
    lines = queries.list_conversations(circle.actor("ben"), circle.group).items
    assert lines[0].new is None


def test_taking_a_text_drops_its_draft(app):
    circle = make_circle()
    conversation = start(circle)
    place = f"conversation:{conversation.id}"
    with unit_of_work():
        keep_draft(circle.actor("ben"), place, {"text": "With a sc"})
    reply(circle, conversation)
    assert find_draft(circle.actor("ben"), place) is None


def test_an_edit_keeps_what_stood_there_and_can_be_seen(app):
    circle = make_circle()
    written = reply(circle, start(circle), text="With a scaner.")
    with unit_of_work():
        actions.edit_post(circle.actor("ben"), post(written), text="With a scanner.")
    (before,) = queries.list_versions(circle.actor("ann"), post(written))
    assert before.text == "With a scaner."
    assert post(written).text == "With a scanner."
    assert post(written).edited_at is not None


def test_an_edit_that_changes_nothing_keeps_nothing(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    with unit_of_work():
        actions.edit_post(circle.actor("ben"), post(written), text=" With a scanner. ")
    assert db.session.scalar(select(PostVersion.number)) is None
    assert post(written).edited_at is None


def test_a_post_is_changed_by_its_author_alone_and_for_a_day(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    for other in ("ann", "fay"):
        with unit_of_work(), pytest.raises(Forbidden):
            actions.edit_post(circle.actor(other), post(written), text="No")
    with unit_of_work():
        post(written).created_at = clock.now() - timedelta(hours=25)
    with unit_of_work(), pytest.raises(Refused, match="for a day"):
        actions.edit_post(circle.actor("ben"), post(written), text="Later")


def test_a_closed_conversation_takes_no_post_and_says_so(app):
    circle = make_circle()
    conversation = start(circle)
    with unit_of_work():
        again(conversation).closed_at = clock.now()
    with pytest.raises(Refused, match="takes no more posts"):
        reply(circle, conversation)


def test_a_question_is_open_until_an_answer_is_accepted(app):
    circle = make_circle()
    question = start(circle, is_question=True)
    answer = reply(circle, question)
    with unit_of_work():
        actions.accept_answer(circle.actor("ann"), again(question), post(answer))
    assert not queries.list_open_questions(circle.actor("ann"), circle.group).items
    assert again(question).answered_position == 2
    with unit_of_work():
        actions.withdraw_answer(circle.actor("fay"), again(question))
    assert queries.list_open_questions(circle.actor("ann"), circle.group).items


def test_only_who_asked_and_facilitators_accept_and_only_a_reply(app):
    circle = make_circle()
    question = start(circle, is_question=True)
    answer = reply(circle, question)
    with unit_of_work(), pytest.raises(Forbidden):
        actions.accept_answer(circle.actor("ben"), again(question), post(answer))
    opening = db.session.scalar(select(Post).where(Post.position == 1))
    with unit_of_work(), pytest.raises(Refused):
        actions.accept_answer(circle.actor("ann"), again(question), post(opening))


def test_a_reply_elsewhere_cannot_be_the_answer_here(app):
    circle = make_circle()
    question, other = start(circle, is_question=True), start(circle)
    answer = reply(circle, other)
    with unit_of_work(), pytest.raises(Refused):
        actions.accept_answer(circle.actor("ann"), again(question), post(answer))


def test_facilitators_see_the_longest_open_question_first_and_members_the_newest(app):
    circle = make_circle()
    old, new = start(circle, title="Old", is_question=True), start(circle, title="New", is_question=True)
    with unit_of_work():
        db.session.get_one(Conversation, old.id).open_since = clock.now() - timedelta(days=3)
    by_fay = [line.id for line in queries.list_open_questions(circle.actor("fay"), circle.group).items]
    by_ben = [line.id for line in queries.list_open_questions(circle.actor("ben"), circle.group).items]
    assert by_fay == [old.id, new.id]
    assert by_ben == [new.id, old.id]


def test_a_mark_moves_forward_only_and_not_beyond_the_last_post(app):
    circle = make_circle()
    conversation = start(circle)
    for _one in range(4):
        reply(circle, conversation)
    for position, new in ((3, 2), (1, 2), (99, None)):
        with unit_of_work():
            actions.mark_read(circle.actor("fay"), again(conversation), position)
        line = queries.list_conversations(circle.actor("fay"), circle.group).items[0]
        assert line.new == new
    assert found(circle.actor("fay"), conversation).last_position == 5


def test_a_visitor_leaves_no_marks_behind(app):
    circle = make_circle("public")
    conversation = start(circle)
    with unit_of_work(), pytest.raises((Forbidden, NotFound)):
        actions.mark_read(VISITOR, again(conversation), 1)


def test_the_title_is_changed_by_its_opener_and_facilitators(app):
    circle = make_circle()
    conversation = start(circle)
    with unit_of_work(), pytest.raises(Forbidden):
        actions.edit_conversation(circle.actor("ben"), again(conversation), title="Mine", is_question=False)
    with unit_of_work():
        actions.edit_conversation(circle.actor("fay"), again(conversation), title="  Permits   ", is_question=True)
    assert again(conversation).title == "Permits"
    assert again(conversation).open_since is not None
