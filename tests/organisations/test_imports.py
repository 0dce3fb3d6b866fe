"""Bringing in the registers: counts, refusals in sentences, and nothing twice."""

from datetime import date

import pytest
from sqlalchemy import func, select

from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.organisations.council_import import COLUMNS
from hub.organisations.models import DomainProposal, EmailDomain, Organisation, SimilarOrganisation, Succession
from tests.organisations.registers import CUMBRIA, council, write, write_similar


@pytest.fixture
def run(app):
    def run(command, *args, status=0):
        result = app.test_cli_runner().invoke(args=["import", command, *map(str, args)])
        assert result.exit_code == status, result.output
        db.session.rollback()
        return result.stdout

    return run


@pytest.fixture
def register(tmp_path):
    return lambda rows=CUMBRIA, columns=COLUMNS: write(tmp_path / "councils.csv", rows, columns)


def by_code(code):
    return db.session.scalar(select(Organisation).where(Organisation.code == code))


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_register_is_brought_in_with_dates_and_successors(run, register):
    assert "4 added, 2 successions added" in run("councils", register())
    cumbria = by_code("CMA")
    assert (cumbria.end_date, cumbria.is_current) == (date(2023, 4, 1), False)
    pairs = db.session.execute(select(Succession.to_id, Succession.on).where(Succession.from_id == cumbria.id)).all()
    assert {(by_code("CBD").id, date(2023, 4, 1)), (by_code("WAF").id, date(2023, 4, 1))} == set(map(tuple, pairs))


@pytest.mark.both_databases
def test_a_second_run_changes_nothing(run, register):
    run("councils", register())
    told = run("councils", register())
    assert "4 unchanged, 1 abolished councils whose successor the register does not name, 0 refused" in told
    assert (count(Organisation), count(Succession), count(EmailDomain), count(DomainProposal)) == (4, 2, 1, 1)


def test_a_later_register_changes_what_it_changes_and_raises_the_version(run, register):
    run("councils", register())
    version = by_code("CBD").version
    later = [dict(row) for row in CUMBRIA]
    later[1]["region"] = "North West"
    told = run("councils", register(later))
    assert "1 changed" in told
    assert "3 unchanged" in told
    assert (by_code("CBD").region, by_code("CBD").version) == ("North West", version + 1)


def test_only_the_e_mail_domain_is_trusted_and_the_web_s_is_proposed(run, register):
    run("councils", register())
    assert db.session.scalars(select(EmailDomain.domain)).all() == ["wandf.gov.uk"]
    assert db.session.scalars(select(DomainProposal.domain)).all() == ["antrim.gov.uk"]


def test_a_declined_domain_is_not_proposed_again(run, register):
    run("councils", register())
    with unit_of_work():
        db.session.scalar(select(DomainProposal)).state = "declined"
    run("councils", register())
    assert db.session.scalars(select(DomainProposal.state)).all() == ["declined"]


def test_a_domain_everyone_shares_is_never_trusted(run, register):
    told = run("councils", register([council("X", "Xham", email_domain="gov.uk", web_domain="www.x.gov.uk")]))
    assert "Xham: gov.uk is not a domain of its own." in told
    assert count(EmailDomain) == 0
    assert db.session.scalars(select(DomainProposal.domain)).all() == ["x.gov.uk"]


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"official_name": ""}, "official-name is empty."),
        ({"official_name": "N" * 300}, "official-name has more than 200 characters."),
        ({"start_date": "1 April"}, "start-date is 1 April, which is no date."),
        ({"start_date": "2020-01-01", "end_date": "2019-01-01"}, "it ends before it starts."),
        ({"gss_code": "E060000631"}, "gss-code has more than 9 characters."),
    ],
)
def test_a_row_that_cannot_be_taken_is_refused_in_a_sentence_and_the_rest_come_in(run, register, columns, sentence):
    told = run("councils", register([council("BAD", "Badham", **columns), council("YOR", "York")]))
    (refused,) = [line for line in told.splitlines() if line.startswith("refused: Line 2, ")]
    assert refused.endswith(sentence)
    assert "1 added" in told
    assert by_code("BAD") is None


def test_a_code_that_stands_twice_is_taken_once(run, register):
    told = run("councils", register([council("YOR", "York"), council("YOR", "New York")]))
    assert "refused: Line 3, New York Council: the code YOR stands twice." in told
    assert by_code("YOR").nice_name == "York"


