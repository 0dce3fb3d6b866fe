"""The library's pages, with nothing but HTML, as members, strangers and careless uploaders meet them."""

import errno
from io import BytesIO

import pytest
from PIL import Image
from werkzeug.formparser import FormDataParser

from hub.core import clock, worker
from hub.core.db import db
from hub.core.files import FileStore, StorageFull
from hub.core.uow import unit_of_work
from hub.library.models import Document
from tests.browser import Browser
from tests.core.extract import making as files
from tests.factories import add_member, make_group, make_user
from tests.library.making import make_folder, publish


@pytest.fixture
def author(app):
    return make_user("Ann Author")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


@pytest.fixture
def browser(app, author, group):
    return Browser(app, author)


def sent(body, name):
    return (BytesIO(body), name)


def upload(browser, *pairs, status=200, **fields):
    browser.get("/groups/waste/library/upload")
    return browser.submit("Upload", action="upload", status=status, files=[sent(*pair) for pair in pairs], **fields)


def saved(browser, address):
    with browser.client.get(address) as response:
        assert response.data
        return response


def test_an_empty_library_says_what_belongs_there(browser):
    assert "Reports, plans and minutes belong here" in browser.get("/groups/waste/library")


def test_many_files_come_with_one_plain_form(browser):
    page = upload(browser, (b"words", "one.txt"), (b"more", "two.txt"))
    assert "2 documents are in the library" in page
    assert {"One", "Two"} <= set(page.links)


def test_what_was_said_stands_on_the_documents_page(browser, author, group):
    folder = make_folder(author, group, "Rounds")
    said = {"title": "Route plan", "tags": "bins, routes", "year": "2025", "licence": "OGL-3.0"}
    upload(browser, (b"words", "a.txt"), folder=str(folder.id), description="**Why**", **said)
    page = browser.click("Route plan")
    assert page.h1 == "Route plan"
    for words in ("bins, routes", "2025", "Open Government Licence", "Why", "a.txt"):
        assert words in page


def test_a_file_on_its_way_through_the_reader_is_said_to_be_read(browser, author, group, tmp_path):
    document = publish(author, group, files.pdf(tmp_path / "a.pdf", "One", "Two").read_bytes(), "a.pdf")
    address = f"/groups/waste/library/{document.id}"
    assert "We are reading this file" in browser.get(address)
    worker.drain_all()
    assert "We read 2 pages" in browser.get(address)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [(files.locked_pdf, "needs a password"), (lambda p: files.pdf(p, ""), "found no text"), (files.bomb, "damaged")],
)
def test_the_page_says_why_a_file_could_not_be_read(browser, author, group, tmp_path, make, sentence):
    document = publish(author, group, make(tmp_path / "file").read_bytes(), "a.bin")
    worker.drain_all()
    assert sentence in browser.get(f"/groups/waste/library/{document.id}")


def test_from_search_the_passage_stands_on_the_page_with_its_words_marked(browser, author, group, tmp_path):
    document = publish(
        author, group, files.pdf(tmp_path / "a.pdf", "One", "Bins missed on Monday").read_bytes(), "a.pdf"
    )
    worker.drain_all()
    page = browser.get(f"/groups/waste/library/{document.id}?page=2&q=missing+bin")
    assert "Page 2 of 2" in page
    assert page.all("mark") == ["Bins", "missed"]


def test_a_page_that_is_not_there_leaves_the_passage_out(browser, author, group):
    document = publish(author, group)
    for number in ("99", "-1", "x"):
        assert browser.get(f"/groups/waste/library/{document.id}?page={number}").all(".hub-passage") == []


def test_the_text_twin_shows_one_page_and_leads_on(browser, author, group, tmp_path):
    document = publish(author, group, files.pdf(tmp_path / "a.pdf", "One", "Two").read_bytes(), "a.pdf")
    worker.drain_all()
    assert "One" in browser.get(f"/groups/waste/library/{document.id}/text?page=1")
    assert "Two" in browser.click("Next page")
    browser.get(f"/groups/waste/library/{document.id}/text?page=3", status=404)


