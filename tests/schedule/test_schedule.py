"""A schedule as data: validation, round trips, precedence, and its questions about business days."""

import json
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.schedule.conftest import Spec, scenes, spans

from caserules.schedule import Holidays, Schedule, ScheduleError

NEW_YORK = ZoneInfo("America/New_York")
OFFICE = {"mon-fri": "09:00-17:00"}


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A wall clock of New York."""
    return datetime(year, month, day, hour, minute, tzinfo=NEW_YORK)


@settings(max_examples=60)
@given(scenes())
def test_a_schedule_survives_json_toml_and_its_own_repr(scene: tuple[Spec, datetime]) -> None:
    """What is dumped loads as an equal schedule, through JSON, through TOML and through `repr`."""
    schedule = scene[0].schedule()
    assert Schedule.model_validate_json(schedule.model_dump_json()) == schedule
    assert Schedule.model_validate(tomllib.loads(tomli_w.dumps(schedule.model_dump(mode="json")))) == schedule
    assert hash(Schedule.model_validate(schedule.model_dump())) == hash(schedule)


def test_a_repr_reads_as_it_was_written() -> None:
    """Only what was said is shown."""
    schedule = Schedule(
        time_zone="UTC", hours=OFFICE, holidays={"country": "US"}, overrides={"2026-12-24": []}
    )
    assert repr(schedule) == (
        "Schedule(time_zone='UTC', hours={'mon-fri': '09:00-17:00'}, holidays=Holidays(country='US'), "
        "overrides={datetime.date(2026, 12, 24): DatedHours()})"
    )
    assert json.loads(schedule.model_dump_json()) == {
        "time_zone": "UTC",
        "hours": {"mon-fri": "09:00-17:00"},
        "holidays": {"country": "US"},
        "overrides": {"2026-12-24": []},
    }


def test_the_json_schema_describes_what_is_taken() -> None:
    """An editor can be told the shape of a schedule."""
    properties = Schedule.model_json_schema()["properties"]
    assert set(properties) == {"time_zone", "hours", "holidays", "overrides", "breaks"}


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        (
            {"time_zone": "America/New_Yrk"},
            "`America/New_Yrk` is no IANA time zone; did you mean `America/New_York`",
        ),
        ({"time_zone": "../../etc/passwd"}, "is no IANA time zone; write it as `Europe/Paris`"),
        ({"time_zone": ""}, "is no IANA time zone"),
        ({"time_zone": "localtime"}, "is no IANA time zone"),
        ({"overrides": []}, "overrides: `[]` is no table of dates"),
        ({"overrides": {"2026-02-30": []}}, "overrides: `2026-02-30` is no date"),
        ({"overrides": {"1776-07-04": []}}, "lies outside the years `1900` to `2199`"),
        (
            {"overrides": {"2026-12-24": [], date(2026, 12, 24): []}},
            "overrides: `2026-12-24` stands there twice",
        ),
        ({"overrides": {"2026-12-24": {"hour": []}}}, "overrides.2026-12-24: `hour` is not known there"),
        (
            {"overrides": {"2026-12-24": {"hours": [], "note": 5}}},
            "overrides.2026-12-24.note: `5` is no text",
        ),
        ({"overrides": {date.fromordinal(700_000 + n): [] for n in range(5001)}}, "5001 dates; at most 5000"),
        ({"overrides": {"2026-12-24": "9-12"}}, "overrides.2026-12-24: `9` is no time of day"),
        ({"breaks": {"2026-12-24": []}}, "breaks.2026-12-24: an empty break"),
        ({"breaks": {"2026-12-24": "22:00-06:00"}}, "breaks.2026-12-24: `22:00-06:00` runs past midnight"),
        (
            {"overrides": {"2026-12-24": []}, "holidays": {"dates": ["2026-12-24"]}},
            "overrides.2026-12-24: the date stands in `holidays.dates` too; name it in one of the two",
        ),
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused_by_name(fields: dict[str, Any], says: str) -> None:
    """The error names the place, the value and what to write instead."""
    with pytest.raises(ValidationError) as caught:
        Schedule.model_validate({"time_zone": "UTC", "hours": OFFICE, **fields})
    assert says in str(caught.value)


def test_an_unknown_or_missing_field_is_refused() -> None:
    """A misspelt field isn't passed over, and a schedule without hours is none."""
    with pytest.raises(ValidationError, match="overides\\n  Extra inputs are not permitted"):
        Schedule.model_validate({"time_zone": "UTC", "hours": OFFICE, "overides": {}})
    with pytest.raises(ValidationError, match="hours\\n  Field required"):
        Schedule.model_validate({"time_zone": "UTC"})


