"""The holidays and due dates of a city, as it published them."""

import csv
import gzip
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from caserules.schedule import (
    BusinessDays,
    CalendarDays,
    Schedule,
)

NEW_YORK = ZoneInfo("America/New_York")
LOG = Path(__file__).parents[3] / "shared" / "data" / "boston311_2015_h1"
CITY = Schedule(
    time_zone="America/New_York",
    hours={"mon-fri": "08:30-17:00"},
    holidays={"country": "US", "subdivision": "MA"},
)


def test_bostons_holidays_of_2015_are_the_citys() -> None:
    """The calendar of Massachusetts gives the ten weekdays on which the city was closed."""
    city = {
        date(2015, *each)
        for each in (
            (1, 1),
            (1, 19),
            (2, 16),
            (4, 20),
            (5, 25),
            (9, 7),
            (10, 12),
            (11, 11),
            (11, 26),
            (12, 25),
        )
    }
    closed = {day for day in CITY.holidays.year(2015).closed if day.weekday() < 5}
    assert city <= closed
    assert closed - city <= {
        date(2015, 7, 3)
    }  # the city's list has no Independence Day; none of its dates is due


@pytest.mark.skipif(not LOG.exists(), reason="the Boston log is not beside this checkout")
def test_the_due_dates_of_the_boston_log() -> None:
    """Within a minute the policies give the city's own due dates, on all cases but a handful.

    Those few were set by hand; the log's description counts 20,066 of 20,110.
    """
    with (LOG / "policies.csv").open() as lines:
        policies = {
            row["type"]: (BusinessDays if row["unit"] == "business_days" else CalendarDays)(
                int(row["amount"])
            )
            for row in csv.DictReader(lines)
        }
    asked = kept = 0
    with gzip.open(LOG / "cases.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            if row["type"] in policies and row["target_dt"]:
                opened, target = (
                    datetime.fromisoformat(row[name]).replace(tzinfo=NEW_YORK)
                    for name in ("open_dt", "target_dt")
                )
                due = policies[row["type"]].due(opened, CITY)
                asked += 1
                kept += abs(due.astimezone(UTC) - target.astimezone(UTC)) <= timedelta(minutes=1)
    assert asked == 20_110
    assert kept >= 20_066