def test_text_that_looks_like_markup_is_shown_as_text(browser, author, group):
    document = publish(author, group, b"<script>alert(1)</script> words", "a.txt")
    worker.drain_all()
    page = browser.get(f"/groups/waste/library/{document.id}/text?page=1&q=words")
    assert "<script>alert(1)</script> words" in page


def test_a_download_is_something_to_save_that_cannot_act(browser, author, group):
    document = publish(author, group, b"<!doctype html><p>hello", "page.html")
    response = saved(browser, f"/groups/waste/library/{document.id}/download")
    assert response.data == b"<!doctype html><p>hello"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["Content-Security-Policy"] == "sandbox"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"


def test_a_file_is_served_as_what_it_is_whatever_it_was_called(browser, author, group, tmp_path):
    document = publish(author, group, files.pdf(tmp_path / "a", "x").read_bytes(), "minutes.html")
    response = saved(browser, f"/groups/waste/library/{document.id}/download")
    assert response.mimetype == "application/pdf"
    assert "minutes.html.pdf" in response.headers["Content-Disposition"]


@pytest.mark.parametrize("view", ["", "/download", "/text?page=1", "/picture", "/versions", "/edit", "/remove"])
def test_an_outsider_finds_nothing_at_any_address_of_a_document(app, author, group, view):
    document = publish(author, group)
    worker.drain_all()
    outsider = Browser(app, make_user("Otto"))
    outsider.get(f"/groups/waste/library/{document.id}{view}", status=404)
    outsider.get(f"/groups/waste/library/999{view}", status=404)


def test_a_picture_is_shown_drawn_anew_and_nothing_else_is(browser, author, group):
    out = BytesIO()
    Image.new("RGB", (30, 20)).save(out, "JPEG", comment=b"secret place")
    shown, other = publish(author, group, out.getvalue(), "a.jpg"), publish(author, group)
    response = saved(browser, f"/groups/waste/library/{shown.id}/picture")
    assert response.mimetype == "image/jpeg"
    assert b"secret place" not in response.data
    assert browser.get(f"/groups/waste/library/{shown.id}").all("img") == [""]
    browser.get(f"/groups/waste/library/{other.id}/picture", status=404)


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([], "Choose a file first."),
        ([(b"", "empty.pdf")], "“empty.pdf” is empty"),
        ([(b"MZ\x90", "minutes.pdf")], "is a program"),
    ],
)
def test_a_refused_file_is_told_plainly_and_what_was_typed_is_kept(browser, pairs, words):
    page = upload(browser, *pairs, status=422, title="My title", tags="bins")
    assert any(words in error for error in page.errors)
    assert page.tree.css_first("#title").attributes["value"] == "My title"


def test_of_several_files_the_good_ones_are_kept(browser):
    page = upload(browser, (b"words", "good.txt"), (b"", "empty.txt"), status=422)
    assert "1 document is in the library" in page
    assert any("empty.txt" in error for error in page.errors)


def test_an_unknown_council_and_a_title_of_300_signs_get_their_sentences(browser):
    page = upload(browser, (b"words", "a.txt"), status=422, title="x" * 300)
    assert page.errors == ["Give a title of 200 characters or fewer."]
    page = upload(browser, (b"words", "a.txt"), status=422, organisation="Atlantis")
    assert any("Atlantis" in error for error in page.errors)
    assert db.session.query(Document).count() == 0


def test_a_file_over_the_limit_by_its_declared_length_is_refused(app, browser):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    upload(browser, (b"x" * 5000, "a.txt"), status=413)


def test_a_file_over_the_limit_while_it_streams_is_refused(app, browser, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], max_upload=100))
    page = upload(browser, (b"x" * 101, "a.txt"), status=422)
    assert any("too large" in error for error in page.errors)


