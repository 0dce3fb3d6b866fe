"""What people enter about themselves, in their words."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    Form,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Email, Length, Optional, ValidationError

from hub.accounts.authors import KINDS
from hub.accounts.fields import EVERYONE, GROUPS
from hub.core.forms import HubForm, Text, choices_of, stripped

ELSEWHERE = 0
"""The choice "my organisation is not in the list"."""

STATES = {
    "active": _l("Active"),
    "waiting": _l("Waiting for staff"),
    "unconfirmed": _l("Not confirmed yet"),
    "suspended": _l("Suspended"),
    "declined": _l("Declined"),
    "closed": _l("Closed"),
}

NAME_LIMIT = Length(max=120, message=_l("Use at most 120 characters."))
TEXT_LIMIT = Length(max=2000, message=_l("Use at most 2,000 characters."))
ADDRESS = [
    DataRequired(_l("Enter your e-mail address.")),
    Length(max=254, message=_l("Use at most 254 characters.")),
    Email(_l("Enter an e-mail address like name@council.gov.uk.")),
]


def plain_name(_form: Form, field: Field) -> None:
    """A name goes into mail to addresses that nobody has confirmed, so it must not carry a link."""
    if re.search(r"[<>@\r\n]|://|www\.", field.data or ""):
        raise ValidationError(_l("Enter a name without a link or an address in it."))


def _name(label: Any) -> Text:
    return Text(label, [DataRequired(_l("Enter your name.")), NAME_LIMIT, plain_name])


class Password(PasswordField):
    """It may be pasted and filled in by a password manager."""


class RegisterForm(HubForm):
    """`organisation` and what follows it are asked for only where the address does not say it all."""

    display_name = _name(_l("Your name"))
    email = EmailField(
        _l("Your work e-mail address"),
        ADDRESS,
        filters=[stripped],
        description=_l("We send a link to this address. Use the one of your council or organisation."),
    )
    kind = RadioField(_l("What best describes you?"), choices=choices_of(KINDS.items()), default="officer")
    job_title = Text(
        _l("Job title"),
        [Optional(), NAME_LIMIT],
        description=_l("Such as Waste manager, or Cabinet member for housing."),
    )
    organisation = SelectField(_l("Your organisation"), coerce=int, validate_choice=False)
    organisation_name = Text(
        _l("Its name, if it is not in the list"),
        [Optional(), Length(max=200, message=_l("Use at most 200 characters.")), plain_name],
    )
    message = TextAreaField(
        _l("Anything that helps us decide"),
        [Optional(), TEXT_LIMIT],
        filters=[stripped],
        description=_l("For example who can confirm that you work there."),
    )
    step = HiddenField()


class ChoosePasswordForm(HubForm):
    password = Password(
        _l("Choose a password"),
        [DataRequired(_l("Enter a password."))],
        description=_l("At least 12 characters. Three random words are easy to keep in mind."),
    )


class SignInForm(HubForm):
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Enter your e-mail address."))], filters=[stripped])
    password = Password(_l("Password"), [DataRequired(_l("Enter your password."))])
    next = HiddenField()


class ForgottenForm(HubForm):
    email = EmailField(_l("Your e-mail address"), ADDRESS, filters=[stripped])


class ChangePasswordForm(HubForm):
    current_password = Password(_l("Your password now"), [DataRequired(_l("Enter the password you use now."))])
    new_password = Password(
        _l("New password"),
        [DataRequired(_l("Enter a new password."))],
        description=_l("At least 12 characters. Three random words are easy to keep in mind."),
    )


class ChangeEmailForm(HubForm):
    email = EmailField(_l("New e-mail address"), ADDRESS, filters=[stripped])
    current_password = Password(_l("Your password"), [DataRequired(_l("Enter your password."))])


class AppointmentForm(HubForm):
    organisation = SelectField(_l("Organisation"), coerce=int)
    kind = RadioField(_l("What you are there"), choices=choices_of(KINDS.items()), default="officer")
    job_title = Text(_l("Job title"), [Optional(), NAME_LIMIT])


def _seen_by(label: Any, description: Any = "") -> RadioField:
    choices = choices_of([(EVERYONE, _l("Everyone who is signed in")), (GROUPS, _l("Only people in my groups"))])
    return RadioField(label, choices=choices, default=EVERYONE, description=description)


class ProfileForm(HubForm):
    display_name = _name(_l("Your name"))
    job_title = Text(_l("Job title"), [Optional(), NAME_LIMIT])
    job_title_seen_by = _seen_by(
        _l("Who sees your job title?"),
        _l("What you write in a public group, anyone on the web can read, with your name and this title beside it."),
    )
    works_on = TextAreaField(_l("What I work on"), [Optional(), TEXT_LIMIT], filters=[stripped])
    works_on_seen_by = _seen_by(_l("Who sees what you work on?"))
    ask_about = TextAreaField(_l("Ask me about"), [Optional(), TEXT_LIMIT], filters=[stripped])
    ask_about_seen_by = _seen_by(_l("Who sees what people can ask you about?"))
    photo = FileField(
        _l("Photo"), [Optional()], description=_l("JPEG, PNG, GIF or WebP. We make it small and remove its location.")
    )
    remove_photo = BooleanField(_l("Take my photo down"))
    photo_seen_by = _seen_by(_l("Who sees your photo?"))


class FirstAdministratorForm(HubForm):
    display_name = _name(_l("Your name"))
    email = EmailField(_l("Your e-mail address"), ADDRESS, filters=[stripped])
    organisation = Text(
        _l("Your organisation"),
        [
            DataRequired(_l("Enter the organisation you work for.")),
            Length(max=200, message=_l("Use at most 200 characters.")),
        ],
    )
    password = Password(
        _l("Choose a password"),
        [DataRequired(_l("Enter a password."))],
        description=_l("At least 12 characters. Three random words are easy to keep in mind."),
    )


class DecideForm(HubForm):
    """Staff's decision on a request to join; which button was pressed is `decision`."""

    organisation = SelectField(_l("Organisation"), coerce=int)
    trusts_domain = BooleanField(_l("From now on let everyone with this e-mail domain in"))
    reason = TextAreaField(
        _l("What you want to tell them"),
        [Optional(), TEXT_LIMIT],
        filters=[stripped],
        description=_l("It is sent by mail. When you decline, a reason is needed."),
    )
    decision = HiddenField()


class ReasonForm(HubForm):
    reason = TextAreaField(_l("Reason"), [Optional(), TEXT_LIMIT], filters=[stripped])


class FindAccountsForm(HubForm):
    """Sent by GET."""

    class Meta:
        """What it changes is nothing, so it needs no token."""

        csrf = False

    words = Text(_l("Name or e-mail address"), name="q")
    state = SelectField(
        _l("State"),
        choices=choices_of([("", _l("Any")), *STATES.items()]),
        validate_choice=False,
    )


class EmptyForm(HubForm):
    """A button and its token."""
