"""The settings of being told: for each category where it stands and by which mail it comes, and when mail may come."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, SelectField
from wtforms.validators import Optional

from hub.core.forms import HubForm, choices_of
from hub.core.registry import CATEGORIES
from hub.notifications.defaults import DEFAULTS, MAILS, Choice


def _hours(begin: int, end: int) -> list[Any]:
    hours = [(f"{hour:02d}:00", f"{hour:02d}:00") for hour in range(begin, end + 1)]
    return choices_of([("", _l("No quiet hours")), *hours])


class ChannelsForm(HubForm):
    """Two fields for each category, `page_<category>` and `mail_<category>`, and the rhythm."""

    daily = BooleanField(_l("The daily digest, at 7 in the morning"))
    weekly = BooleanField(_l("The weekly digest, on Monday at 7 in the morning"))
    away_until = DateField(
        _l("I am away until"),
        [Optional()],
        description=_l("Until that day you get no mail. What happens meanwhile comes in one digest."),
    )
    quiet_from = SelectField(
        _l("Quiet hours from"),
        choices=_hours(17, 23),
        description=_l("Mails at once wait until your quiet hours end. London time."),
    )
    quiet_until = SelectField(_l("Quiet hours until"), choices=_hours(5, 10))

    def fill(self, choices: Mapping[str, Choice], rhythm: Mapping[str, Any]) -> None:
        """Show what stands now; `rhythm` is empty where nothing was chosen."""
        for category, choice in choices.items():
            self[f"page_{category}"].data, self[f"mail_{category}"].data = choice.on_page, choice.mail
        self.daily.data, self.weekly.data = not rhythm.get("no_daily"), not rhythm.get("no_weekly")
        self.away_until.data = rhythm.get("away_until")
        self.quiet_from.data = _hour(rhythm.get("quiet_from"))
        self.quiet_until.data = _hour(rhythm.get("quiet_until"))

    @property
    def choices(self) -> dict[str, Choice]:
        """What was chosen for each category."""
        return {
            category: Choice(on_page=bool(self[f"page_{category}"].data), mail=self[f"mail_{category}"].data)
            for category in CATEGORIES
        }

    @property
    def rhythm(self) -> dict[str, Any]:
        """What was chosen of the times, as the action takes it."""
        return {
            "away_until": self.away_until.data,
            "quiet_from": _time(self.quiet_from.data),
            "quiet_until": _time(self.quiet_until.data),
            "no_daily": not self.daily.data,
            "no_weekly": not self.weekly.data,
        }


def _add_fields() -> None:
    for category in CATEGORIES:
        usual = _l("Unless you choose: %(mail)s", mail=MAILS[DEFAULTS[category].mail])
        by_mail = SelectField(_l("By mail"), choices=choices_of(MAILS.items()), description=usual)
        setattr(ChannelsForm, f"page_{category}", BooleanField(_l("Show it on my page of notifications")))
        setattr(ChannelsForm, f"mail_{category}", by_mail)


_add_fields()


def _hour(value: time | None) -> str:
    return f"{value.hour:02d}:00" if value else ""


def _time(value: str | None) -> time | None:
    return time.fromisoformat(value) if value else None
