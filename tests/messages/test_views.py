"""The pages of correspondence, as people and as those who are not meant see them."""

import re

import pytest
from flask import Flask

from hub.accounts.models import User
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.core.worker import drain
from hub.messages import actions
from hub.messages.models import Message
from hub.networks.models import Block
from hub.people.words import write_missing
from hub.search.queries import search
from tests.browser import Browser
from tests.factories import actor_of, make_user
from tests.messages.making import answer, file_of, start, upload
from tests.statements import counted

MOST_QUERIES = 12


@pytest.fixture
def people(app: Flask) -> dict[str, User]:
    people = {name: make_user(name) for name in ("Ann Price", "Ben Okafor", "Cat Lloyd")}
    write_missing()
    return people


@pytest.fixture
def ann(people: dict[str, User]) -> User:
    return people["Ann Price"]


@pytest.fixture
def ben(people: dict[str, User]) -> User:
    return people["Ben Okafor"]


def test_without_a_script_one_finds_ticks_and_writes(app, ann, ben):
    browser = Browser(app, ann)
    browser.get("/messages")
    browser.click("Write a message")
    browser.submit("Find", words="okaf", subject="Rounds", text="How did you begin?")
    assert "Ben Okafor" in browser.page
    assert "How did you begin?" in browser.page.html
    browser.submit("Send", to=str(ben.id), words="")
    assert browser.page.h1 == "Rounds"
    reader = Browser(app, ben)
    reader.get("/messages")
    assert "1 new" in reader.page
    reader.click("Rounds")
    assert "How did you begin?" in reader.page
    assert "New since you were last here" in reader.page
    reader.submit("Send", text="With the crews.")
    assert "With the crews." in reader.page


def test_what_was_typed_comes_back_when_it_is_refused(app, ann, ben):
    with unit_of_work():
        db.session.add(Block(blocker_id=ben.id, blocked_id=ann.id))
    browser = Browser(app, ann)
    browser.get(f"/messages/new?to={ben.id}")
    page = browser.post("/messages/new", to=str(ben.id), subject="Rounds", text="A long question", status=422)
    assert "A long question" in page.html
    assert "Ben Okafor cannot be written to by you at the moment" in page


def test_opening_a_thread_marks_it_read_and_the_header_agrees(app, ann, ben):
    start(ann, [ben])
    browser = Browser(app, ben)
    count = ".hub-header__count"
    assert browser.get("/messages").all(count) == ["1 unread"]
    browser.click("Route software")
    assert browser.get("/messages").all(count) == []


def test_a_page_fetched_in_advance_marks_nothing(app, ann, ben):
    thread_id = start(ann, [ben]).thread_id
    browser = Browser(app, ben)
    browser.client.get(f"/messages/{thread_id}", headers={"Sec-Purpose": "prefetch"})
    assert browser.get("/messages").all(".hub-header__count") == ["1 unread"]


def test_a_long_thread_has_pages_that_stay_as_they_are(app, ann, ben):
    message = start(ann, [ben], text="Number 1")
    for number in range(2, 46):
        answer(ann, message.thread, f"Number {number}")
    browser = Browser(app, ann)
    page = browser.get(f"/messages/{message.thread_id}?page=1")
    assert "Number 20" in page
    assert "Number 21" not in page
    browser.click("Later messages")
    assert "Number 21" in browser.page
    last = browser.get(f"/messages/{message.thread_id}")
    assert "Number 45" in last
    assert "Number 40" not in last
    assert "Number 21" in Browser(app, ben).get(f"/messages/{message.thread_id}?page=2")
    assert "Number 45" in browser.get(f"/messages/{message.thread_id}?page=900")


@pytest.mark.both_databases
@pytest.mark.parametrize("count", [3, 24])
def test_the_list_and_a_thread_cost_a_few_statements_however_many_there_are(app, ann, ben, count):
    many = [start(ben, [ann], subject=f"Subject {n}", contents=[file_of("x")]) for n in range(min(count, 5))]
    for number in range(count):
        answer(ben, many[0].thread, f"Number {number}", contents=[file_of(f"n{number}")])
    browser = Browser(app, ann)
    for url in ("/messages", f"/messages/{many[0].thread_id}", "/messages/new"):
        browser.get(url)
        with counted() as statements:
            browser.get(url)
        assert len(statements) <= MOST_QUERIES, "\n".join(statements)


