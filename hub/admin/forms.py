"""What staff fill in: a reason, always."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from hub.core.forms import HubForm, Text, choices_of, stripped

LONGEST = 2000


def reason_field(label: object, missing: object) -> TextAreaField:
    """A box for why, which may not be left empty."""
    long = Length(max=LONGEST, message=_l("Use at most 2,000 characters"))
    return TextAreaField(label, [DataRequired(missing), long], filters=[stripped])


class OpenGroupForm(HubForm):
    """Break-glass."""

    slug = Text(
        _l("Address of the group"),
        [DataRequired(_l("Enter the group’s address")), Length(max=300, message=_l("Use at most 300 characters"))],
        description=_l("Copy it from the complaint or the mail that made you ask, such as /groups/parking."),
    )
    reason = reason_field(_l("Why do you need to read it?"), _l("Say why you need to read this group"))
    hours = SelectField(
        _l("For how long?"),
        choices=choices_of([("1", _l("1 hour")), ("4", _l("4 hours")), ("24", _l("24 hours"))]),
        default="4",
    )


class ReasonForm(HubForm):
    """A decision about a person, with the reason they or others will read."""

    reason = reason_field(_l("Why?"), _l("Give the reason"))
