"""Weekly hours as text: what is read, how it is written, what is refused."""

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.conftest import WEEKS

from caserules.schedule.errors import ScheduleError
from caserules.schedule.hours import (
    DAY,
    MINUTE,
    print_clock,
    print_plan,
    print_week,
    read_clock,
    read_date,
    read_plan,
    read_week,
)


@given(st.integers(0, 86_400))
def test_a_clock_reads_back_as_it_was_written(seconds: int) -> None:
    """Every whole second of a day, 24:00 included, survives printing and reading."""
    assert read_clock(print_clock(seconds * 1_000_000), "") == seconds * 1_000_000


@st.composite
def plans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Periods in order, none over another, the last of them perhaps over midnight."""
    ends = sorted(draw(st.sets(st.integers(0, 1439), min_size=2, max_size=8)))
    pairs = [(low * MINUTE, high * MINUTE) for low, high in zip(ends[::2], ends[1::2], strict=False)]
    if draw(st.booleans()):
        pairs[-1] = (pairs[-1][0], DAY + draw(st.integers(0, max(ends[0] - 1, 0))) * MINUTE)
    return tuple(pairs)


@given(plans())
def test_a_plan_reads_back_as_it_was_written(plan: tuple[tuple[int, int], ...]) -> None:
    """A day's periods survive printing and reading, a period over midnight too."""
    assert read_plan(print_plan(plan), "") == plan


@given(st.lists(plans(), min_size=7, max_size=7))
def test_a_week_reads_back_as_it_was_written(days: list[tuple[tuple[int, int], ...]]) -> None:
    """A whole week survives printing and reading, closed days and runs of equal days included."""
    week = tuple(
        tuple(each for each in day if each[1] <= DAY) for day in [days[0], days[0], days[0], *days[3:]]
    )
    if any(week):
        assert read_week(print_week(week)) == week


def test_the_forms_of_a_week_mean_the_same() -> None:
    """A range, a list of days, single days, full names and a range over the week's end are one thing."""
    nine = "09:00-17:00"
    plain = read_week({"mon-wed": nine})
    assert read_week({"mon,tue,wed": [nine]}) == plain
    assert read_week({"Monday": nine, "tue": nine, "wednesday": nine}) == plain
    assert read_week({"sat-mon": nine}) == read_week({"sat": nine, "sun": nine, "mon": nine})
    assert read_week({"mon-wed": [time(9), time(17)]} if False else {"mon - wed": "9:00 - 17:00"}) == plain
    assert read_week({"mon-wed": nine, "thu": "closed", "fri": []}) == plain


def test_a_week_prints_runs_of_equal_days_together() -> None:
    """The written table is the shortest: neighbours share an entry, closed days have none."""
    table = print_week(
        read_week({"mon,tue": "09:00-17:00", "wed": "09:00-17:00", "fri": ["10:00-11:00", "8:00-9:00"]})
    )
    assert dict(table) == {"mon-wed": "09:00-17:00", "fri": ("08:00-09:00", "10:00-11:00")}


@pytest.mark.parametrize(
    ("hours", "says"),
    [
        ({}, "an empty week; give at least one day its hours"),
        ({"mon": []}, "an empty week"),
        ({"mon": "closed"}, "an empty week"),
        ("09:00-17:00", "is no table of days"),
        ({"mon": "09:00-17:00", "mon-fri": "10:00-12:00"}, "hours.mon-fri: `mon` has its hours already"),
        ({"moon": "09:00-17:00"}, "hours.moon: `moon` is no day of the week; did you mean `mon`?"),
        ({1: "09:00-17:00"}, "`1` is no day; write"),
        ({f"d{n}": "x" for n in range(8)}, "8 entries; a week has seven days"),
        ({"mon": "9-17"}, "hours.mon: `9` is no time of day"),
        ({"mon": "09:00"}, "hours.mon: `09:00` is no period"),
        ({"mon": 9}, "hours.mon: `9` is no list of periods"),
        ({"mon": [9]}, "hours.mon: `9` is no period"),
        ({"mon": "09:00-25:00"}, "the time `25:00` does not exist; a day runs from `00:00` to `24:00`"),
        ({"mon": "09:60-17:00"}, "the time `09:60` does not exist"),
        ({"mon": "24:00-03:00"}, "a period can't open at `24:00`"),
        ({"mon": "09:00-09:00"}, "the period `09:00-09:00` has no length"),
        (
            {"mon": ["09:00-12:00", "11:00-17:00"]},
            "hours.mon: the periods `09:00-12:00` and `11:00-17:00` overlap",
        ),
        (
            {"mon": "22:00-06:00", "tue": "05:00-09:00"},
            "`22:00-06:00` of `mon` overlaps `05:00-09:00` of `tue`",
        ),
        (
            {"sun": "22:00-06:00", "mon": "05:00-09:00"},
            "`22:00-06:00` of `sun` overlaps `05:00-09:00` of `mon`",
        ),
        ({"mon": ["10:00-10:01"] * 25}, "25 periods on one day; at most 24 are taken"),
        ({"mon": "x" * 10_000}, "…` is no period"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused_by_name(hours: Any, says: str) -> None:
    """The error names the place, the value and what to write instead."""
    with pytest.raises(ScheduleError) as caught:
        read_week(hours)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 250


def test_a_time_may_come_as_a_time() -> None:
    """A TOML file has times of its own; they are taken without a zone and refused with one."""
    assert read_clock(time(9, 30, 15, 7), "") == 34_215_000_007
    with pytest.raises(ScheduleError, match="has a time zone; the schedule's own zone rules its hours"):
        read_clock(time(9, tzinfo=ZoneInfo("UTC")), "cutoff")


@pytest.mark.parametrize(
    "value", ["2026-02-30", "20260203", "tomorrow", 5, datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC"))]
)
def test_what_is_no_date_is_refused(value: Any) -> None:
    """Only a date or its ISO text is one; a datetime's date would depend on a zone."""
    with pytest.raises(ScheduleError, match='is no date; write it as "2026-12-24"'):
        read_date(value, "dates")


def test_a_date_is_taken_as_it_is() -> None:
    """A date object and its text are the same date."""
    assert read_date("2026-12-24", "") == read_date(date(2026, 12, 24), "") == date(2026, 12, 24)


def test_the_weeks_of_these_tests_are_weeks() -> None:
    """Every shape of week that the laws are tried on is accepted."""
    for hours in WEEKS.values():
        assert read_week(hours)