def test_nobody_outside_sees_the_page_of_a_thread_or_of_its_file(app, people, ann, ben):
    message = start(ann, [ben], subject="Quartzite", contents=[file_of("Quartzite inside", "quartzite.txt")])
    document = message.documents[0].id
    urls = [f"/messages/{message.thread_id}", f"/messages/{message.thread_id}/leave"]
    urls += [f"/library/{document}{part}" for part in ("", "/text", "/download", "/picture")]
    staff = make_user("Staff", is_staff=True)
    for person in (people["Cat Lloyd"], staff):
        browser = Browser(app, person)
        for url in urls:
            assert "uartzite" not in browser.get(url, status=404).html
    visitor = Browser(app)
    for url in urls:
        assert "uartzite" not in visitor.client.get(url).get_data(as_text=True)


def test_files_are_sent_with_the_form_and_read_like_those_of_a_library(app, ann, ben):
    browser = Browser(app, ann)
    browser.get(f"/messages/new?to={ben.id}")
    browser.submit("Send", subject="Costs", text="See the table", files=upload("Year one cost 42,000"))
    while drain("extract", "test") or drain("index", "test"):
        pass
    reader = Browser(app, ben)
    reader.get("/messages")
    reader.click("Costs")
    reader.click("Costs")
    assert "Sent with a message" in reader.page
    reader.click("Read as text")
    assert "Year one cost 42,000" in reader.page
    with reader.client.get(re.sub("/text.*", "/download", reader.page.url)) as fetched:
        assert fetched.data == b"Year one cost 42,000"
        assert "attachment" in fetched.headers["Content-Disposition"]
        assert fetched.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [("run.exe", b"MZ\x90\x00" + b"\x00" * 64, "is a program"), ("empty.txt", b"", "is empty")],
)
def test_a_file_that_no_library_takes_goes_with_no_message(app, ann, ben, name, content, said):
    from io import BytesIO

    browser = Browser(app, ann)
    browser.get(f"/messages/new?to={ben.id}")
    page = browser.submit("Send", subject="Costs", text="Kept text", files=(BytesIO(content), name), status=422)
    assert said in " ".join(page.errors)
    assert "Kept text" in page.html
    assert db.session.query(Message).count() == 0


def test_search_finds_ones_own_messages_and_opens_at_them(app, people, ann, ben):
    message = start(ann, [ben], subject="Rounds", text="The quartzite lorry", contents=[file_of("quartzite too")])
    while drain("extract", "test") or drain("index", "test"):
        pass
    with app.test_request_context():
        found = {name: search(actor_of(person), "quartzite") for name, person in people.items()}
    refs = {f"message:{message.id}", f"document:{message.documents[0].id}"}
    assert {result.item.ref for result in found["Ben Okafor"].items} == refs
    assert found["Cat Lloyd"].total == 0
    browser = Browser(app, ben)
    browser.get("/messages")
    browser.submit("Search", action="/search", q="quartzite")
    browser.get("/search?q=quartzite&type=message")
    assert browser.page.link("Rounds").endswith(f"#message-{message.id}")


def test_after_leaving_search_forgets_at_once_and_the_index_soon(app, people, ann, ben):
    message = start(ann, [ben, people["Cat Lloyd"]], text="The quartzite lorry", contents=[file_of("quartzite too")])
    while drain("extract", "test") or drain("index", "test"):
        pass
    with unit_of_work():
        actions.leave_thread(actor_of(ben), message.thread)
    for _when in ("with the promise waiting", "with the index changed"):
        with app.test_request_context():
            assert search(actor_of(ben), "quartzite").total == 0
        while drain("index", "test"):
            pass
    with app.test_request_context():
        assert search(actor_of(people["Cat Lloyd"]), "quartzite").total == 2


def test_the_autocomplete_names_nobody_whom_one_may_not_write_to(app, people, ann, ben):
    browser = Browser(app, ann)
    assert [one["name"] for one in browser.client.get("/messages/people?q=oka").json["people"]] == ["Ben Okafor"]
    with unit_of_work():
        ben.messages_from = "nobody"
    assert browser.client.get("/messages/people?q=oka").json["people"] == []
    assert browser.client.get("/messages/people?q=b").json["people"] == []
    assert Browser(app).client.get("/messages/people?q=oka").status_code in {302, 303, 401}


