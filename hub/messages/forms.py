"""What people fill in to write to each other."""

from __future__ import annotations

from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, MultipleFileField, RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from hub.core.forms import HubForm, Text, choices_of
from hub.messages.desk import LONGEST, LONGEST_SUBJECT
from hub.messages.recipients import IN_MAIL, TAKES_FROM


def new_key() -> str:
    """What makes a form that is sent twice one message."""
    return uuid4().hex


class _WritingForm(HubForm):
    text = TextAreaField(_l("Your message"), description=_l("You can use Markdown."))
    files = MultipleFileField(_l("Files"), [Optional()])
    key = HiddenField(default=new_key)


class ThreadForm(_WritingForm):
    """A first message. `words` is for finding people, one step before sending."""

    words = Text(_l("Add people by name"), [Length(max=100)])
    subject = Text(_l("Subject"), [Length(max=LONGEST_SUBJECT, message=_l("Use 200 characters or fewer."))])


class AnswerForm(_WritingForm):
    pass


class LeaveForm(HubForm):
    """A button and its token."""


class SharingForm(HubForm):
    group = SelectField(_l("Group"), coerce=int, validate_choice=False)
    title = Text(_l("Title of the conversation"), [DataRequired(_l("Give it a title.")), Length(max=LONGEST_SUBJECT)])


class PreferencesForm(HubForm):
    messages_from = RadioField(_l("Who may write to me"), choices=choices_of(TAKES_FROM.items()))
    in_mail = RadioField(_l("When I get a message, its mail says"), choices=choices_of(IN_MAIL.items()))


class GroupMessageForm(HubForm):
    """A message to all members. `is_sure` is ticked beside the number of people it goes to."""

    subject = Text(
        _l("Subject"),
        [
            DataRequired(_l("Give the message a subject.")),
            Length(max=LONGEST_SUBJECT, message=_l("Use 200 characters or fewer.")),
        ],
    )
    text = TextAreaField(
        _l("Your message"),
        [
            DataRequired(_l("Write something first.")),
            Length(max=LONGEST, message=_l("Use 50,000 characters or fewer.")),
        ],
        description=_l("You can use Markdown."),
    )
    is_sure = BooleanField(_l("Yes, send it to all of them"))
    key = HiddenField(default=new_key)