def test_a_full_disk_is_told_and_nothing_half_kept(browser, monkeypatch):
    def full(*_arguments):
        raise StorageFull

    monkeypatch.setattr(FileStore, "put", full)
    upload(browser, (b"words", "a.txt"), status=503)
    assert db.session.query(Document).count() == 0


def test_a_disk_that_fills_up_while_the_form_comes_in_is_told_too(browser, monkeypatch):
    def full(*_arguments, **_named):
        raise OSError(errno.ENOSPC, "No space left on device")

    browser.get("/groups/waste/library/upload")
    monkeypatch.setattr(FormDataParser, "parse", full)
    files_sent = [sent(b"words", "a.txt")]
    page = browser.submit("Upload", action="upload", status=503, files=files_sent)
    assert "could not save this" in page.text


def test_a_document_is_edited_and_moved_with_one_form(browser, author, group):
    document, folder = publish(author, group, tags=("bins",)), make_folder(author, group, "Rounds")
    browser.get(f"/groups/waste/library/{document.id}/edit")
    page = browser.submit("Save", title="Better title", folder=str(folder.id))
    assert page.h1 == "Better title"
    assert "bins" in page
    assert "Better title" in browser.get(f"/groups/waste/library/folders/{folder.id}").links


def test_a_new_version_and_an_old_one_put_back(browser, author, group):
    document = publish(author, group)
    browser.get(f"/groups/waste/library/{document.id}/new-version")
    browser.submit("Upload", action="new-version", files=sent(b"second", "b.txt"), note="Corrected")
    assert "Corrected" in browser.get(f"/groups/waste/library/{document.id}/versions")
    assert "This is version 3." in browser.submit("Put version 1 back").html


def test_a_removed_document_goes_to_the_bin_and_comes_back(app, browser, author, group):
    document, member = publish(author, group, title="Old plan"), make_user("Mo")
    add_member(group, member)
    browser.get(f"/groups/waste/library/{document.id}/remove")
    assert "Old plan" in browser.submit("Remove it", reason="Out of date").links
    Browser(app, member).get(f"/groups/waste/library/{document.id}", status=404)
    assert browser.submit("Put “Old plan” back").h1 == "Old plan"
    Browser(app, member).get(f"/groups/waste/library/{document.id}")


def test_a_document_past_its_date_says_that_it_may_be_old(browser, author, group):
    document = publish(author, group, review_by=clock.today())
    assert "may be out of date" in browser.get(f"/groups/waste/library/{document.id}")


def test_folders_are_made_renamed_and_taken_away_by_form(browser):
    browser.get("/groups/waste/library/folders/new")
    browser.submit("Save", name="Rounds")
    browser.click("Rename or move this folder")
    assert browser.submit("Save", name="Routes").h1 == "Routes"
    browser.click("Rename or move this folder")
    page = browser.submit("Save", status=422, name="")
    assert page.errors == ["Give the folder a name."]
    browser.get("/groups/waste/library")
    browser.click("Routes")
    assert "Routes" not in browser.submit("Take this empty folder away").links


def test_a_member_sees_no_buttons_they_may_not_press(app, author, group):
    member, document = make_user("Mo"), publish(author, group)
    add_member(group, member)
    browser = Browser(app, member)
    page = browser.get(f"/groups/waste/library/{document.id}")
    assert not {"Edit details or move it", "Remove it"} & set(page.links)
    browser.get(f"/groups/waste/library/{document.id}/edit", status=403)


def test_a_visitor_reads_a_public_library_and_is_asked_to_sign_in_to_add(app, author):
    public = make_group("Parking", "public", facilitator=author)
    publish(author, public, title="Open to all")
    visitor = Browser(app)
    assert "Open to all" in visitor.get("/groups/parking/library").links
    assert visitor.get("/groups/parking/library/upload").h1 == "Sign in"


def test_an_archived_library_can_be_read_and_not_added_to(browser, group):
    with unit_of_work():
        db.session.merge(group).archived_at = clock.now()
    assert "Upload" not in browser.get("/groups/waste/library").links
    browser.get("/groups/waste/library/upload", status=403)
