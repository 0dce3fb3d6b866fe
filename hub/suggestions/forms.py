"""What the forms about suggestions and calls accept."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, RadioField, SelectField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from hub.core.forms import HubForm, Text


def new_key() -> str:
    """What makes a form sent twice one suggestion."""
    return uuid4().hex


class SuggestionForm(HubForm):
    title = Text(_l("What is your idea?"), description=_l("In a few words, such as “A map of who does what where”."))
    text = TextAreaField(
        _l("Tell us more"), description=_l("What you suggest, what it would change, and for whom. Markdown works.")
    )
    call = HiddenField()
    key = HiddenField(default=new_key)


class CommentForm(HubForm):
    text = TextAreaField(_l("Your comment"))
    key = HiddenField(default=new_key)


class MoveForm(HubForm):
    to = RadioField(
        _l("Where does it stand now?"), [DataRequired(_l("Choose where it stands."))], choices=[], validate_choice=False
    )
    reason = TextAreaField(
        _l("Why"),
        description=_l("Its author and everyone who supports it is told. When you decline it, you have to say why."),
    )
    earlier = HiddenField()


class ExpectForm(HubForm):
    expected_on = DateField(_l("Expected on"), [Optional()])
    expected_note = Text(_l("In words"), [Optional()], description=_l("Such as “before the summer holidays”."))


class AssignForm(HubForm):
    assigned_to = SelectField(_l("Who looks after it"), choices=[])


class NoteForm(HubForm):
    note = TextAreaField(_l("Note"), description=_l("Only those who run this group read it."))


class MergeForm(HubForm):
    into = RadioField(
        _l("Which one does it become part of?"), [DataRequired(_l("Choose one."))], choices=[], validate_choice=False
    )
    reason = TextAreaField(_l("Why"), description=_l("Its author and everyone who supports it is told."))


class ReasonForm(HubForm):
    reason = TextAreaField(_l("Why"), description=_l("The author is told."))


class CallForm(HubForm):
    """A call as it is announced. Dates and times are what the clock on the wall says in Britain."""

    title = Text(_l("Title"), [DataRequired(_l("Give the call a title.")), Length(max=200)])
    question = TextAreaField(
        _l("What do you want to know?"),
        [Length(max=20_000, message=_l("Use 20,000 characters or fewer."))],
        description=_l("What you ask for, from whom, and what will be done with it."),
    )
    opens_on = DateField(_l("Opening date"), [DataRequired(_l("Say on which day it opens."))])
    opens = TimeField(_l("Opening time"), [DataRequired(_l("Say when it opens, such as 09:00."))])
    closes_on = DateField(_l("Closing date"), [DataRequired(_l("Say on which day it closes."))])
    closes = TimeField(_l("Closing time"), [DataRequired(_l("Say when it closes, such as 17:00."))])

    @property
    def opens_local(self) -> datetime:
        return datetime.combine(self.opens_on.data, self.opens.data)

    @property
    def closes_local(self) -> datetime:
        return datetime.combine(self.closes_on.data, self.closes.data)


class OutcomeForm(HubForm):
    outcome = TextAreaField(
        _l("What came of it"),
        description=_l("What was suggested, what you will do, and what not, with the reasons. Markdown works."),
    )