def test_the_most_specific_wins() -> None:
    """An override beats `except`, that a holiday, that the weekly hours; a break is taken out of all."""
    schedule = Schedule(
        time_zone="America/New_York",
        hours=OFFICE,
        holidays={"dates": ["2026-03-02", "2026-03-03", "03-04"], "except": ["2026-03-03", "2026-03-04"]},
        overrides={"2026-03-04": "10:00-12:00", "2026-03-07": "10:00-12:00"},
        breaks={"2026-03-04": "11:00-11:30", "2026-03-05": "12:00-13:00", "2026-03-08": "12:00-13:00"},
    )
    hours = [schedule.between(at(2026, 3, day), at(2026, 3, day + 1)) for day in range(2, 9)]
    assert hours == [timedelta(hours=each) for each in (0, 8, 1.5, 7, 8, 2, 0)]
    assert [schedule.is_business_day(date(2026, 3, day)) for day in range(2, 9)] == [
        False, True, True, True, True, True, False,
    ]  # fmt: skip


def test_a_break_in_a_night_belongs_to_its_own_date() -> None:
    """A break at two in the morning interrupts the night begun the evening before."""
    schedule = Schedule(
        time_zone="UTC",
        hours={"mon-sun": "22:00-06:00"},
        breaks={"2026-03-03": {"hours": "02:00-03:00", "note": "update"}},
    )
    evening = datetime(2026, 3, 2, 22, tzinfo=UTC)
    assert schedule.between(evening, evening + timedelta(hours=8)) == timedelta(hours=7)
    assert [each.reason for each in schedule.explain(evening, evening + timedelta(hours=8)).entries] == [
        "open", "update", "open",
    ]  # fmt: skip


@settings(max_examples=60)
@given(spans())
def test_business_days_are_those_of_the_definition(span: tuple[Spec, datetime, datetime]) -> None:
    """A date is a business day if a period of real length opens on it, and `days_between` counts those."""
    spec, a, b = span
    schedule, naive = spec.schedule(), spec.naive()
    low, high = sorted((a.date(), b.date()))
    days = [low + timedelta(days=number) for number in range((high - low).days + 1)]
    expected = [bool(naive.periods(day)) for day in days]
    assert [schedule.is_business_day(day) for day in days] == expected
    assert schedule.days_between(low, high, "both") == sum(expected)
    assert schedule.days_between(low, high, "last") == sum(expected[1:]) == -schedule.days_between(high, low)
    assert schedule.days_between(low, high, "first") == sum(expected[:-1])
    assert schedule.days_between(low, high, "neither") == sum(expected[1:-1])


@settings(max_examples=60)
@given(scenes(), st.integers(-30, 30))
def test_adding_days_is_undone_by_counting_and_by_going_back(scene: tuple[Spec, datetime], days: int) -> None:
    """From within hours, `days_between` counts what `add_days` added; at the closing it ends at a closing."""
    spec, t = scene
    schedule = spec.schedule()
    start = schedule.next_open(t.astimezone(spec.tz))
    assert schedule.add_days(t, 0).astimezone(UTC) == start.astimezone(UTC)  # a repeated hour equals none
    due = schedule.add_days(start, days)
    closing = schedule.add_days(start, days, at="close")
    opening = schedule.add_days(start, days, at="open")
    assert opening.astimezone(UTC) < closing.astimezone(UTC)
    assert schedule.is_open(opening)
    if not spec.overrides:  # those may put one date's hours into another's night
        assert schedule.days_between(start, opening) == days
    assert schedule.add_days(start.astimezone(UTC), days) == due.astimezone(UTC)
    if schedule.is_open(due) and schedule.days_between(start, due) == days:
        back = schedule.add_days(due, -days)
        assert schedule.days_between(start, back) == 0


@settings(max_examples=60)
@given(scenes(), st.integers(1, 30))
def test_the_day_reached_is_found_by_walking(scene: tuple[Spec, datetime], days: int) -> None:
    """Walking date by date and counting business days reaches the date that `add_days` reaches."""
    spec, t = scene
    schedule, naive = spec.schedule(), spec.naive()
    start = schedule.next_open(t)
    ends = [start.astimezone(spec.tz).date() - timedelta(days=1), start.astimezone(spec.tz).date()]
    [day] = [day for day in ends if schedule.days_between(start, day, "both") == 1][:1]
    for _ in range(days):
        day += timedelta(days=1)
        while not naive.periods(day):
            day += timedelta(days=1)
    assert schedule.add_days(start, days, at="open") == naive.periods(day)[0][0]
    assert schedule.add_days(start, days, at="close") == naive.periods(day)[-1][1]


def test_business_days_keep_the_wall_clock_over_a_change_of_the_clock() -> None:
    """Two business days from Friday 10:00 is Tuesday 10:00, although an hour is missing in between."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    assert schedule.add_days(at(2026, 3, 6, 10), 2) == at(2026, 3, 10, 10)
    assert schedule.add_days(at(2026, 3, 10, 10), -2) == at(2026, 3, 6, 10)
    assert schedule.add_days(at(2026, 3, 6, 10).astimezone(UTC), 2) == at(2026, 3, 10, 10)


def test_business_days_reach_into_years_that_nobody_asked_about_yet() -> None:
    """The table grows either way to the day that is wanted."""
    for days, expected in ((-5, at(2025, 12, 26, 10)), (300, at(2027, 2, 26, 10))):
        assert (
            Schedule(time_zone="America/New_York", hours=OFFICE).add_days(at(2026, 1, 2, 10), days)
            == expected
        )


def test_a_start_out_of_hours_first_moves_into_them() -> None:
    """Forward it counts from the next opening, back from the last closing, which stays as it is."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    assert schedule.add_days(at(2026, 3, 6, 17), 1) == at(2026, 3, 10, 9)
    assert schedule.add_days(at(2026, 3, 7, 3), 0) == at(2026, 3, 9, 9)
    assert schedule.add_days(at(2026, 3, 7, 3), -1) == at(2026, 3, 5, 17)
    assert schedule.add_days(at(2026, 3, 6, 17), -1) == at(2026, 3, 5, 17)
    assert schedule.add_days(at(2026, 3, 6, 9), -1) == at(2026, 3, 5, 9)


