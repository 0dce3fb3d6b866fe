"""Writing to each other: beginning, answering, muting, leaving, and what is refused."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from hub.accounts.models import User
from hub.core import clock
from hub.core.db import db
from hub.core.errors import Refused
from hub.core.events import Noteworthy
from hub.core.registry import hub
from hub.core.uow import unit_of_work
from hub.messages import actions, caps, queries
from hub.messages.models import Message, Participant, Thread
from hub.networks.models import Block, Connection
from hub.people.words import write_missing
from hub.policy import SIGNED_IN, Forbidden, NotFound, Verb, can
from tests.factories import actor_of, make_user
from tests.messages.making import answer, file_of, start


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    long_ago = clock.now() - timedelta(days=60)
    people = {name: make_user(name.title(), created_at=long_ago) for name in ("ann", "ben", "cat", "dan")}
    write_missing()
    return people


@pytest.fixture
def told(app: Flask) -> list[Noteworthy]:
    heard: list[Noteworthy] = []
    hub().on(Noteworthy, heard.append)
    return heard


def block(by: User, whom: User) -> None:
    with unit_of_work():
        db.session.add(Block(blocker_id=by.id, blocked_id=whom.id))


def connect(one: User, other: User) -> None:
    low, high = sorted((one.id, other.id))
    tokens = {"audience": f"user:{low}", "audience_also": f"user:{high}"}
    with unit_of_work():
        db.session.add(Connection(low_id=low, high_id=high, asker_id=low, note="", state="accepted", **tokens))


def test_a_message_is_read_by_the_people_it_was_written_to_and_nobody_else(people):
    message = start(people["ann"], [people["ben"], people["cat"]])
    readers = {name for name, person in people.items() if can(actor_of(person), Verb.VIEW, message)}
    assert readers == {"ann", "ben", "cat"}
    with pytest.raises(NotFound):
        queries.get_thread(actor_of(people["dan"]), message.thread_id)


def test_an_outsider_who_knows_the_number_can_write_nothing_into_it(people):
    thread = start(people["ann"], [people["ben"]]).thread
    with pytest.raises(NotFound), unit_of_work():
        actions.send_message(actor_of(people["dan"]), thread, text="Let me in")


def test_a_visitor_cannot_begin_a_thread(app, people):
    with pytest.raises((Forbidden, NotFound)), unit_of_work():
        actions.start_thread(actor_of(None), to=[people["ann"].id], subject="Hello", text="There")


def test_sent_twice_with_one_key_it_is_one_thread_and_one_message(people):
    first = start(people["ann"], [people["ben"]], key="k1")
    assert start(people["ann"], [people["ben"]], key="k1").id == first.id
    once = answer(people["ben"], first.thread, key="k2")
    assert answer(people["ben"], first.thread, key="k2").id == once.id
    assert db.session.scalar(select(func.count(Thread.id))) == 1
    assert db.session.scalar(select(func.count(Message.id))) == 2


def test_one_persons_key_says_nothing_of_anothers_message(people):
    first = start(people["ann"], [people["ben"]], key="same")
    assert start(people["cat"], [people["dan"]], key="same").id != first.id


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"to": []}, "to"), ({"subject": "  "}, "subject"), ({"subject": "a" * 201}, "subject"), ({"text": " "}, "text")],
)
def test_what_is_missing_is_said_beside_its_field(people, changed, field):
    said = {"to": [people["ben"].id], "subject": "Costs", "text": "How much?"} | changed
    with pytest.raises(Refused) as refused, unit_of_work():
        actions.start_thread(actor_of(people["ann"]), **said)
    assert refused.value.field == field


def test_writing_to_oneself_alone_is_refused(people):
    with pytest.raises(Refused, match="at least one person"):
        start(people["ann"], [people["ann"]])


def test_a_circle_has_room_for_twenty_people(people):
    many = [make_user(f"Person {n}") for n in range(20)]
    assert start(people["ann"], many[:19])
    with pytest.raises(Refused, match="room for 20"):
        start(people["ann"], many)


def test_a_new_message_is_unread_for_the_others_until_they_saw_it(people):
    thread = start(people["ann"], [people["ben"]]).thread
    ann, ben = actor_of(people["ann"]), actor_of(people["ben"])
    assert (queries.count_unread(ann), queries.count_unread(ben)) == (0, 1)
    with unit_of_work():
        actions.note_read(ben, thread.id, 1)
    assert queries.count_unread(ben) == 0
    answer(people["ben"], thread)
    assert (queries.count_unread(ann), queries.count_unread(ben)) == (1, 0)


def test_an_older_tab_takes_no_mark_of_reading_back(people):
    thread = start(people["ann"], [people["ben"]]).thread
    answer(people["ann"], thread)
    ben = actor_of(people["ben"])
    for position in (2, 1):
        with unit_of_work():
            actions.note_read(ben, thread.id, position)
    assert queries.get_participant(ben, thread.id).read_to == 2


def test_nobody_reads_further_than_there_are_messages(people):
    thread = start(people["ann"], [people["ben"]]).thread
    with unit_of_work():
        actions.note_read(actor_of(people["ben"]), thread.id, 500)
    answer(people["ann"], thread)
    assert queries.count_unread(actor_of(people["ben"])) == 1


def test_the_others_are_told_and_whoever_muted_is_not(people, told):
    thread = start(people["ann"], [people["ben"], people["cat"]]).thread
    with unit_of_work():
        actions.mute_thread(actor_of(people["cat"]), thread)
    answer(people["ann"], thread)
    assert [set(fact.people) for fact in told] == [{people["ben"].id, people["cat"].id}, {people["ben"].id}]
    assert {fact.notice for fact in told} == {"message.sent"}
    assert queries.count_unread(actor_of(people["cat"])) == 0, "a muted thread makes no noise in the header either"
    assert queries.list_threads(actor_of(people["cat"])).items[0].unread == 2, "but its marks are in the list"


def test_after_leaving_the_thread_is_gone_and_what_was_written_stays(people, told):
    message = start(people["ann"], [people["ben"], people["cat"]])
    answer(people["ben"], message.thread, "My words stay")
    with unit_of_work():
        actions.leave_thread(actor_of(people["ben"]), message.thread)
    assert not can(actor_of(people["ben"]), Verb.VIEW, message)
    assert queries.list_threads(actor_of(people["ben"])).items == []
    told.clear()
    answer(people["ann"], message.thread)
    assert told[0].people == (people["cat"].id,)
    mine = queries.get_participant(actor_of(people["cat"]), message.thread.id)
    shown = queries.get_turn(actor_of(people["cat"]), mine, None)
    assert "My words stay" in [line.message.text for line in shown.lines]


def test_when_everyone_else_has_left_an_answer_is_refused(people):
    thread = start(people["ann"], [people["ben"]]).thread
    with unit_of_work():
        actions.leave_thread(actor_of(people["ben"]), thread)
    with pytest.raises(Refused, match="nobody in this thread"):
        answer(people["ann"], thread)


def reasons_not_to_take(people: dict[str, User]) -> dict[str, User]:
    block(people["ben"], people["ann"])
    with unit_of_work():
        people["cat"].messages_from = "nobody"
        people["dan"].messages_from = "connections"
    return {name: people[name] for name in ("ben", "cat", "dan")}


def test_a_block_reads_like_any_other_reason_for_taking_no_messages(people):
    said = set()
    for person in reasons_not_to_take(people).values():
        with pytest.raises(Refused) as refused:
            start(people["ann"], [person])
        said.add(str(refused.value).replace(person.display_name, "NAME"))
    assert len(said) == 1
    assert "block" not in said.pop().lower()


def test_who_takes_no_messages_is_not_offered_as_a_recipient(people):
    reasons_not_to_take(people)
    ann = actor_of(people["ann"])
    assert [queries.list_recipients(ann, name) for name in ("Ben", "Cat", "Dan")] == [[], [], []]
    connect(people["ann"], people["dan"])
    assert [one.display_name for one in queries.list_recipients(ann, "dan")] == ["Dan"]
    assert start(people["ann"], [people["dan"]])


def test_a_block_stops_answers_between_two_without_saying_so(people, told):
    thread = start(people["ann"], [people["ben"]]).thread
    block(people["ben"], people["ann"])
    for name in ("ann", "ben"):
        with pytest.raises(Refused) as refused:
            answer(people[name], thread)
        assert "block" not in str(refused.value).lower()


def test_in_a_circle_the_blocker_hears_nothing_and_sees_it_folded(people, told):
    thread = start(people["ann"], [people["ben"], people["cat"]]).thread
    block(people["ben"], people["ann"])
    told.clear()
    answer(people["ann"], thread)
    assert told[0].people == (people["cat"].id,)
    ben = actor_of(people["ben"])
    mine = queries.get_participant(ben, thread.id)
    assert mine.last_position == 1
    lines = queries.get_turn(ben, mine, None).lines
    assert [line.is_folded for line in lines] == [True, True]


@pytest.mark.parametrize("state", ["suspended", "closed"])
def test_an_account_at_rest_is_not_written_to(people, state):
    thread = start(people["ann"], [people["ben"]]).thread
    with unit_of_work():
        people["ben"].become(state)
    with pytest.raises(Refused, match="nobody in this thread"):
        answer(people["ann"], thread)
    with pytest.raises(Refused):
        start(people["ann"], [people["ben"]])
    assert actor_of(people["ben"]).audiences == {"public"}


def test_a_new_account_begins_fewer_threads_and_is_told_when_it_may_again(app):
    new = make_user("New")
    for _number in range(caps.THREADS[True]):
        start(new, [make_user("Somebody")])
    with pytest.raises(Refused, match="first week"):
        start(new, [make_user("One more")])
    with unit_of_work():
        new.created_at = clock.now() - timedelta(days=30)
    assert start(new, [make_user("One more")])


def test_the_people_written_to_count_and_not_the_threads_alone(app):
    new = make_user("New")
    start(new, [make_user(f"P{n}") for n in range(caps.PEOPLE[True] - 1)])
    with pytest.raises(Refused):
        start(new, [make_user("Q1"), make_user("Q2")])


def test_answers_of_a_new_account_have_their_own_limit(app, monkeypatch):
    monkeypatch.setitem(caps.MESSAGES, True, 3)
    new = make_user("New")
    thread = start(new, [make_user("Somebody")]).thread
    answer(new, thread)
    answer(new, thread)
    with pytest.raises(Refused, match="as many messages"):
        answer(new, thread)


def test_staff_see_numbers_and_nobody_else_does(people):
    start(people["ann"], [people["ben"], people["cat"]])
    start(people["ann"], [people["dan"]])
    staff = make_user("Staff", is_staff=True)
    lines = queries.list_senders(actor_of(staff), clock.now() - caps.DAY)
    assert [(line.name, line.threads, line.people) for line in lines] == [("Ann", 2, 3)]
    with pytest.raises((Forbidden, NotFound)):
        queries.list_senders(actor_of(people["ben"]), clock.now() - caps.DAY)


def test_what_people_write_to_each_other_leaves_no_trail(people):
    from hub.activity.models import AuditEntry

    thread = start(people["ann"], [people["ben"]]).thread
    answer(people["ben"], thread)
    with unit_of_work():
        actions.leave_thread(actor_of(people["ben"]), thread)
    assert db.session.scalar(select(func.count(AuditEntry.id))) == 0


def test_hostile_markdown_is_kept_as_harmless_html(people):
    message = start(people["ann"], [people["ben"]], text="<script>alert(1)</script> [x](javascript:alert(1)) **bold**")
    assert "<script" not in message.html
    assert "javascript" not in message.html
    assert "<strong>bold</strong>" in message.html


def test_attachments_come_with_the_message_and_with_nothing_else(people):
    message = start(people["ann"], [people["ben"]], contents=[file_of("The price was 42")])
    [document] = message.documents
    assert (document.group_id, document.reach, document.audience) == (None, "thread", f"thread:{message.thread_id}")
    readers = {name for name, person in people.items() if can(actor_of(person), Verb.VIEW, document)}
    assert readers == {"ann", "ben"}
    assert not any(can(actor_of(people[name]), Verb.EDIT, document) for name in people)


def test_a_message_may_be_files_alone_but_not_nothing(people):
    assert start(people["ann"], [people["ben"]], text="", contents=[file_of("x")])
    with pytest.raises(Refused, match="at most 10 files"):
        start(people["ann"], [people["ben"]], contents=[file_of(str(n)) for n in range(11)])


def test_messages_of_a_thread_have_positions_without_gaps(people):
    thread = start(people["ann"], [people["ben"]]).thread
    for _number in range(4):
        answer(people["ben"], thread)
    positions = select(Message.position).where(Message.thread_id == thread.id).order_by(Message.id)
    assert list(db.session.scalars(positions)) == [1, 2, 3, 4, 5]
    assert db.session.scalar(select(Participant.last_position).where(Participant.user_id == people["ann"].id)) == 5


def test_preferences_are_the_persons_own_and_only_what_is_offered(people):
    ann = actor_of(people["ann"])
    with unit_of_work():
        actions.choose_preferences(ann, messages_from="connections", in_mail="notice")
    assert (people["ann"].messages_from, people["ann"].messages_in_mail) == ("connections", "notice")
    with pytest.raises(Refused), unit_of_work():
        actions.choose_preferences(ann, messages_from="admirers", in_mail="text")
    assert SIGNED_IN in ann.audiences
