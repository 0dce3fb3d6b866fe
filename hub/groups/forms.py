"""What people type to propose, describe, join and run a group."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import EmailField, HiddenField, IntegerField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length
from wtforms.widgets import HiddenInput

from hub.core.forms import HubForm, Text, choices_of, stripped

VISIBILITIES = [
    ("open", _l("Open: anyone who is signed in can read it, and join")),
    ("restricted", _l("Restricted: it is listed, its members read it, and people ask to join")),
    ("private", _l("Private: it is not listed, and people come in by invitation")),
    ("public", _l("Public: anyone on the web can read it; anyone who is signed in can join")),
]

TIMES = [
    ("7", _l("In 7 days, so that members can take things down first")),
    ("0", _l("When members have been told")),
]


def _required(sentence: Any) -> list[Any]:
    return [DataRequired(sentence)]


class _Described(HubForm):
    name = Text(
        _l("Name of the group"),
        [
            *_required(_l("Give the group a name.")),
            Length(max=120, message=_l("Give a name of 120 characters or fewer.")),
        ],
    )
    purpose = TextAreaField(
        _l("What is it for?"),
        [
            *_required(_l("Say what the group is for.")),
            Length(max=1000, message=_l("Say it in 1,000 characters or fewer.")),
        ],
        description=_l("One or two sentences. Everyone who may know of the group reads them."),
        filters=[stripped],
    )
    tags = Text(_l("Subjects"), description=_l("Up to ten, with commas between: parking, traffic"))


class ProposalForm(_Described):
    visibility = RadioField(
        _l("Who can read it?"), _required(_l("Choose who can read the group.")), choices=choices_of(VISIBILITIES)
    )


class SettingsForm(_Described):
    landing = TextAreaField(
        _l("Page for people who are not members"),
        [Length(max=20_000)],
        description=_l("What they should know before they join. You can use Markdown."),
    )
    home = TextAreaField(
        _l("Page for members"), [Length(max=20_000)], description=_l("Only members read it. You can use Markdown.")
    )
    welcome = TextAreaField(
        _l("Welcome message"), [Length(max=5_000)], description=_l("We send it to everyone who joins.")
    )


class ReasonForm(HubForm):
    reason = TextAreaField(
        _l("Reason"),
        [
            *_required(_l("Give a reason. The person will read it.")),
            Length(max=2_000, message=_l("Say it in 2,000 characters or fewer.")),
        ],
        filters=[stripped],
    )


class AskForm(ReasonForm):
    reason = TextAreaField(
        _l("Why would you like to join?"),
        [
            *_required(_l("Say why you would like to join.")),
            Length(max=2_000, message=_l("Say it in 2,000 characters or fewer.")),
        ],
        description=_l("The people who run the group read this."),
        filters=[stripped],
    )


class InviteForm(HubForm):
    addresses = TextAreaField(
        _l("E-mail addresses"),
        _required(_l("Give at least one address.")),
        description=_l("Paste as many as 200: one on each line, or with commas between."),
    )
    words = TextAreaField(_l("A message to them"), [Length(max=2_000)], description=_l("It stands in the mail."))


class VisibilityForm(HubForm):
    visibility = RadioField(
        _l("Who can read it?"), _required(_l("Choose who can read the group.")), choices=choices_of(VISIBILITIES)
    )


class WideningForm(HubForm):
    visibility = HiddenField()
    confirmed = IntegerField(widget=HiddenInput())
    days = RadioField(_l("When?"), choices=choices_of(TIMES), default="7")


class AssignForm(ReasonForm):
    group_id = IntegerField(widget=HiddenInput())
    email = EmailField(
        _l("E-mail address of the new facilitator"), _required(_l("Give an address.")), filters=[stripped]
    )
