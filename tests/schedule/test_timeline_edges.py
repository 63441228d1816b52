"""Business time at its edges: changes of the clock, ends of periods, and of what a schedule answers for."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.schedule.conftest import WEEKS, Spec

from caserules.schedule import Schedule, ScheduleError

ZERO = timedelta()
OFFICE = {"mon-fri": "09:00-17:00"}
NEW_YORK = ZoneInfo("America/New_York")


@pytest.mark.parametrize(
    ("zone", "day", "hours", "lasts"),
    [
        ("America/New_York", (2026, 3, 8), "00:00-08:00", 7),
        ("America/New_York", (2026, 11, 1), "00:00-08:00", 9),
        ("Europe/London", (2026, 3, 29), "00:00-08:00", 7),
        ("Europe/London", (2026, 10, 25), "00:00-08:00", 9),
        ("Australia/Lord_Howe", (2026, 10, 4), "00:00-08:00", 7.5),
        ("Australia/Lord_Howe", (2026, 4, 5), "00:00-08:00", 8.5),
        ("Asia/Beirut", (2026, 3, 29), "00:00-08:00", 7),
        ("Pacific/Apia", (2011, 12, 30), "00:00-24:00", 0),
        ("America/New_York", (2026, 3, 8), "02:15-02:45", 0),
        ("America/New_York", (2026, 3, 8), "02:30-03:30", 0.5),
        ("America/New_York", (2026, 11, 1), "01:30-02:00", 1.5),
        ("America/New_York", (2026, 11, 1), "00:30-01:30", 1),
    ],
)
def test_a_shift_over_a_change_of_the_clock_has_its_real_length(
    zone: str, day: tuple[int, int, int], hours: str, lasts: float
) -> None:
    """A shift is as long as it really takes: a skipped hour is not worked, a repeated one is."""
    schedule = Schedule(time_zone=zone, hours={"mon-sun": hours})
    midnight = datetime(*day, tzinfo=ZoneInfo(zone))
    assert schedule.between(midnight, midnight + timedelta(days=1)) == timedelta(hours=lasts)


def test_new_year_may_come_twice() -> None:
    """At Phoenix the clock went back from 00:01 to 23:01 on New Year 1944, into the old year."""
    spec = Spec("America/Phoenix", {"mon-sun": ["00:00-00:30", "23:00-23:30"]})
    for minute in range(-90, 90, 7):
        t = datetime(1944, 1, 1, 6, tzinfo=UTC) + timedelta(minutes=minute)
        assert spec.schedule().is_open(t) is spec.naive().is_open(t)


def test_two_instants_in_one_fold_are_an_hour_apart() -> None:
    """01:30 before and after the clock goes back read the same and are told apart."""
    schedule = Schedule(time_zone="America/New_York", hours=WEEKS["always"])
    first = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK)
    second = first.replace(fold=1)
    assert schedule.between(first, second) == timedelta(hours=1)
    assert schedule.add(first, timedelta(hours=1)).fold == 1
    assert schedule.add(second, timedelta(hours=-1)).fold == 0


def test_a_start_at_closing_is_out_of_hours_and_a_target_may_end_there() -> None:
    """17:00 belongs to the night; eight hours from 09:00 are over at 17:00, not the next morning."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    opening = datetime(2026, 3, 2, 9, tzinfo=NEW_YORK)
    closing = opening.replace(hour=17)
    assert schedule.add(opening, timedelta(hours=8)) == closing
    assert not schedule.is_open(closing)
    assert schedule.is_open(opening)
    assert schedule.add(closing, timedelta(microseconds=1)).date() == date(2026, 3, 3)
    assert schedule.add(closing, -timedelta(hours=8)) == opening
    assert schedule.add(opening + timedelta(days=1), ZERO) == opening + timedelta(days=1)


