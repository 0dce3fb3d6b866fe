"""Forms: plain sentences, in order, each with the field it belongs to."""

import pytest
from flask import Flask
from wtforms import IntegerField
from wtforms.validators import DataRequired, Length

from hub.core.errors import Refused
from hub.core.forms import OUR_WORDS, HubForm, Text


class NameForm(HubForm):
    name = Text("Name", [DataRequired(), Length(max=10)])
    year = IntegerField("Year")


def _sent(app: Flask, **values: str) -> NameForm:
    with app.test_request_context(method="POST", data=values):
        app.config["WTF_CSRF_ENABLED"] = False
        form = NameForm()
        form.validate_on_submit()
    return form


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({}, "Fill this in."),
        ({"name": "x" * 300}, "Use 10 characters or fewer."),
        ({"name": "Amal", "year": "MMXX"}, "Give a whole number."),
    ],
)
def test_the_librarys_own_sentences_are_said_in_plain_words(app: Flask, values: dict[str, str], sentence: str) -> None:
    assert sentence in [said for _field, said in _sent(app, **values).mistakes]


def test_a_sentence_keeps_its_numbers_in_every_language(app: Flask) -> None:
    with app.test_request_context():
        for theirs, ours in OUR_WORDS.items():
            assert ("%(max)" in theirs) == ("%(max)" in str(ours))


@pytest.mark.parametrize("name", ["", "   ", "\t\r\n", "\x00"])
def test_spaces_alone_are_nothing(app: Flask, name: str) -> None:
    assert ("name", "Fill this in.") in _sent(app, name=name).mistakes


def test_control_characters_that_a_database_refuses_are_left_out(app: Flask) -> None:
    assert _sent(app, name="A\x00m\x1bal").name.data == "Amal"


def test_a_line_break_counts_once_although_browsers_send_two_characters(app: Flask) -> None:
    form = _sent(app, name="ab\r\ncd\r\nef\r\ng")
    assert (form.name.data, form.mistakes) == ("ab\ncd\nef\ng", [])


def test_spaces_around_a_line_of_text_are_dropped(app: Flask) -> None:
    assert _sent(app, name="  Amal ").name.data == "Amal"


def test_a_refusal_stands_beside_the_field_it_names(app: Flask) -> None:
    form = _sent(app, name="Amal", year="2026")
    form.refuse(Refused("That name is taken.", field="name"))
    form.refuse(Refused("The group is closed."))
    assert form.mistakes == [(None, "The group is closed."), ("name", "That name is taken.")]
    assert form.status == 422
