"""Files chosen or dropped in a real browser: each comes in parts, goes on after a break, and a bad one is told."""

import re

import pytest
from playwright.sync_api import expect

from hub.core import worker
from hub.core.db import db
from hub.library.models import Document
from tests.browser.chromium import faults_seen_by_axe
from tests.factories import make_group, make_user
from tests.library.making import make_folder, publish

UPLOAD = "/groups/waste/library/upload"
OF_A_DOCUMENT = re.compile(r"/library/\d+$")


@pytest.fixture
def author(app):
    return make_user("Ann Author")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


@pytest.fixture
def inside(tab, sign_in, author, group):
    tab.goto("/help")
    sign_in(tab, author)
    return tab


def chosen(name, body=b"Missed bins fell by a third"):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": body}


def titles():
    db.session.rollback()
    return sorted(document.title for document in db.session.query(Document))


def test_several_chosen_files_come_in_and_the_library_opens(inside):
    inside.goto(UPLOAD)
    inside.set_input_files("#files", [chosen("one.txt"), chosen("two.txt", b"other words")])
    expect(inside.locator(".hub-uploads li")).to_have_count(2)
    inside.get_by_role("button", name="Upload").click()
    inside.wait_for_url("**/groups/waste/library")
    assert titles() == ["One", "Two"]


def test_a_file_that_was_cut_off_goes_on_where_it_stopped(inside):
    inside.goto(UPLOAD)
    offsets = []

    def break_once(route):
        offsets.append(route.request.url.partition("offset=")[2])
        route.fulfill(status=500) if len(offsets) == 2 else route.continue_()

    inside.route("**/uploads/*?offset=*", break_once)
    inside.set_input_files("#files", [chosen("large.txt", b"words and more\n" * 400_000)])
    inside.get_by_role("button", name="Upload").click()
    inside.wait_for_url(OF_A_DOCUMENT)
    assert offsets == ["0", "4194304", "4194304"]
    assert titles() == ["Large"]


def test_a_refused_file_says_why_and_the_others_are_there(inside):
    inside.goto(UPLOAD)
    inside.set_input_files(
        "#files", [chosen("good.txt"), chosen("minutes.pdf", b"MZ\x90\x00"), chosen("empty.txt", b"")]
    )
    inside.get_by_role("button", name="Upload").click()
    expect(inside.locator(".hub-uploads")).to_contain_text("is a program")
    expect(inside.locator(".hub-uploads")).to_contain_text("This file is empty.")
    expect(inside.get_by_role("link", name="Good")).to_be_visible()
    assert titles() == ["Good"]


def test_a_dropped_file_is_taken_like_a_chosen_one(inside):
    inside.goto(UPLOAD)
    dropped = inside.evaluate_handle(
        "() => { const d = new DataTransfer(); d.items.add(new File(['words'], 'dropped.txt')); return d; }"
    )
    inside.dispatch_event(".hub-drop", "drop", {"dataTransfer": dropped})
    inside.get_by_role("button", name="Upload").click()
    inside.wait_for_url(OF_A_DOCUMENT)
    assert titles() == ["Dropped"]


def test_the_librarys_pages_pass_axe_and_fit_a_narrow_screen(inside, author, group):
    make_folder(author, group, "Rounds")
    document = publish(author, group, title="Plan", tags=("bins",), description="About **rounds**")
    worker.drain_all()
    base = f"/groups/waste/library/{document.id}"
    pages = [
        f"{base}?page=1&q=bins",
        f"{base}/text?page=1",
        f"{base}/versions",
        f"{base}/edit",
        f"{base}/remove",
        UPLOAD,
    ]
    inside.set_viewport_size({"width": 320, "height": 640})
    for url in ["/groups/waste/library", *pages]:
        inside.goto(url)
        assert faults_seen_by_axe(inside) == [], url
        assert inside.evaluate("document.documentElement.scrollWidth") <= 320, url
