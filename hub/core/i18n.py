"""Languages and times as people read them: British English and Welsh, London time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask, request
from flask_babel import format_date, format_time, get_locale, ngettext
from flask_babel import gettext as _
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

from hub.core import clock

LOCALES = {"en_GB": "English", "cy": "Cymraeg"}
COOKIE = "language"
_PARSED = {name: Locale.parse(name) for name in LOCALES}
_NAMES = {id(locale): name for name, locale in _PARSED.items()}


def choose_locale() -> Locale:
    """The language the person chose with the switch in the footer; English until they do."""
    chosen = request.cookies.get(COOKIE, "") if request else ""
    return _PARSED[chosen if chosen in LOCALES else "en_GB"]


def init_i18n(app: Flask) -> None:
    """Give templates their words, the filters for times and dates, and the language of the page."""
    app.jinja_env.filters["when"] = when
    app.jinja_env.filters["day"] = day
    app.jinja_env.globals |= {"page_language": page_language, "_": words, "gettext": words, "ngettext": counted_words}


def page_language() -> str:
    """The language of the page, as HTML's `lang` spells it: en-GB or cy."""
    return locale_name().replace("_", "-")


def locale_name() -> str:
    """The language of the page: en_GB or cy."""
    locale = get_locale()
    return _NAMES.get(id(locale)) or str(locale)


@pass_eval_context
def words(context: EvalContext, sentence: str, /, **values: Any) -> str:
    """`_()` of templates: the sentence in the language of the page. A page asks a hundred times, so it is kept."""
    found = _kept(locale_name(), sentence, context.autoescape)
    return found % values if values else _whole(locale_name(), sentence, context.autoescape)


@pass_eval_context
def counted_words(context: EvalContext, one: str, many: str, number: int, /, **values: Any) -> str:
    """`ngettext()` of templates."""
    if not context.autoescape:
        return ngettext(one, many, number, **values)
    return Markup(ngettext(one, many, number, **{name: escape(value) for name, value in values.items()}))


@lru_cache(maxsize=8192)
def _kept(_locale: str, sentence: str, is_markup: bool) -> str:
    return Markup(_(sentence)) if is_markup else _(sentence)


@lru_cache(maxsize=8192)
def _whole(locale: str, sentence: str, is_markup: bool) -> str:
    """A sentence without gaps: what stands for one sign of per cent in others does so here too."""
    return _kept(locale, sentence, is_markup) % {}


def when(moment: datetime) -> str:
    """A time in London: "today at 14:05", "yesterday at 09:30", "tomorrow at 10:00", "3 May at 12:30", "3 May 2025"."""
    return _when(moment.replace(second=0, microsecond=0), clock.today(), locale_name())


@lru_cache(maxsize=20_000)
def _when(moment: datetime, today: date, _locale: str) -> str:
    local = moment.astimezone(clock.LONDON)
    if local.date() == today:
        return str(_("today at %(time)s", time=_time(local)))
    if local.date() == today - timedelta(days=1):
        return str(_("yesterday at %(time)s", time=_time(local)))
    if local.date() == today + timedelta(days=1):
        return str(_("tomorrow at %(time)s", time=_time(local)))
    if local.year == today.year:
        return str(_("%(day)s at %(time)s", day=day(local), time=_time(local)))
    return day(local)


def day(value: date) -> str:
    """A date: "3 May" in this year, "3 May 2025" in another."""
    if isinstance(value, datetime):
        value = value.astimezone(clock.LONDON).date()
    return _day(value, value.year == clock.today().year, locale_name())


@lru_cache(maxsize=8192)
def _day(value: date, is_this_year: bool, _locale: str) -> str:
    return str(format_date(value, "d MMMM" if is_this_year else "d MMMM y"))


def _time(moment: datetime) -> str:
    return str(format_time(moment, "HH:mm"))
