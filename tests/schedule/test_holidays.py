"""Holidays from the package, from oneself and from a lock."""

import sys
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from caserules.schedule import HolidayLock, Holidays, Schedule, ScheduleError

OFFICE = {"mon-fri": "09:00-17:00"}
BOSTON = Holidays(country="US", subdivision="MA")


def test_a_countrys_holidays_close_its_dates_under_their_names() -> None:
    """Patriots' Day is a holiday in Massachusetts, and not in the rest of the country."""
    assert BOSTON.year(2026).closed[date(2026, 4, 20)] == "Patriots' Day"
    assert date(2026, 4, 20) not in Holidays(country="US").year(2026).closed


def test_a_holiday_on_a_saturday_is_observed_on_friday() -> None:
    """The fourth of July 2026 is a Saturday, so Friday the third is closed; unless nothing is observed."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE, holidays={"country": "US"})
    friday = date(2026, 7, 3)
    assert not schedule.is_business_day(friday)
    plain = schedule.replace(holidays=Holidays(country="US", observed=False))
    assert plain.is_business_day(friday)


def test_own_dates_stand_for_one_year_or_for_all() -> None:
    """`12-24` is every year's, 29 February only a leap year's, and a full date one year's."""
    own = Holidays(dates={"12-24": "eve", "02-29": "leap day", "2026-05-04": "move"})
    assert own.year(2026).closed == {date(2026, 12, 24): "eve", date(2026, 5, 4): "move"}
    assert own.year(2028).closed == {date(2028, 12, 24): "eve", date(2028, 2, 29): "leap day"}
    assert Holidays(dates=["2026-05-04"]).year(2026).closed == {date(2026, 5, 4): "holiday"}  # type: ignore[arg-type]


def test_an_exception_is_open_on_a_holiday() -> None:
    """A date under `except` has its weekday's hours whatever the calendar says."""
    calendar = Holidays.model_validate({"country": "US", "except": ["2026-12-25"], "dates": {"12-24": "eve"}})
    assert date(2026, 12, 25) not in calendar.year(2026).closed
    assert calendar.year(2026).closed[date(2026, 12, 24)] == "eve"


