"""`hub search` and `hub index`, as scripts lean on them."""

from __future__ import annotations

import json

import pytest

from hub.search.cli import index, search
from tests.factories import add_member, make_group, make_user
from tests.search.notes import change_note, forget_promises, index_now, make_note

pytestmark = pytest.mark.usefixtures("noted")


@pytest.fixture
def run(app):
    """Run a command as from a terminal; gives its output."""

    def invoke(command, *arguments, status=0):
        result = app.test_cli_runner().invoke(command, [str(argument) for argument in arguments])
        assert result.exit_code == status, result.output
        return result.output

    return invoke


@pytest.fixture
def member():
    user = make_user("Ann", email="ann@example.gov.uk")
    group = make_group("Secret", "private")
    add_member(group, user)
    make_note(group, "Missed bins", "Cover\fMissed bins & <routes>", external_id="doc-7")
    index_now()
    return user


def test_json_is_one_object_a_line_with_the_fields_of_the_contract(run, member):
    answer = json.loads(run(search, "missed bins routes", "--as", "ANN@example.gov.uk", "--json"))
    assert (answer["query_id"], answer["query"], answer["total"]) == ("", "missed bins routes", 1)
    (hit,) = answer["hits"]
    assert hit.pop("score") > 0
    assert hit == {
        "ref": "note:1",
        "kind": "note",
        "title": "Missed bins",
        "url": "/notes/1?page=2",
        "group": "secret",
        "page": 2,
        "passage": "Missed bins & <routes>",
        "external_id": "doc-7",
    }


def test_a_file_of_queries_gives_a_line_for_each(run, member, tmp_path):
    file = tmp_path / "queries.jsonl"
    file.write_text('{"id": 1, "text": "bins"}\n\n{"id": "q2", "text": "nothing like it"}\n')
    lines = [json.loads(line) for line in run(search, "--queries", file, "--as", member.email, "--json").splitlines()]
    assert [(line["query_id"], line["total"]) for line in lines] == [("1", 1), ("q2", 0)]


def test_a_visitor_finds_only_what_is_public(run, member):
    assert json.loads(run(search, "bins", "--json")) == {"query_id": "", "query": "bins", "total": 0, "hits": []}


def test_people_read_a_list(run, member):
    output = run(search, "bins", "--as", member.email, "--limit", 1)
    assert '1 found for "bins"' in output
    assert "1. Missed bins, page 2" in output


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        (["bins", "--as", "nobody@example.org"], 1, "Nobody here"),
        ([], 2, "Give either"),
        (["bins", "--queries", "BAD"], 2, "Give either"),
        (["--queries", "BAD"], 1, "Line 1"),
    ],
)
def test_mistakes_are_said_plainly(run, tmp_path, arguments, status, words):
    (tmp_path / "bad.jsonl").write_text('{"id": 1}\n')
    arguments = [tmp_path / "bad.jsonl" if argument == "BAD" else argument for argument in arguments]
    assert words in run(search, *arguments, status=status)


def test_the_index_can_be_looked_at_and_rebuilt(run, member):
    assert "ready" in run(index, "status")
    assert "in the new index" in run(index, "rebuild")
    assert "ready" in run(index, "status")


def test_verify_says_how_many_differ_and_mends_them(run, member):
    assert run(index, "verify").startswith("0 differences")
    change_note(make_note(make_group("Waste"), "Bins"), title="Other")
    forget_promises()
    assert run(index, "verify").startswith("2 differences")  # the note, and the group it is in
    index_now()
    assert run(index, "verify").startswith("0 differences")
