"""What no form of ours would send: addresses and fields made by hand, which must never end in our own mistake."""

from datetime import timedelta

import pytest

from hub.conversations import keeping, queries
from hub.conversations.catchup import mark_all_read
from hub.conversations.marks import marks_of
from hub.conversations.models import CaughtUp, Conversation
from hub.core import clock
from hub.core.db import db
from hub.core.uow import unit_of_work
from tests.browser import Browser
from tests.conversations.making import again, make_circle, numbers, reply, start
from tests.factories import actor_of, make_group

ODD_NUMBERS = ["0", "-1", "x", "", "1e3", "99999999", "9" * 30, "٣"]


@pytest.fixture
def circle(app):
    return make_circle()


@pytest.fixture
def conversation(circle):
    return start(circle)


@pytest.fixture
def ben(app, circle):
    return Browser(app, circle.ben)


def at(conversation, more=""):
    return f"/groups/parking/conversations/{conversation.id}{more}"


@pytest.mark.parametrize("number", ODD_NUMBERS)
def test_an_odd_number_of_a_page_shows_a_page_all_the_same(ben, conversation, number):
    assert "How do you check permits?" in ben.get(at(conversation, f"?page={number}"))


@pytest.mark.parametrize("number", ODD_NUMBERS[:-2])
def test_quoting_what_is_no_post_quotes_nothing(ben, conversation, number):
    page = ben.get(at(conversation, f"?quote={number}"))
    assert "wrote in post" not in page


def test_a_number_beyond_all_numbers_names_nothing(ben, conversation):
    for more in (f"?quote={'9' * 30}", f"/posts/{'9' * 30}/history"):
        ben.get(at(conversation, more), status=404)
    ben.get(f"/groups/parking/conversations/{'9' * 30}", status=404)


def test_a_post_beyond_the_last_leads_to_the_last_with_a_warning(ben, conversation):
    page = ben.get(at(conversation, "/posts/4000"))
    assert "Post 4000 cannot be read here" in page
    assert page.url.endswith("#post-1")


def test_a_conversation_does_not_open_under_the_address_of_another_group(app, circle, conversation):
    make_group("Streets", facilitator=circle.ben)
    for more in ("", "/news", "/look-after", "/posts/1"):
        Browser(app, circle.ben).get(f"/groups/streets/conversations/{conversation.id}{more}", status=404)


@pytest.mark.parametrize("cursor", ["x", "%FF%FE", "eyJ", "1,2,3", "9" * 80])
def test_a_cursor_made_by_hand_breaks_no_list(ben, conversation, cursor):
    for address in ("/groups/parking/conversations", "/groups/parking/conversations?show=open", "/catch-up"):
        sign = "&" if "?" in address else "?"
        answer = ben.client.get(f"{address}{sign}cursor={cursor}")
        assert answer.status_code in {200, 404}, address


@pytest.mark.parametrize(("position", "mark"), [("1", 1), ("500", 2), ("9" * 30, 2), ("x", 0), ("", 0), ("-5", 0)])
def test_a_mark_stands_between_nothing_and_the_last_post(circle, ben, conversation, position, mark):
    reply(circle, conversation, by="fay")
    ben.post(at(conversation, "/read"), position=position)
    assert marks_of(actor_of(circle.ben), [conversation.id]).get(conversation.id, 0) == mark


@pytest.mark.parametrize("upto", ["", "yesterday", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026"])
def test_an_odd_moment_up_to_which_all_is_read_is_borne(ben, conversation, upto):
    assert "All of it is marked as read." in ben.post("/catch-up/read", upto=upto)


def test_an_older_page_does_not_take_back_that_one_is_up_to_date(circle, conversation):
    now = clock.now()
    for moment in (now, now - timedelta(days=3)):
        with unit_of_work():
            mark_all_read(actor_of(circle.ben), moment)
    assert db.session.get_one(CaughtUp, circle.ben.id).at == now


def test_nobody_is_up_to_date_with_the_future(circle, conversation):
    with unit_of_work():
        mark_all_read(actor_of(circle.ben), clock.now() + timedelta(days=9))
    assert db.session.get_one(CaughtUp, circle.ben.id).at <= clock.now()


@pytest.mark.parametrize("act", ["", "delete", "release; close", "__class__"])
def test_an_act_that_does_not_exist_is_refused_and_nothing_is_done(app, circle, conversation, act):
    before = again(conversation).version
    page = Browser(app, circle.fay).post(at(conversation, "/look-after"), act=act, status=422)
    assert "Choose what to do." in page
    assert again(conversation).version == before


@pytest.mark.parametrize("act", ["pin", "hold", "release"])
def test_a_writer_cannot_send_what_only_facilitators_are_offered(app, circle, conversation, act):
    answer = Browser(app, circle.ben).client.get(at(conversation, "/look-after"))
    assert answer.status_code == 403
    browser = Browser(app, circle.ann)
    browser.post(at(conversation, "/look-after"), act=act, status=403)
    assert again(conversation).reach == "group"
    assert again(conversation).pinned_at is None


@pytest.mark.parametrize(
    "words", ["nowhere", "/groups/parking/conversations/9999999999999", "/groups/x/conversations/1"]
)
def test_merging_into_what_is_not_there_is_refused_at_the_field(app, circle, conversation, words):
    page = Browser(app, circle.fay).post(at(conversation, "/merge"), target=words, status=422)
    assert "We found no conversation at this address" in page
    assert again(conversation).merged_into_id is None


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"title": " ", "text": "Words"}, "Give it a title."),
        ({"title": "x" * 201, "text": "Words"}, "200 characters or fewer"),
        ({"title": "Salt", "text": " \n "}, "Write something first."),
        ({"title": "Salt", "text": "x" * 60_001}, "60,000 characters or fewer"),
        ({"title": "Salt", "text": "Words", "documents": "report.pdf"}, "We found no document at"),
    ],
)
def test_a_start_that_does_not_fit_is_said_and_keeps_what_was_typed(ben, facts, said):
    page = ben.post("/groups/parking/conversations/new", **{"kind": "discussion", **facts}, status=422)
    assert said in page
    assert db.session.query(Conversation).count() == 0


def test_a_form_sent_twice_is_one_reply_however_long_its_key(ben, circle, conversation):
    for _time in range(2):
        ben.get(at(conversation))
        ben.submit("Post your reply", text="With a scanner.", key="k" * 90)
    ben.get(at(conversation))
    ben.submit("Post your reply", text="Or by hand.", key="another")
    assert numbers(circle.actor("ann"), conversation) == [1, 2, 3]


def test_a_closed_conversation_takes_no_reply_from_a_page_opened_before(ben, circle, conversation):
    ben.get(at(conversation))
    with unit_of_work():
        keeping.close_conversation(circle.actor("fay"), again(conversation), reason="Settled")
    ben.submit("Post your reply", text="One more.", status=422)
    assert queries.get_conversation(circle.actor("ben"), "parking", conversation.id).post_count == 1