def test_the_wall_clock_stays_even_where_the_day_reached_has_other_hours() -> None:
    """Thursday 16:30 plus one business day is Friday 16:30, though Friday closes at 15:00."""
    schedule = Schedule(time_zone="America/New_York", hours={"mon-thu": "09:00-17:00", "fri": "09:00-15:00"})
    assert schedule.add_days(at(2026, 3, 5, 16, 30), 1) == at(2026, 3, 6, 16, 30)
    assert schedule.add_days(at(2026, 3, 5, 16, 30), 1, at="close") == at(2026, 3, 6, 15)
    assert schedule.add_days(at(2026, 3, 5, 16, 30), 1, at="open") == at(2026, 3, 6, 9)


def test_a_night_counts_for_the_date_that_opened_it() -> None:
    """At three in the morning it is still yesterday's business day, and one more ends in the next night."""
    schedule = Schedule(time_zone="UTC", hours={"mon-fri": "22:00-06:00"})
    night = datetime(2026, 3, 7, 3, tzinfo=UTC)  # Saturday, in Friday's shift
    assert schedule.add_days(night, 1) == datetime(2026, 3, 10, 3, tzinfo=UTC)
    assert schedule.days_between(night, datetime(2026, 3, 9, 23, tzinfo=UTC)) == 1
    assert not schedule.is_business_day(date(2026, 3, 7))
    assert schedule.is_business_day(night)


def test_closing_at_midnight_is_24_hours_of_its_own_date() -> None:
    """Going back from a closing at 24:00 counts from the date that closes, not from the next."""
    schedule = Schedule(time_zone="UTC", hours={"mon-fri": "16:00-24:00"})
    midnight = datetime(2026, 3, 7, tzinfo=UTC)
    assert schedule.add_days(midnight, -1) == datetime(2026, 3, 6, tzinfo=UTC)


def test_a_part_of_the_day_that_is_not_known_is_refused() -> None:
    """`at` is one of three words."""
    with pytest.raises(ScheduleError, match="at: `noon` is not known; `clock`, `open` and `close` are"):
        Schedule(time_zone="UTC", hours=OFFICE).add_days(at(2026, 3, 6, 10), 1, at="noon")  # type: ignore[arg-type]


def test_days_between_two_datetimes_counts_their_dates_in_the_schedules_zone() -> None:
    """Late in Tokyo is the same day in New York; the schedule's zone decides."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    tokyo = datetime(2026, 3, 4, 3, tzinfo=ZoneInfo("Asia/Tokyo"))  # the third, 13:00, in New York
    assert schedule.days_between(at(2026, 3, 2, 10), tokyo) == 1


def test_importing_the_schedules_imports_neither_holidays_nor_numpy() -> None:
    """The heavy packages wait until a country's dates or a column are asked for."""
    program = (
        "import sys; from caserules.schedule import Schedule; "
        "Schedule(time_zone='UTC', hours={'mon': '09:00-17:00'}, holidays={'dates': ['12-24']}); "
        "print({'holidays', 'numpy', 'dateutil'} & set(sys.modules))"
    )
    printed = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)  # noqa: S603 - its own text
    assert printed.stdout == "set()\n"


def test_a_day_whose_first_hours_fall_into_a_gap_opens_with_the_next() -> None:
    """Hours that the clock skips open nothing: neither the day's opening nor a business day of their own."""
    schedule = Schedule(
        time_zone="America/New_York", hours={"sat": "09:00-17:00", "sun": ["02:15-02:45", "10:00-11:00"]}
    )
    assert schedule.add_days(at(2026, 3, 7, 9), 1, at="open") == at(2026, 3, 8, 10)
    only = Schedule(time_zone="America/New_York", hours={"sun": "02:15-02:45"})
    assert not only.is_business_day(date(2026, 3, 8))


def test_a_copy_keeps_the_overrides_that_were_validated_before() -> None:
    """A changed copy takes over what stands in the schedule already."""
    schedule = Schedule(time_zone="UTC", hours=OFFICE, overrides={"2026-12-24": {"hours": [], "note": "eve"}})
    assert schedule.replace(time_zone="Asia/Tokyo").overrides == schedule.overrides


def test_holidays_may_come_ready_made() -> None:
    """A calendar made in Python is the same as its table."""
    made = Schedule(time_zone="UTC", hours=OFFICE, holidays=Holidays(dates={"12-24": "eve"}))
    assert made == Schedule(time_zone="UTC", hours=OFFICE, holidays={"dates": {"12-24": "eve"}})
