"""The form above the list of people. Sent by GET, so that what was asked can be kept and passed on."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from hub.accounts.authors import KINDS
from hub.core.forms import HubForm, Text, choices_of
from hub.people.queries import Places, Wanted

LENS_CHOICES = [
    ("", _l("Any council")),
    ("overall", _l("Councils most like mine overall")),
    ("economic", _l("Most like mine in their economy")),
    ("demographic", _l("Most like mine in their population")),
]
LONGEST = 100


class FindForm(HubForm):
    class Meta:
        """What it changes is nothing, so it needs no token."""

        csrf = False

    words = Text(_l("Name, council or subject"), name="q")
    subject = Text(_l("Knows about"), description=_l("A subject they work on or can be asked about, such as parking."))
    kind = SelectField(
        _l("What they are"), choices=choices_of([("", _l("Any")), *KINDS.items()]), validate_choice=False
    )
    region = SelectField(_l("Region"), validate_choice=False)
    council_type = SelectField(_l("Type of council"), name="type", validate_choice=False)
    group = SelectField(_l("Group"), validate_choice=False)
    like = RadioField(_l("Councils like mine"), choices=choices_of(LENS_CHOICES), validate_choice=False, default="")

    def offer(self, places: Places, groups: list[tuple[str, str]]) -> None:
        """Give the selects what occurs. A group that was chosen by a link stands there too."""
        self.region.choices = choices_of([("", _l("Any")), *[(name, name) for name in places.regions]])
        self.council_type.choices = choices_of([("", _l("Any")), *places.types])
        self.group.choices = choices_of([("", _l("Any")), *groups])

    def wanted(self, organisation_id: int | None) -> Wanted:
        return Wanted(
            words=_short(self.words),
            subject=_short(self.subject),
            organisation_id=organisation_id,
            kind=_short(self.kind),
            region=_short(self.region),
            council_type=_short(self.council_type),
            group=_short(self.group),
            like=_short(self.like),
        )


def _short(field: Any) -> str:
    return str(field.data or "")[:LONGEST]
