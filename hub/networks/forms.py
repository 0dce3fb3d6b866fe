"""What people type to connect, to introduce others and to make a network."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from hub.core.forms import HubForm, Text, stripped

SHORT = Length(max=500, message=_l("Say it in 500 characters or fewer."))


class AskForm(HubForm):
    note = TextAreaField(
        _l("A note to them"),
        [SHORT],
        description=_l("Such as where you met, or what you would like to talk about. You may leave it empty."),
        filters=[stripped],
    )


class IntroduceForm(HubForm):
    """`person` is chosen among the introducer's other connections."""

    person = SelectField(_l("To whom?"), coerce=int)
    reason = TextAreaField(
        _l("Why should they know each other?"),
        [DataRequired(_l("Say why they should know each other. Both will read it.")), SHORT],
        description=_l("Both of them read this."),
        filters=[stripped],
    )


class NetworkForm(HubForm):
    name = Text(
        _l("Name of the network"),
        [
            DataRequired(_l("Give the network a name.")),
            Length(max=120, message=_l("Give a name of 120 characters or fewer.")),
        ],
        description=_l("Only the people in it and those you invite read the name."),
    )
    purpose = TextAreaField(
        _l("What is it for?"),
        [Length(max=1000, message=_l("Say it in 1,000 characters or fewer."))],
        description=_l("A sentence for those you invite. You may leave it empty."),
        filters=[stripped],
    )


class InviteForm(HubForm):
    people = SelectMultipleField(
        _l("Whom do you invite?"),
        [DataRequired(_l("Choose at least one person."))],
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    note = TextAreaField(_l("A note to them"), [SHORT], filters=[stripped])
