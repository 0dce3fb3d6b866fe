"""What a report of a problem holds."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, TextAreaField
from wtforms.validators import DataRequired, Email, Length

from hub.core.forms import HubForm, Text, stripped

LONGEST = Length(max=4000, message=_l("Use at most 4,000 characters"))


class ReportForm(HubForm):
    """Open to anyone, signed in or not."""

    what = TextAreaField(
        _l("What is wrong, or what do you need?"),
        [
            DataRequired(_l("Say what is wrong, or what you need")),
            Length(max=4000, message=_l("Use at most 4,000 characters")),
        ],
        filters=[stripped],
    )
    page = Text(
        _l("Which page is it about? (optional)"),
        [Length(max=500, message=_l("Use at most 500 characters"))],
        description=_l("Its address or its title."),
    )
    email = EmailField(
        _l("Your e-mail address, for the answer"),
        [DataRequired(_l("Enter your e-mail address")), Email(_l("Enter an e-mail address like name@council.gov.uk"))],
        filters=[stripped],
    )
