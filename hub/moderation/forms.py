"""What people type to report, to decide and to ask for a second look."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from hub.core.forms import HubForm, choices_of, stripped

LONGEST = 2_000


def _words(label: Any, missing: Any, hint: Any) -> TextAreaField:
    long = Length(max=LONGEST, message=_l("Use at most 2,000 characters."))
    return TextAreaField(label, [DataRequired(missing), long], filters=[stripped], description=hint)


class ReportForm(HubForm):
    ref = HiddenField()
    reason = _words(
        _l("What is wrong with it?"),
        _l("Say what is wrong with it."),
        _l("Those who decide read this. Whoever wrote it does not, and is not told who reported it."),
    )


class DecideForm(HubForm):
    """One decision for all that is ticked. `offer` says which outcomes there are."""

    outcome = RadioField(_l("What do you decide?"), [DataRequired(_l("Choose what you decide."))])
    reason = _words(_l("Why?"), _l("Give a reason."), _l("Whoever wrote it and whoever reported it will read this."))

    def offer(self, choices: Any) -> None:
        self.outcome.choices = choices_of(choices)


class AppealForm(HubForm):
    words = _words(
        _l("Why should it be looked at again?"),
        _l("Say why it should be looked at again."),
        _l("Somebody who did not decide the first time reads this. You can ask once."),
    )
