"""What all forms share: a sentence for each mistake, and the status a refused form answers with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import IO, Any
from urllib.parse import parse_qsl

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.formparser import FormDataParser
from wtforms import Field, StringField
from wtforms.fields import SelectChoice

from hub.core.errors import Refused

GENERAL = "general"


# Line breaks and tabs are text; other control characters are not, and PostgreSQL refuses the first of them.
CONTROL_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def plain_text(value: Any) -> Any:
    """Text as it is counted and kept: one sign a line break (browsers send two), no control characters."""
    if not isinstance(value, str):
        return value
    return CONTROL_CHARACTERS.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def stripped(value: str | None) -> str | None:
    """For `filters=[stripped]`: people paste with spaces around."""
    return value.strip() if isinstance(value, str) else value


def choices_of(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as WTForms wants them for selects and radios."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


OUR_WORDS = {
    "This field is required.": _l("Fill this in."),
    "Field cannot be longer than %(max)d characters.": _l("Use %(max)d characters or fewer."),
    "Field must be at least %(min)d characters long.": _l("Use %(min)d characters or more."),
    "Field must be between %(min)d and %(max)d characters long.": _l("Use between %(min)d and %(max)d characters."),
    "Not a valid integer value.": _l("Give a whole number."),
    "Not a valid choice.": _l("Choose one from the list."),
    "Not a valid date value.": _l("Give a date, such as 3 5 2026."),
    "Not a valid datetime value.": _l("Give a date and a time, such as 2026-05-03 12:30."),
    "Invalid email address.": _l("Give an e-mail address like name@council.gov.uk."),
    "Number must be between %(min)s and %(max)s.": _l("Give a number between %(min)s and %(max)s."),
}


UNREADABLE = "\N{REPLACEMENT CHARACTER}"
"""What stands where bytes came that are no text."""


class FormParser(FormDataParser):
    """Werkzeug drops a whole form for one broken byte; here it becomes a sign, so that the form can say so."""

    def _parse_urlencoded(self, stream: IO[bytes], *_: Any) -> Any:
        items = parse_qsl(stream.read().decode("utf-8", "replace"), keep_blank_values=True, errors="replace")
        return stream, self.cls(items), self.cls()


class OurWords:
    """WTForms' own sentences, in plain English and in the reader's language."""

    def gettext(self, sentence: str) -> str:
        return str(OUR_WORDS.get(sentence, sentence)).replace("%%", "%")

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return self.gettext(plural if plural in OUR_WORDS or count != 1 else singular)


class HubForm(FlaskForm):
    """A form whose actions may refuse: the refusal stands beside the field it names, or above all fields."""

    class Meta(FlaskForm.Meta):
        """WTForms asks here for its sentences, and how to make a field."""

        def get_translations(self, _form: Any) -> OurWords:
            return OurWords()

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Any:
            """Whatever else a field does with its text, it begins with plain text."""
            options["filters"] = (plain_text, *unbound_field.kwargs.get("filters", ()))
            return super().bind_field(form, unbound_field, options)

    def validate(self, extra_validators: Any = None) -> bool:
        """As WTForms does, and every text has to have come whole."""
        is_valid = super().validate(extra_validators)
        broken = [field for field in self if isinstance(field.data, str) and UNREADABLE in field.data]
        for field in broken:
            sentence = _l("Some signs came broken and are shown as %(sign)s. Put them right.", sign=UNREADABLE)
            field.errors = [*field.errors, str(sentence)]
        return is_valid and not broken

    def refuse(self, refusal: Refused) -> None:
        """Add the refusal's sentence to its field, or to the form as a whole."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(str(refusal))
        else:
            field.errors = [*field.errors, str(refusal)]

    @property
    def status(self) -> int:
        """The HTTP status for the page that shows this form."""
        return 422 if self.errors else 200

    @property
    def mistakes(self) -> list[tuple[str | None, str]]:
        """(field id or None, sentence) in the order of the fields, for the summary at the top."""
        general: list[tuple[str | None, str]] = [(None, str(sentence)) for sentence in self.form_errors]
        return general + [(field.id, sentence) for field in self for sentence in _sentences(field)]


def _sentences(field: Field) -> list[str]:
    found: list[str] = []
    for error in field.errors:
        found += [str(error)] if not isinstance(error, list | dict) else [str(inner) for inner in error]
    return found


class Text(StringField):
    """One line of text without the spaces around it."""

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, filters=(stripped, *kwargs.pop("filters", ())), **kwargs)
