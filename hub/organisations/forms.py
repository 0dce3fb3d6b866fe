"""What people look for among organisations, and what staff enter."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SearchField, SelectField, TextAreaField
from wtforms.validators import URL, DataRequired, Length, Optional

from hub.core.forms import HubForm, Text, choices_of, stripped
from hub.organisations.kind import KINDS
from hub.organisations.queries import Wanted

Choices = list[tuple[str, str]]


class FindForm(HubForm):
    """The filters above the list. It is sent by GET, so it carries no token."""

    class Meta:
        """What it changes is nothing, so it needs no token."""

        csrf = False

    words = SearchField(_l("Name"), filters=[stripped], name="q")
    nation = SelectField(_l("Nation"), validate_choice=False)
    region = SelectField(_l("Region"), validate_choice=False)
    authority_type = SelectField(_l("Type"), name="type", validate_choice=False)
    still = SelectField(
        _l("Current or former"),
        choices=choices_of([("", _l("Both")), ("current", _l("Current")), ("former", _l("No longer exist"))]),
        validate_choice=False,
    )

    def offer(self, filters: dict[str, Choices]) -> None:
        """Fill the selects with what occurs."""
        for name, choices in filters.items():
            field: Any = self[name]
            field.choices = choices_of([("", _l("Any")), *choices])

    @property
    def wanted(self) -> Wanted:
        values = {name: (self[name].data or "")[:100] for name in ("nation", "region", "authority_type", "still")}
        return Wanted(words=(self.words.data or "")[:100], **values)


class OrganisationForm(HubForm):
    official_name = Text(
        _l("Official name"),
        [DataRequired(_l("Enter the name.")), Length(max=200, message=_l("Use at most 200 characters."))],
    )
    kind = SelectField(
        _l("What it is"), choices=choices_of((key, label) for key, label in KINDS.items() if key != "council")
    )
    website = Text(
        _l("Website"), [Optional(), URL(message=_l("Enter an address like https://example.gov.uk.")), Length(max=300)]
    )
    domains = TextAreaField(
        _l("E-mail domains"),
        [Optional(), Length(max=5000, message=_l("Use at most 5,000 characters."))],
        description=_l(
            "One on each line, such as example.police.uk. Write *.example.police.uk to cover all below it too."
        ),
    )


class DomainForm(HubForm):
    domain = Text(
        _l("Domain"),
        [DataRequired(_l("Enter a domain.")), Length(max=255, message=_l("Use at most 255 characters."))],
        description=_l("Such as example.gov.uk. Write *.example.gov.uk to cover all below it too."),
    )


class SuccessorForm(HubForm):
    successor = SelectField(_l("Who took over"), coerce=int)
    on = DateField(_l("When"), [Optional()])
