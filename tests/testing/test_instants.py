"""The instants that tests are made with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from caserules.testing import ZONES, gaps, instants, later, zones

PARIS = ZoneInfo("Europe/Paris")


@given(instants())
def test_every_instant_carries_a_zone(at: datetime) -> None:
    """No instant is naive."""
    assert at.utcoffset() is not None


@given(st.data())
def test_instants_stay_within_their_bounds(data: st.DataObject) -> None:
    """Bounds are judged in real time, whatever zone they are written in."""
    low = data.draw(instants())
    high = later(low, data.draw(gaps()))
    at = data.draw(instants(after=low, before=high))
    assert low.astimezone(UTC) <= at.astimezone(UTC) <= high.astimezone(UTC)


@given(instants(zone=st.just(PARIS)))
def test_a_zone_can_be_asked_for(at: datetime) -> None:
    """`zone` decides in which zone the instant is written."""
    assert at.tzinfo is PARIS


@pytest.mark.parametrize("fold", [0, 1])
def test_both_passes_of_a_repeated_hour_are_met(fold: int) -> None:
    """A wall clock that is read twice comes up in its first and in its second pass."""

    def repeated(at: datetime) -> bool:
        return at.fold == fold and at.replace(fold=0).utcoffset() != at.replace(fold=1).utcoffset()

    assert find(
        instants(zone=st.just(PARIS)),
        repeated,
        settings=settings(max_examples=2000, database=None, phases=[Phase.generate]),
    )


def test_every_zone_is_met() -> None:
    """Each of `ZONES` can come up."""
    for name in ZONES:
        assert find(zones(), lambda zone, name=name: zone.key == name)


@given(gaps())
def test_gaps_never_run_back(gap: timedelta) -> None:
    """A gap is nothing or more."""
    assert timedelta() <= gap <= timedelta(days=30)


@given(instants(), gaps())
def test_later_counts_real_time(at: datetime, gap: timedelta) -> None:
    """`later` moves by real time, keeps the zone, and is undone by its negative."""
    after = later(at, gap)
    assert after.tzinfo is at.tzinfo
    assert after.astimezone(UTC) - at.astimezone(UTC) == gap
    assert later(after, -gap).astimezone(UTC) == at.astimezone(UTC)


def test_without_an_end_there_is_always_room_after_the_beginning() -> None:
    """However late the first instant may be, there are instants from it on."""
    low = datetime(2040, 1, 1, tzinfo=UTC)
    assert find(instants(after=low), lambda at: at > low, settings=settings(phases=[Phase.generate])) > low
