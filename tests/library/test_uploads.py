"""Files in parts, as the browser's script sends them: they go on where they stopped, and nobody reaches another's."""

import hashlib

import pytest

from hub.core.db import db
from hub.core.storage import store
from hub.library.models import Document, Upload
from tests.browser import Browser
from tests.factories import add_member, make_group, make_user

BODY = b"Missed bins fell by a third"
BASE = "/groups/waste/library/uploads"


@pytest.fixture
def author(app):
    return make_user("Ann Author")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


class Script:
    """What the module in static/js does, without a browser."""

    def __init__(self, app, user):
        self.browser = Browser(app, user)
        token = self.browser.get("/groups").tree.css_first("input[name=csrf_token]").attributes["value"]
        self.headers = {"X-CSRFToken": token, "Accept": "application/json"}

    def begin(self, size=None, mark="a.txt/27/1", name="a.txt"):
        wanted = {"filename": name, "size": len(BODY) if size is None else size, "mark": mark}
        return self.browser.client.post(BASE, json=wanted, headers=self.headers)

    def send(self, key, offset, part):
        return self.browser.client.put(f"{BASE}/{key}?offset={offset}", data=part, headers=self.headers)

    def finish(self, key, **fields):
        return self.browser.client.post(f"{BASE}/{key}/finish", data=fields, headers=self.headers)

    def whole(self, **fields):
        key = self.begin().json["key"]
        self.send(key, 0, BODY)
        return self.finish(key, **fields)


@pytest.fixture
def script(app, author, group):
    return Script(app, author)


def test_a_file_in_parts_becomes_a_document(script):
    key = script.begin().json["key"]
    assert script.send(key, 0, BODY[:10]).json == {"received": 10}
    assert script.send(key, 10, BODY[10:]).json == {"received": len(BODY)}
    made = script.finish(key, title="Route plan").json
    assert made["title"] == "Route plan"
    document = db.session.query(Document).one()
    assert document.current.content_sha256 == hashlib.sha256(BODY).hexdigest()
    assert db.session.query(Upload).count() == 0


def test_the_same_file_chosen_again_goes_on_where_it_stopped(script):
    key = script.begin().json["key"]
    script.send(key, 0, BODY[:10])
    assert script.begin().json == {"key": key, "received": 10}


def test_a_part_sent_twice_is_told_where_to_go_on(script):
    key = script.begin().json["key"]
    script.send(key, 0, BODY[:10])
    answer = script.send(key, 0, BODY[:10])
    assert (answer.status_code, answer.json) == (409, {"received": 10})


def test_an_unfinished_file_cannot_be_finished(script):
    key = script.begin().json["key"]
    script.send(key, 0, BODY[:10])
    assert script.finish(key).status_code == 409
    assert db.session.query(Document).count() == 0


def test_another_person_finds_neither_the_upload_nor_its_bytes(app, script, group):
    key = script.begin().json["key"]
    script.send(key, 0, BODY[:10])
    other = make_user("Mo")
    add_member(group, other)
    theirs = Script(app, other)
    assert theirs.begin().json["received"] == 0
    assert theirs.send(key, 10, BODY[10:]).status_code == 404
    assert theirs.finish(key).status_code == 404


def test_a_browsers_word_never_stands_for_bytes(app, script, group):
    script.whole()
    other = make_user("Mo")
    add_member(group, other)
    sha256 = hashlib.sha256(BODY).hexdigest()
    assert Script(app, other).begin(mark=sha256).json["received"] == 0


@pytest.mark.parametrize(("size", "word"), [(0, "empty"), (-1, "empty"), ("many", "empty"), (10**12, "too large")])
def test_a_size_that_cannot_be_is_refused_before_anything_comes(script, size, word):
    answer = script.begin(size=size)
    assert answer.status_code == 422
    assert word in answer.json["error"]


def test_more_than_was_announced_is_refused_and_nothing_of_it_kept(script):
    key = script.begin(size=5).json["key"]
    assert script.send(key, 0, BODY).status_code == 422
    assert script.begin(size=5).json["received"] == 0


def test_a_mistake_in_the_form_does_not_cost_the_bytes(script):
    key = script.begin().json["key"]
    script.send(key, 0, BODY)
    assert "Atlantis" in script.finish(key, organisation="Atlantis").json["error"]
    assert script.finish(key).status_code == 200


def test_a_program_sent_in_parts_is_refused_too(script):
    key = script.begin(size=4, name="minutes.pdf").json["key"]
    script.send(key, 0, b"MZ\x90\x00")
    assert "program" in script.finish(key).json["error"]


def test_an_outsider_cannot_even_begin(app, group):
    assert Script(app, make_user("Otto")).begin().status_code == 404


def test_without_its_token_nothing_is_taken(script):
    script.headers = {"Accept": "application/json"}
    assert script.begin().status_code == 400


def test_finished_bytes_lie_in_the_store_once(script):
    script.whole(title="One")
    script.whole(title="Two")
    assert len(list((store().root / "blobs").glob("??/??/*"))) == 1
