"""The form of the follow button."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired

from hub.core.forms import HubForm, choices_of

HOW_OFTEN = choices_of(
    [
        ("each", _l("Of each")),
        ("daily", _l("Once a day")),
        ("weekly", _l("Once a week")),
        ("off", _l("Nothing (mute)")),
        ("none", _l("Stop following")),
    ]
)


class FollowForm(HubForm):
    """`frequency` none forgets the choice; `next` is where the person was."""

    ref = HiddenField(validators=[DataRequired()])
    frequency = SelectField(choices=HOW_OFTEN)
    next = HiddenField()