def test_a_night_into_a_holiday_is_worked_to_its_end() -> None:
    """An overnight period belongs to the day it opens; the holiday begins with its own hours."""
    schedule = Schedule(
        time_zone="America/New_York", hours={"mon-sun": "22:00-06:00"}, holidays={"dates": ["2026-12-25"]}
    )
    evening = datetime(2026, 12, 24, 21, tzinfo=NEW_YORK)
    assert schedule.between(evening, evening + timedelta(days=1, hours=12)) == timedelta(hours=8)
    assert schedule.is_open(datetime(2026, 12, 25, 5, 59, tzinfo=NEW_YORK))
    assert not schedule.is_open(datetime(2026, 12, 25, 23, tzinfo=NEW_YORK))


def test_a_naive_instant_is_refused_with_the_remedy() -> None:
    """Without a zone there is no instant, and the message shows how to give one (ALL-05)."""
    schedule = Schedule(time_zone="UTC", hours=OFFICE)
    with pytest.raises(ScheduleError, match=r"is no instant; give an aware datetime"):
        schedule.add(datetime(2026, 3, 2), timedelta(hours=1))  # noqa: DTZ001 - the claim
    with pytest.raises(ScheduleError, match="is no instant"):
        schedule.is_open("2026-03-02")  # type: ignore[arg-type]


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_a_year_out_of_reach_is_an_error(year: int) -> None:
    """A schedule answers for 1900 to 2199 and says so for any other year."""
    schedule = Schedule(time_zone="America/New_York", hours=OFFICE)
    with pytest.raises(ScheduleError, match=f"for the years `1900` to `2199`, and this asks for `{year}`"):
        schedule.is_open(datetime(year, 6, 1, tzinfo=NEW_YORK))


def test_the_ends_of_the_calendar_are_reached_and_not_passed() -> None:
    """The first and the last days answer; a search past them is an error, not a loop."""
    schedule = Schedule(time_zone="UTC", hours={"mon-sun": "23:00-01:00"})
    assert schedule.is_open(datetime(1900, 1, 2, 23, tzinfo=UTC))
    assert schedule.is_open(datetime(2199, 12, 31, 23, tzinfo=UTC))
    with pytest.raises(ScheduleError, match="asks for `1899`"):
        schedule.is_open(datetime(1900, 1, 1, tzinfo=UTC))
    with pytest.raises(ScheduleError, match="asks for `2200`"):
        schedule.add(datetime(2199, 12, 30, tzinfo=UTC), timedelta(hours=20))
    with pytest.raises(ScheduleError, match="asks for `1899`"):
        Schedule(time_zone="UTC", hours=OFFICE).add(datetime(1900, 1, 2, tzinfo=UTC), -timedelta(hours=20))


def test_a_search_over_an_empty_stretch_ends_in_an_error() -> None:
    """A schedule that closes every day of the year never opens, and one around the clock never closes."""
    every_day = [date(2024, 1, 1) + timedelta(days=number) for number in range(366)]
    shut = Schedule(
        time_zone="UTC", hours=OFFICE, holidays={"dates": [day.strftime("%m-%d") for day in every_day]}
    )
    now = datetime(2026, 3, 2, tzinfo=UTC)
    for search in (
        shut.next_open,
        lambda t: shut.add(t, timedelta(hours=1)),
        lambda t: next(shut.periods(t)),
    ):
        with pytest.raises(ScheduleError, match="no open hour in the 20 years after `2026`"):
            search(now)
    with pytest.raises(ScheduleError, match="no open hour in the 20 years before `2026`"):
        shut.add(now, -timedelta(hours=1))
    with pytest.raises(ScheduleError, match="no open hour"):
        shut.add_days(now, -1)
    always = Schedule(time_zone="UTC", hours=WEEKS["always"])
    with pytest.raises(ScheduleError, match="never closes from `2026` to `2046`"):
        always.next_close(now)
    with pytest.raises(ScheduleError, match="never closes from `2006` to `2026`"):
        always.previous_close(now)


def test_a_table_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule of very many periods can't be made to fill the memory: growing ends in an error."""
    monkeypatch.setattr("caserules.schedule.table.MOST_PERIODS", 500)
    schedule = Schedule(time_zone="UTC", hours=OFFICE)
    with pytest.raises(ScheduleError, match="more than 500 periods from `2026` to `2028`; ask for less time"):
        schedule.between(datetime(2040, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(ScheduleError, match="more than 500 periods"):
        schedule.between(datetime(2010, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
