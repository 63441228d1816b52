"""Zones as segments, against Python's own conversions."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.conftest import ZONES, Spec, instants

from caserules.schedule.zone import (
    EPOCH,
    EPOCH_ORDINAL,
    clock_on,
    first_instant,
    micros,
    segments,
    unsteady_dates,
)


@given(st.sampled_from(ZONES).flatmap(lambda zone: st.tuples(st.just(zone), instants(zone))))
def test_segments_are_the_offsets_that_python_gives(drawn: tuple[str, datetime]) -> None:
    """At any instant the segment in force has the zone's own offset."""
    zone, t = drawn
    known = segments(ZoneInfo(zone), t.year)
    offset = next(offset for start, offset in reversed(known) if start <= micros(t - EPOCH))
    assert timedelta(microseconds=offset) == t.astimezone(ZoneInfo(zone)).utcoffset()


@given(
    st.sampled_from(ZONES).flatmap(lambda zone: st.tuples(st.just(zone), instants(zone))),
    st.integers(0, 2_879),
)
def test_a_clock_is_reached_where_walking_reaches_it(drawn: tuple[str, datetime], minute: int) -> None:
    """The first instant that reads a time or later is the naive definition's, over gaps and folds."""
    zone, t = drawn
    expected = Spec(zone, {}).naive().first(t.date(), minute * 60)
    assert clock_on(ZoneInfo(zone), t.toordinal(), minute * 60_000_000) == expected


@pytest.mark.parametrize("name", sorted(available_timezones())[::40])
@pytest.mark.parametrize("year", [1945, 2000, 2011, 2026])
def test_every_change_of_every_zone_is_found(name: str, year: int) -> None:
    """Hour by hour through the first days of a month, no zone has an offset that the segments lack."""
    zone = ZoneInfo(name)
    known = segments(zone, year)
    for hour in range(0, 24 * 365, 7):
        instant = datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        offset = next(offset for start, offset in reversed(known) if start <= micros(instant - EPOCH))
        assert timedelta(microseconds=offset) == instant.astimezone(zone).utcoffset()


def test_the_dates_about_a_change_are_unsteady() -> None:
    """The date of the change and its neighbours, no other."""
    found = unsteady_dates(segments(ZoneInfo("America/New_York"), 2026))
    dates = sorted(datetime.fromordinal(each).strftime("%m-%d") for each in found)
    assert dates == ["03-07", "03-08", "03-09", "10-31", "11-01", "11-02"]
    assert unsteady_dates(segments(ZoneInfo("UTC"), 2026)) == set()


def test_a_gap_is_left_at_its_jump() -> None:
    """A time that the clock skips is reached when the clock jumps over it."""
    wall = (datetime(2026, 3, 8).toordinal() - EPOCH_ORDINAL) * 86_400_000_000 + 9_000_000_000  # noqa: DTZ001 - a date
    jump = first_instant(wall, segments(ZoneInfo("America/New_York"), 2026))
    assert EPOCH + timedelta(microseconds=jump) == datetime(2026, 3, 8, 7, tzinfo=UTC)
