"""Languages and times as people read them: British English and Welsh, London time."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask import Flask, request
from flask_babel import format_date, format_time, get_locale
from flask_babel import gettext as _

from hub.core import clock

LOCALES = {"en_GB": "English", "cy": "Cymraeg"}
COOKIE = "language"


def choose_locale() -> str:
    """The language the person chose with the switch in the footer; English until they do."""
    chosen = request.cookies.get(COOKIE, "") if request else ""
    return chosen if chosen in LOCALES else "en_GB"


def init_i18n(app: Flask) -> None:
    """Give templates the filters for times and dates, and the language of the page."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["day"] = day
    app.jinja_env.globals["page_language"] = page_language


def page_language() -> str:
    """The language of the page, as HTML's `lang` spells it: en-GB or cy."""
    return str(get_locale()).replace("_", "-")


def when(moment: datetime) -> str:
    """A time in London: "today at 14:05", "yesterday at 09:30", "tomorrow at 10:00", "3 May at 12:30", "3 May 2025"."""
    local = moment.astimezone(clock.LONDON)
    if local.date() == clock.today():
        return str(_("today at %(time)s", time=_time(local)))
    if local.date() == clock.today() - timedelta(days=1):
        return str(_("yesterday at %(time)s", time=_time(local)))
    if local.date() == clock.today() + timedelta(days=1):
        return str(_("tomorrow at %(time)s", time=_time(local)))
    if local.year == clock.today().year:
        return str(_("%(day)s at %(time)s", day=day(local), time=_time(local)))
    return day(local)


def day(value: date) -> str:
    """A date: "3 May" in this year, "3 May 2025" in another."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LONDON).date()
    return str(format_date(value, "d MMMM" if value.year == clock.today().year else "d MMMM y"))


def _time(moment: datetime) -> str:
    return str(format_time(moment, "HH:mm"))
