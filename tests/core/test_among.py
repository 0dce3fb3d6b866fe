"""Lists as one parameter: the same answer as `IN (…)` gives, whatever words stand in the list, on both databases."""

import pytest
from flask import Flask
from sqlalchemy import bindparam, literal, select

from hub.core.among import among, among_given, each_given
from hub.core.columns import TokenType
from hub.core.db import db
from hub.core.uow import unit_of_work
from hub.groups.models import Group
from hub.organisations.models import Organisation
from tests.factories import make_group, make_organisation
from tests.statements import counted

pytestmark = pytest.mark.both_databases
ODD = ["a,b", 'say "this"', "back\\slash", "{curly}", "NULL", "it's", "", "Môn ✓", "two\nlines", "%s :name ?"]


def found(condition, **values):
    return set(db.session.scalars(select(Organisation.nice_name).where(condition), values))


@pytest.mark.parametrize("word", ODD)
def test_every_odd_word_is_found_as_itself_and_nothing_else(app: Flask, word: str) -> None:
    for name in ODD:
        make_organisation(name)
    assert found(among(Organisation.nice_name, [word])) == {word}
    assert found(among(Organisation.nice_name, [word, "not there"])) == {word}


def test_all_odd_words_travel_together_in_one_list(app: Flask) -> None:
    for name in [*ODD, "Kirklees"]:
        make_organisation(name)
    assert found(among(Organisation.nice_name, ODD)) == set(ODD)


def test_an_empty_list_is_in_nothing_and_breaks_nothing(app: Flask) -> None:
    make_organisation("Kirklees")
    assert found(among(Organisation.nice_name, [])) == set()
    assert found(~among(Organisation.nice_name, [])) == {"Kirklees"}
    assert found(among(Organisation.id, ())) == set()


def test_numbers_are_compared_as_numbers(app: Flask) -> None:
    first, second = make_organisation("One"), make_organisation("Two")
    assert found(among(Organisation.id, {second.id, 10**6})) == {"Two"}
    assert found(~among(Organisation.id, [first.id])) == {"Two"}


def test_what_is_empty_in_the_row_is_in_no_list(app: Flask) -> None:
    make_organisation("No code")
    make_organisation("A code", code="E1")
    assert found(among(Organisation.code, ["E1", "None", ""])) == {"A code"}


def test_a_statement_made_once_takes_another_list_each_time(app: Flask) -> None:
    one, two = make_organisation("One"), make_organisation("Two")
    condition = among_given(Organisation.id, "ids")
    assert found(condition, ids=[one.id]) == {"One"}
    assert found(condition, ids={two.id: "a dict gives its keys"}) == {"Two"}
    assert found(condition, ids=[]) == set()


def test_long_and_short_lists_are_the_same_statement(app: Flask) -> None:
    with counted() as statements:
        for length in (1, 2, 700):
            found(among(Organisation.id, range(length)))
    assert len(statements) == 3
    assert len(set(statements)) == 1


def test_a_list_as_a_table_has_a_row_for_each_number(app: Flask) -> None:
    given = each_given("numbers")
    wanted = select(given.c.value).order_by(given.c.value)
    assert list(db.session.scalars(wanted, {"numbers": [30, 4, 100]})) == [4, 30, 100]
    assert list(db.session.scalars(wanted, {"numbers": []})) == []


def test_two_lists_in_one_statement_do_not_mix(app: Flask) -> None:
    one, two = make_organisation("One"), make_organisation("Two")
    both = among(Organisation.id, [one.id, two.id]) & among(Organisation.nice_name, ["Two", "Three"])
    assert found(both) == {"Two"}


def test_a_token_column_finds_by_list_by_parameter_and_by_select(app: Flask) -> None:
    make_group("Mine", "private")
    make_group("Theirs", "private")
    mine = db.session.scalars(select(Group).where(Group.slug == "mine")).one()
    names = select(Group.name)
    assert isinstance(Group.__table__.c.audience.type, TokenType)
    assert list(db.session.scalars(names.where(Group.audience.in_([mine.audience])))) == ["Mine"]
    given = names.where(Group.audience.in_(bindparam("tokens")))
    assert list(db.session.scalars(given, {"tokens": [mine.audience, "public"]})) == ["Mine"]
    chosen = select(literal(mine.audience))
    assert list(db.session.scalars(names.where(Group.audience.in_(chosen)))) == ["Mine"]


def test_one_token_is_no_beginning_of_another(app: Flask) -> None:
    group = make_group("Mine", "private")
    with unit_of_work():
        group.audience = "group:12"
    for other in ("group:1", "group:123", "GROUP:12", "group:12 "):
        assert db.session.scalar(select(Group.id).where(Group.audience.in_([other]))) is None, other
