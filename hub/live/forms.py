"""What the forms of a live discussion accept."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length

from hub.core.forms import HubForm, Text


def new_key() -> str:
    """What makes a form sent twice one question."""
    return uuid4().hex


class SessionForm(HubForm):
    """A discussion as it is announced. Dates and times are what the clock on the wall says in Britain."""

    title = Text(_l("Title"), [DataRequired(_l("Give the discussion a title.")), Length(max=200)])
    brief = TextAreaField(
        _l("What it is about"),
        [Length(max=20_000, message=_l("Use 20,000 characters or fewer."))],
        description=_l("What will be talked about, and for whom it is."),
    )
    starts_on = DateField(_l("Start date"), [DataRequired(_l("Say on which day it starts."))])
    starts = TimeField(_l("Start time"), [DataRequired(_l("Say when it starts, such as 12:30."))])
    ends_on = DateField(_l("End date"), [DataRequired(_l("Say on which day it ends."))])
    ends = TimeField(_l("End time"), [DataRequired(_l("Say when it ends, such as 13:30."))])
    is_open_to_all = BooleanField(
        _l("Everyone who can read it may ask"),
        description=_l("Leave this empty and only members of the group may ask."),
    )
    is_moderated = BooleanField(
        _l("Hosts look at each question first"),
        description=_l("Leave this empty and questions are shown at once."),
    )

    @property
    def starts_local(self) -> datetime:
        return datetime.combine(self.starts_on.data, self.starts.data)

    @property
    def ends_local(self) -> datetime:
        return datetime.combine(self.ends_on.data, self.ends.data)


class PanellistForm(HubForm):
    person = Text(_l("Name or e-mail"), [DataRequired(_l("Say who it is."))], description=_l("A member of the group."))
    biography = TextAreaField(_l("About them"), [Length(max=2000)], description=_l("A sentence or two for readers."))
    is_host = BooleanField(
        _l("They host too"), description=_l("Hosts open, pause and close, and look after questions.")
    )


class QuestionForm(HubForm):
    text = TextAreaField(_l("Your question"))
    key = HiddenField(default=new_key)


class AnswerForm(HubForm):
    text = TextAreaField(_l("Answer"))
    key = HiddenField(default=new_key)


class ReasonForm(HubForm):
    reason = TextAreaField(_l("Reason"))