def test_missing_columns_are_named(run, register, app):
    path = register(columns=[column for column in COLUMNS if column not in {"nation", "gss-code"}])
    result = app.test_cli_runner().invoke(args=["import", "councils", path])
    assert result.exit_code == 1
    assert "councils.csv lacks the columns gss-code, nation." in result.stderr
    assert count(Organisation) == 0


def test_bytes_that_are_no_utf_8_are_tolerated_with_a_sentence(run, register, tmp_path):
    path = tmp_path / "councils.csv"
    register([council("AGY", "Ynys XX")])
    path.write_bytes(path.read_bytes().replace(b"XX", b"M\xf4n"))
    assert "could not be read as UTF-8" in run("councils", path)
    assert by_code("AGY").nice_name == "Ynys M\N{REPLACEMENT CHARACTER}n"


def test_a_garbled_other_name_is_left_out_with_a_sentence(run, register):
    told = run("councils", register([council("AGY", "Anglesey", alt_names="Anglesey,Sir Ynys Mï¿½n,anglesey")]))
    assert "Anglesey: the name “Sir Ynys Mï¿½n” is garbled and was left out." in told
    assert by_code("AGY").alternative_names == "Anglesey"


def test_a_successor_that_is_not_there_is_said(run, register):
    assert "its successor ZZZ is not in the register" in run(
        "councils", register([council("A", "Aham", replaced_by="ZZZ")])
    )


def test_similar_councils_come_in_by_their_codes_old_and_new(run, register, tmp_path):
    run("councils", register())
    path = write_similar(tmp_path / "similar.csv", ["E06000063,global,1,E06000064", "E07000026,economic,1,E06000064"])
    assert "2 added" in run("similar-councils", path)
    assert "2 unchanged" in run("similar-councils", path)
    rows = db.session.execute(select(SimilarOrganisation.organisation_id, SimilarOrganisation.basis)).all()
    assert {tuple(row) for row in rows} == {(by_code("CBD").id, "global"), (by_code("CBD").id, "economic")}


@pytest.mark.both_databases
def test_a_later_ranking_replaces_the_earlier(run, register, tmp_path):
    run("councils", register())
    run(
        "similar-councils",
        write_similar(tmp_path / "s.csv", ["E06000063,global,1,E06000064", "E06000063,global,2,E10000006"]),
    )
    told = run("similar-councils", write_similar(tmp_path / "s.csv", ["E06000063,global,1,E10000006"]))
    assert "1 changed" in told
    assert "1 removed" in told
    assert db.session.scalars(select(SimilarOrganisation.similar_id)).all() == [by_code("CMA").id]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("E99999999,global,1,E06000064", "Line 2: no council here has the code E99999999."),
        ("E06000063,social,1,E06000064", "Line 2: social is not one of global, economic, demographic."),
        ("E06000063,global,first,E06000064", "Line 2: the rank first is no whole number from 1."),
    ],
)
def test_a_similar_row_that_cannot_be_taken_is_refused(run, register, tmp_path, line, sentence):
    run("councils", register())
    assert f"refused: {sentence}" in run("similar-councils", write_similar(tmp_path / "s.csv", [line]))


def test_the_real_register_comes_in_whole(run, real_data):
    folder = real_data / "councils"
    told = run("councils", folder / "councils.csv")
    assert "470 added, 50 successions added" in told
    assert "25 abolished councils whose successor the register does not name" in told
    assert "152 e-mail domains trusted, 230 domains proposed to staff, 0 refused" in told
    assert db.session.scalar(select(func.count(Organisation.id)).where(Organisation.end_date.is_not(None))) == 73
    assert "470 unchanged" in run("councils", folder / "councils.csv")


def test_the_real_ranking_comes_in_but_for_unknown_codes(run, real_data):
    folder = real_data / "councils"
    run("councils", folder / "councils.csv")
    told = run("similar-councils", folder / "similar_ons.csv")
    assert "425 refused" in told
    assert "22720 added" in told
    with_aliases = run("similar-councils", folder / "similar_ons.csv", "--aliases", folder / "gss_alias_extra.csv")
    assert "94 refused, 22720 unchanged, 0 changed, 331 added, 0 removed" in with_aliases