def test_muting_leaving_and_preferences_are_done_by_plain_forms(app, ann, ben):
    thread_id = start(ann, [ben]).thread_id
    browser = Browser(app, ben)
    browser.get(f"/messages/{thread_id}")
    browser.submit("Mute")
    assert "Muted" in browser.page
    browser.submit("Unmute")
    browser.click("Leave this thread")
    browser.submit("Leave the thread")
    assert "You left the thread." in browser.page
    browser.get(f"/messages/{thread_id}", status=404)
    browser.get("/messages/preferences")
    browser.submit("Save", messages_from="nobody", in_mail="notice")
    assert (ben.messages_from, ben.messages_in_mail) == ("nobody", "notice")
    writer = Browser(app, ann)
    writer.get(f"/messages/{thread_id}")
    assert "Everyone else has left this thread" in writer.page


def test_a_held_message_is_its_authors_alone_and_says_so(app, ann, ben):
    from hub.messages.holding import hold_message, release_message, remove_message

    message = start(ann, [ben], text="Rude words", contents=[file_of("Rude file")])
    staff = actor_of(make_user("Staff", is_staff=True))
    with unit_of_work():
        hold_message(staff, message.id, "Reported")
    assert "Rude words" not in Browser(app, ben).get(f"/messages/{message.thread_id}")
    Browser(app, ben).get(f"/library/{message.documents[0].id}", status=404)
    assert "hidden until somebody has looked" in Browser(app, ann).get(f"/messages/{message.thread_id}")
    with unit_of_work():
        release_message(staff, message.id)
    assert "Rude words" in Browser(app, ben).get(f"/messages/{message.thread_id}")
    with unit_of_work():
        remove_message(staff, message.id, "Not how we speak")
    assert "Rude words" not in Browser(app, ben).get(f"/messages/{message.thread_id}")
    assert "Not how we speak" in Browser(app, ann).get(f"/messages/{message.thread_id}")


def test_staff_see_who_sends_how_much_and_no_subject(app, ann, ben):
    start(ann, [ben], subject="Quartzite")
    page = Browser(app, make_user("Staff", is_staff=True)).get("/messages/senders")
    assert "Ann Price" in page
    assert "Quartzite" not in page.html
    assert "Ben Okafor" not in page
    Browser(app, ben).get("/messages/senders", status=404)


def test_a_persons_page_leads_to_writing_to_them_unless_they_take_nothing(app, ann, ben):
    browser = Browser(app, ann)
    browser.get(f"/people/{ben.id}")
    browser.click("Write a message")
    assert "Ben Okafor" in browser.page
    with unit_of_work():
        ben.messages_from = "nobody"
    assert "Write a message" not in browser.get(f"/people/{ben.id}").links


def test_a_text_is_shown_before_it_is_sent_and_nothing_is_taken(app, ann, ben):
    message = start(ann, [ben])
    browser = Browser(app, ben)
    browser.get(f"/messages/{message.thread_id}")
    page = browser.submit("Preview", text="It cost **42**")
    assert "<strong>42</strong>" in page.html
    assert page.form("Send").values()["text"] == ["It cost **42**"]
    browser.get(f"/messages/new?to={ann.id}")
    assert "<strong>bold</strong>" in browser.submit("Preview", subject="Rounds", text="**bold**").html
    assert db.session.query(Message).count() == 1


def test_only_those_who_take_part_can_be_named_in_a_thread(app, people, ann, ben):
    message = start(ann, [ben], text="Ask @Ben Okafor, not @Cat Lloyd")
    assert f"/people/{ben.id}" in message.html
    assert f"/people/{people['Cat Lloyd'].id}" not in message.html


def test_an_answer_that_is_refused_comes_back_with_its_text_under_the_thread(app, ann, ben):
    message = start(ann, [ben], text="First words")
    with unit_of_work():
        ben.become("closed")
    browser = Browser(app, ann)
    browser.get(f"/messages/{message.thread_id}")
    page = browser.submit("Send", text="A long answer", status=422)
    assert "nobody in this thread can be written to" in " ".join(page.errors)
    assert "A long answer" in page.html
    assert "First words" in page