def test_a_weekend_that_the_country_works_has_a_working_days_hours() -> None:
    """China moved work to Sunday 2024-02-18: the office is open, by Monday's hours unless told otherwise."""
    sunday = datetime(2024, 2, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
    office = Schedule(time_zone="Asia/Shanghai", hours={**OFFICE}, holidays={"country": "CN"})
    assert office.is_open(sunday)
    assert office.explain(sunday, sunday.replace(hour=11)).entries[0].reason == "working weekend"
    assert office.holidays == Holidays(country="CN", working_weekends="Monday")
    ignoring = office.replace(holidays=Holidays(country="CN", working_weekends="closed"))
    assert not ignoring.is_open(sunday)
    seven = Schedule(
        time_zone="Asia/Shanghai",
        hours={"mon-sat": "09:00-17:00", "sun": "12:00-13:00"},
        holidays={"country": "CN"},
    )
    assert not seven.is_open(sunday)


def test_categories_choose_the_kind_of_holiday() -> None:
    """Half days are a category of their own and count only where they are named."""
    assert date(2026, 3, 8) not in Holidays(country="CN").year(2026).closed
    assert date(2026, 3, 8) in Holidays(country="CN", categories=("half_day",)).year(2026).closed


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"country": "XX"}, "holidays.country: `XX` is no country of the calendar"),
        ({"country": "USS"}, "; did you mean `US"),
        (
            {"country": "US", "subdivision": "MAS"},
            "holidays.subdivision: `MAS` is no part of `US`; did you mean `MS`?",
        ),
        ({"country": "US", "categories": ["bank"]}, "holidays.categories: `('bank',)`"),
        ({"subdivision": "MA"}, "a subdivision, categories or a lock need a `country`"),
        ({"dates": "2026-12-24"}, "holidays.dates: `2026-12-24` is no list of dates"),
        ({"dates": ["2026-13-24"]}, "holidays.dates: `2026-13-24` is no date"),
        ({"dates": ["02-30"]}, "holidays.dates: `2000-02-30` is no date"),
        ({"dates": ["2026-12-24", date(2026, 12, 24)]}, "`2026-12-24` stands there twice"),
        ({"dates": {"2026-12-24": 5}}, "holidays.dates: `5` is no name for `2026-12-24`"),
        ({"dates": ["12-24"] * 20_001}, "20001 dates; at most 20000"),
        ({"except": "2026-12-24"}, "holidays.except: `2026-12-24` is no list of dates"),
        ({"except": ["2026-12-24"] * 20_001}, "20001 dates; at most 20000"),
        ({"except": ["2300-12-24"]}, "lies outside the years `1900` to `2199`"),
        ({"working_weekends": "someday"}, "holidays.working_weekends: `someday` is no day of the week"),
        ({"working_weekends": 5}, "holidays.working_weekends: `5` is no day of the week"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_by_name(fields: dict[str, Any], says: str) -> None:
    """The error names the place, the value and what to write instead."""
    with pytest.raises(ValidationError) as caught:
        Holidays.model_validate(fields)
    assert says in str(caught.value)


def test_a_year_past_the_packages_knowledge_is_an_error() -> None:
    """Where the package's calendar ends, the answer is an error, not a year without holidays."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE, holidays={"country": "US"})
    with pytest.raises(
        ScheduleError, match="the calendar of `US` ends with `2100`; for `2150` give the dates yourself"
    ):
        schedule.is_open(datetime(2150, 3, 2, tzinfo=UTC))


@settings(max_examples=15)
@given(st.integers(1990, 2090), st.integers(0, 3))
def test_a_locked_schedule_answers_as_the_unlocked_one(first: int, more: int) -> None:
    """Within the years of the lock nothing changes: not the dates, not the names."""
    lock = BOSTON.lock_of(first, first + more)
    locked = BOSTON.replace(lock=lock)
    for year in range(first, first + more + 1):
        assert locked.year(year) == BOSTON.year(year)
    assert HolidayLock.model_validate_json(lock.model_dump_json()) == lock
    assert locked.lock_of(first, first) == BOSTON.lock_of(first, first)


def test_a_locked_schedule_never_asks_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the package gone a locked schedule loads and answers, and an unlocked one can't."""
    schedule = Schedule(
        time_zone="Asia/Shanghai", hours=OFFICE, holidays={"country": "CN", "dates": ["12-24"]}
    )
    locked = schedule.locked(schedule.lock(2024, 2025))
    assert (schedule.asks_package, locked.asks_package) == (True, False)
    assert locked.holidays.lock is not None
    assert locked.holidays.lock.package.startswith("holidays ")
    stored = locked.model_dump_json()
    monkeypatch.setitem(sys.modules, "holidays", None)
    again = Schedule.model_validate_json(stored)
    assert again == locked
    assert again.is_open(datetime(2024, 2, 18, 10, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert not again.is_business_day(date(2024, 10, 1))
    assert not again.is_business_day(date(2024, 12, 24))
    with pytest.raises(ScheduleError, match="is locked for `2024` to `2025`; lock the year `2026` too"):
        again.is_open(datetime(2026, 3, 2, tzinfo=UTC))
    with pytest.raises(ImportError):
        Schedule(time_zone="Asia/Shanghai", hours=OFFICE, holidays={"country": "CN"})


def test_a_lock_is_of_one_calendar() -> None:
    """A lock of another country, or with its years the wrong way round, doesn't fit."""
    schedule = Schedule(time_zone="UTC", hours=OFFICE, holidays={"country": "GB"})
    with pytest.raises(ValidationError, match="lock it anew"):
        schedule.locked(BOSTON.lock_of(2026, 2026))
    turned = schedule.lock(2026, 2026).replace(last_year=2025)
    with pytest.raises(ValidationError, match="the first year `2026` lies after the last, `2025`"):
        schedule.locked(turned)
    with pytest.raises(ScheduleError, match="no `country` is named, so there is nothing to lock"):
        Schedule(time_zone="UTC", hours=OFFICE).lock(2026, 2027)


def test_a_package_without_working_weekends_or_an_end_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions of the package that don't say where their calendar ends are taken at their word."""

    class Calendar(dict[date, str]):
        country = "US"

    package = SimpleNamespace(
        list_supported_countries=lambda **_: {"US": []},
        country_holidays=lambda *_, **__: Calendar(
            {date(2150, 7, 4): "Independence Day", date(2151, 1, 1): "next"}
        ),
    )
    monkeypatch.setitem(sys.modules, "holidays", package)
    assert Holidays(country="US").year(2150).closed == {date(2150, 7, 4): "Independence Day"}
