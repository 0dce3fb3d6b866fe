"""Holding, removing and putting back: who sees what meanwhile, what is counted, and what the author hears."""

import pytest

from hub.conversations import actions, hiding, queries
from hub.conversations.kind import CONVERSATION, POST
from hub.core.errors import Refused
from hub.core.registry import resolve
from hub.core.uow import unit_of_work
from hub.policy import Forbidden, NotFound
from tests.conversations.making import again, make_circle, noted, numbers, post, reply, start
from tests.factories import actor_of, make_user

pytestmark = pytest.mark.both_databases


def test_a_held_post_is_seen_by_its_author_and_facilitators_alone(app):
    circle = make_circle()
    conversation = start(circle)
    written = reply(circle, conversation)
    with unit_of_work():
        hiding.hold_post(circle.actor("fay"), post(written), "Names a resident")
    assert numbers(circle.actor("ben"), again(conversation)) == [1, 2]
    assert numbers(circle.actor("fay"), again(conversation)) == [1, 2]
    assert numbers(circle.actor("ann"), again(conversation)) == [1]
    assert again(conversation).post_count == 1
    assert again(conversation).last_position == 1


def test_a_number_is_never_given_twice(app):
    circle = make_circle()
    conversation = start(circle)
    written = reply(circle, conversation)
    with unit_of_work():
        hiding.remove_post(circle.actor("ben"), post(written))
    assert reply(circle, conversation).position == 3
    assert numbers(circle.actor("ann"), again(conversation)) == [1, 3]


def test_what_was_held_and_then_removed_stays_held_when_it_is_put_back(app):
    circle = make_circle()
    conversation = start(circle)
    written = reply(circle, conversation)
    fay = circle.actor("fay")
    with unit_of_work():
        hiding.hold_post(fay, post(written), "Names a resident")
        hiding.remove_post(fay, post(written), reason="It does")
    with unit_of_work():
        hiding.restore_post(fay, post(written))
    assert post(written).reach == "facilitators"
    with unit_of_work():
        hiding.release_post(fay, post(written))
    assert numbers(circle.actor("ann"), again(conversation)) == [1, 2]
    with unit_of_work():
        hiding.hold_post(fay, post(written), "Again")
    assert numbers(circle.actor("ann"), again(conversation)) == [1]


def test_a_facilitator_says_why_and_an_author_need_not(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    with unit_of_work(), pytest.raises(Refused, match="Say why"):
        hiding.remove_post(circle.actor("fay"), post(written))
    with unit_of_work():
        hiding.remove_post(circle.actor("ben"), post(written))
    assert post(written).removed_at is not None


def test_members_remove_nothing_of_others_and_outsiders_find_nothing(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    with unit_of_work(), pytest.raises(Forbidden):
        hiding.remove_post(circle.actor("ann"), post(written), reason="No")
    outsider = actor_of(make_user("Out Sider"))
    with unit_of_work(), pytest.raises(NotFound):
        hiding.remove_post(outsider, post(written), reason="No")


def test_an_author_puts_back_what_they_took_down_and_nothing_else(app):
    circle = make_circle()
    first, second = reply(circle, conversation := start(circle)), reply(circle, conversation)
    with unit_of_work():
        hiding.remove_post(circle.actor("ben"), post(first))
        hiding.remove_post(circle.actor("fay"), post(second), reason="Names a resident")
    with unit_of_work():
        hiding.restore_post(circle.actor("ben"), post(first))
    with unit_of_work(), pytest.raises(Forbidden):
        hiding.restore_post(circle.actor("ben"), post(second))


def test_the_author_hears_what_became_of_it_and_why(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    with noted() as facts, unit_of_work():
        hiding.remove_post(circle.actor("fay"), post(written), reason="Names a resident")
    (fact,) = [fact for fact in facts if fact.notice == "post.removed"]
    assert fact.people == (circle.ben.id,)
    assert fact.reason == "Names a resident"


def test_a_decision_on_a_report_tells_the_author_by_itself(app):
    circle = make_circle()
    written = reply(circle, start(circle))
    with noted() as facts, unit_of_work():
        POST.moderation.remove(circle.actor("fay"), written.id, "Names a resident")
    assert post(written).removed_at is not None
    assert not facts


def test_an_accepted_answer_that_is_hidden_answers_no_more(app):
    circle = make_circle()
    question = start(circle, is_question=True)
    answer = reply(circle, question)
    with unit_of_work():
        actions.accept_answer(circle.actor("ann"), again(question), post(answer))
    with unit_of_work():
        hiding.hold_post(circle.actor("fay"), post(answer), "Check it")
    assert again(question).answered_position is None
    assert again(question).open_since is not None


def test_a_held_conversation_takes_its_posts_along_and_brings_back_those_that_were_shown(app):
    circle = make_circle()
    conversation = start(circle)
    shown, removed = reply(circle, conversation), reply(circle, conversation)
    with unit_of_work():
        hiding.remove_post(circle.actor("ben"), post(removed))
    with unit_of_work():
        CONVERSATION.moderation.hold(circle.actor("fay"), conversation.id, "Look at it")
    with pytest.raises(NotFound):
        resolve(circle.actor("ben"), f"conversation:{conversation.id}")
    assert post(shown).audience == f"facilitators:{circle.group.id}"
    with unit_of_work():
        CONVERSATION.moderation.release(circle.actor("fay"), conversation.id)
    assert numbers(circle.actor("ann"), again(conversation)) == [1, 2]


def test_a_removed_conversation_leaves_every_list_and_comes_back_whole(app):
    circle = make_circle()
    conversation = start(circle)
    reply(circle, conversation)
    with unit_of_work():
        hiding.remove_conversation(circle.actor("fay"), again(conversation), reason="Two of the same")
    assert not queries.list_conversations(circle.actor("fay"), circle.group).items
    with unit_of_work():
        hiding.restore_conversation(circle.actor("fay"), again(conversation))
    assert numbers(circle.actor("ben"), again(conversation)) == [1, 2]
    assert again(conversation).post_count == 2


def test_its_opener_takes_a_conversation_down_only_while_nobody_answered(app):
    circle = make_circle()
    lonely, lively = start(circle), start(circle)
    reply(circle, lively)
    with unit_of_work():
        hiding.remove_conversation(circle.actor("ann"), again(lonely))
    with unit_of_work(), pytest.raises(Refused, match="Others have written here"):
        hiding.remove_conversation(circle.actor("ann"), again(lively))


def test_an_author_who_left_sees_nothing_of_what_was_held(app):
    from hub.groups.actions import leave_group

    circle = make_circle()
    written = reply(circle, start(circle))
    with unit_of_work():
        hiding.hold_post(circle.actor("fay"), post(written), "Look at it")
    with unit_of_work():
        leave_group(circle.actor("ben"), circle.group)
    with pytest.raises(NotFound):
        resolve(circle.actor("ben"), f"post:{written.id}")


def test_a_hidden_post_goes_by_its_own_words_not_by_the_title(app):
    circle = make_circle()
    written = reply(circle, start(circle, title="Parking permits"))
    with unit_of_work():
        hiding.hold_post(circle.actor("fay"), post(written), "Look at it")
    with app.test_request_context():
        assert resolve(circle.actor("ben"), f"post:{written.id}").title == "With a scanner."
