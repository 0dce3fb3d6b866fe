"""Times as people read them, in London."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from flask import Flask

from hub.core.i18n import day, when

NOON = datetime(2026, 5, 20, 11, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 5, 20, 13, 5, tzinfo=UTC), "today at 14:05"),
        (datetime(2026, 5, 19, 23, 30, tzinfo=UTC), "today at 00:30"),
        (datetime(2026, 5, 19, 8, 30, tzinfo=UTC), "yesterday at 09:30"),
        (datetime(2026, 1, 3, 12, 30, tzinfo=UTC), "3 January at 12:30"),
        (datetime(2025, 5, 3, 12, 30, tzinfo=UTC), "3 May 2025"),
    ],
)
def test_a_time_is_said_as_people_say_it(app: Flask, moment: datetime, words: str) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context():
        assert when(moment) == words


def test_a_date_carries_its_year_only_where_that_is_not_this_one(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context():
        assert (day(date(2026, 5, 3)), day(date(2024, 5, 3))) == ("3 May", "3 May 2024")


def test_dates_are_british_and_in_welsh_welsh(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context(headers={"Cookie": "language=cy"}):
        assert day(date(2026, 5, 3)) == "3 Mai"


def test_a_language_we_do_not_have_is_english(app: Flask) -> None:
    with time_machine.travel(NOON, tick=False), app.test_request_context(headers={"Cookie": "language=xx"}):
        assert day(date(2026, 5, 3)) == "3 May"
