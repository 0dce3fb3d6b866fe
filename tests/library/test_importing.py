"""Many documents at once: known again by id or content, a bad one costs itself alone."""

import json

import pytest
from sqlalchemy import func, select

from hub.core import worker
from hub.core.db import db
from hub.library import queries
from hub.library.importing import Row, batches, list_files, read_rows, readable
from hub.library.models import Document, Version
from tests.core.extract import making as files
from tests.factories import actor_of, make_group, make_user


@pytest.fixture
def author(app):
    return make_user("Ann Author", email="ann@kirklees.gov.uk")


@pytest.fixture
def group(author):
    return make_group("Waste", "restricted", facilitator=author)


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "docs"
    (root / "waste-rounds").mkdir(parents=True)
    files.pdf(root / "waste-rounds" / "route_plan.pdf", "Missed bins")
    (root / "notes.md").write_text("# Notes on parking\n\nWords")
    (root / "program.exe").write_bytes(b"MZ\x90\x00")
    (root / "empty.txt").touch()
    (root / ".hidden").write_text("no")
    return root


@pytest.fixture
def run(app, group):
    def run(path, *more, email="ann@kirklees.gov.uk"):
        arguments = ["import", "documents", str(path), "--group", "waste", "--as", email, *more]
        result = app.test_cli_runner().invoke(args=arguments)
        db.session.rollback()
        return result

    return run


def rows_file(path, *rows):
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def count(model):
    return db.session.scalar(select(func.count(model.id)))


def test_a_folder_comes_in_with_its_folders_a_result_each_and_a_summary(run, folder, author, group):
    result = run(folder)
    assert result.exit_code == 0, result.output
    assert "waste-rounds/route_plan.pdf: added, read" in result.output
    assert "program.exe: refused: “program.exe” is a program" in result.output
    assert "2 added" in result.output
    assert [name for _id, name in queries.list_all_folders(actor_of(author), group)] == ["Waste rounds"]


def test_titles_come_from_the_page_itself_or_from_the_name(run, folder):
    run(folder)
    assert set(db.session.scalars(select(Document.title))) == {"Notes on parking", "Route plan"}


def test_a_title_with_entities_is_read_as_a_browser_would(run, folder):
    (folder / "third.html").write_text("<title>Panel&#58; bins &amp; routes</title><p>Minutes</p>")
    run(folder)
    assert "Panel: bins & routes" in set(db.session.scalars(select(Document.title)))


def test_run_twice_it_adds_nothing(run, folder):
    run(folder)
    result = run(folder)
    assert "2 already there" in result.output
    assert (count(Document), count(Version)) == (2, 2)


def test_it_returns_when_all_is_read_and_indexed(run, folder):
    from hub.core import outbox

    run(folder)
    assert (outbox.count_waiting("extract"), outbox.count_waiting("index")) == (0, 0)
    assert set(db.session.scalars(select(Version.state))) == {"read"}


def test_one_file_alone_can_be_brought_in(run, folder):
    assert "1 added" in run(folder / "notes.md").output


def test_rows_of_text_come_in_with_their_ids(run, tmp_path, group):
    path = rows_file(tmp_path / "a.jsonl", {"id": 7, "title": "Seven", "text": "words"}, {"title": "T", "text": "more"})
    assert "2 added" in run(path).output
    assert set(db.session.scalars(select(Document.external_id))) == {"7", None}


def test_the_same_id_with_new_text_is_a_new_version(run, tmp_path):
    path = tmp_path / "a.jsonl"
    run(rows_file(path, {"id": "7", "title": "Seven", "text": "words"}))
    assert "1 already there" in run(path).output
    assert "1 new version" in run(rows_file(path, {"id": "7", "title": "Seven", "text": "new words"})).output
    assert (count(Document), count(Version)) == (1, 2)


def test_rows_without_an_id_are_known_by_their_text(run, tmp_path):
    path = rows_file(tmp_path / "a.jsonl", {"title": "T", "text": "words"})
    run(path)
    assert "1 already there" in run(path).output


def test_a_row_that_cannot_be_read_is_refused_with_its_line(run, tmp_path):
    path = rows_file(tmp_path / "a.jsonl", {"id": 1, "text": "words"}, "{broken", {"id": 2, "title": "no text"})
    result = run(path)
    assert result.exit_code == 0
    assert "refused: line 2" in result.output
    assert "refused: line 3" in result.output
    assert "1 added" in result.output


def test_an_unknown_person_or_group_fails_the_command(run, folder):
    assert run(folder, email="nobody@x.uk").exit_code == 1
    assert run(folder, "--group", "absent").exit_code == 1


def test_someone_who_may_not_contribute_brings_nothing_in(run, folder):
    make_user("Otto", email="otto@leeds.gov.uk")
    assert run(folder, email="otto@leeds.gov.uk").exit_code == 1
    assert count(Document) == 0


def test_the_running_worker_is_waited_for(run, tmp_path, app):
    from hub.core.web import settings

    path = rows_file(tmp_path / "a.jsonl", {"id": 1, "title": "T", "text": "words"})
    with worker.running(app, settings().data_dir):
        assert "1 added" in run(path).output


def test_a_file_over_the_limit_is_refused_and_the_others_come_in(app, run, folder, monkeypatch):
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "settings", replace(app.extensions["settings"], max_upload=100))
    result = run(folder)
    assert "route_plan.pdf: refused: “route_plan.pdf” is too large" in result.output
    assert "1 added" in result.output


def test_links_and_hidden_files_are_left_out(folder):
    (folder / "link.txt").symlink_to("/etc/passwd")
    assert "link.txt" not in [path.name for path in list_files(folder)]
    assert ".hidden" not in [path.name for path in list_files(folder)]


def test_no_batch_holds_an_id_twice():
    rows = [Row("1", "", "a"), Row("2", "", "b"), Row("1", "", "c")]
    assert [[row.text for row in batch] for batch in batches(rows)] == [["a", "b"], ["c"]]


def test_a_line_that_is_no_utf8_is_read_all_the_same(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": 1, "text": "caf\xe9"}')
    assert [row.text for row in read_rows(path)] == ["café"]


def test_a_file_name_of_an_old_machine_is_read_as_text():
    assert readable("caf\udce9.txt") == "caf\N{REPLACEMENT CHARACTER}.txt"
    assert readable("Tŷ newydd.pdf") == "Tŷ newydd.pdf"
