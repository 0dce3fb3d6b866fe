"""From the clock on the wall to the moment, and the two nights a year when clocks change."""

from datetime import datetime

import pytest
from flask import Flask

from hub.core.errors import Refused
from hub.core.times import from_wall, moment_of, wall


@pytest.mark.parametrize(
    ("local", "moment"),
    [
        ("2027-01-15T12:30", "2027-01-15T12:30:00+00:00"),
        ("2027-07-15T12:30", "2027-07-15T11:30:00+00:00"),
        ("2027-03-28T00:59", "2027-03-28T00:59:00+00:00"),
        ("2027-03-28T02:00", "2027-03-28T01:00:00+00:00"),
        ("2027-10-31T01:30", "2027-10-31T00:30:00+00:00"),
        ("2027-10-31T02:00", "2027-10-31T02:00:00+00:00"),
    ],
)
def test_the_wall_clock_means_a_moment(local: str, moment: str) -> None:
    assert moment_of(datetime.fromisoformat(local)).isoformat() == moment


def test_an_hour_that_clocks_skip_is_refused(app: Flask) -> None:
    with pytest.raises(Refused) as refusal:
        moment_of(datetime.fromisoformat("2027-03-28T01:30"), field="starts")
    assert refusal.value.field == "starts"


def test_another_zone_changes_its_clocks_on_other_days() -> None:
    noon = datetime.fromisoformat("2027-07-01T12:00")
    assert moment_of(noon, "Europe/Paris").isoformat() == "2027-07-01T10:00:00+00:00"


def test_the_wall_time_is_kept_to_the_minute() -> None:
    noon = datetime.fromisoformat("2027-07-01T12:00")
    assert from_wall(wall(noon)) == noon
