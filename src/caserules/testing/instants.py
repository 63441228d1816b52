"""Instants as desks meet them: aware, in many zones, and now and then beside a change of clocks.

The examples below are what a test could claim:

>>> from hypothesis import given
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

__all__ = ["ZONES", "gaps", "instants", "later", "zones"]

ZONES = (
    "UTC",
    "America/New_York",
    "America/Los_Angeles",
    "America/St_Johns",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Paris",
    "Africa/Casablanca",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Apia",
    "Pacific/Kiritimati",
)
"""Zones with and without changes of clocks, with odd offsets, and at both ends of the day."""

_FIRST, _LAST = datetime(2015, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)

_CHANGES = (
    datetime(2026, 3, 8, 7, tzinfo=UTC),  # New York goes forward
    datetime(2026, 11, 1, 6, tzinfo=UTC),  # and back
    datetime(2026, 3, 29, 1, tzinfo=UTC),  # Paris and London go forward
    datetime(2026, 10, 25, 1, tzinfo=UTC),  # and back
    datetime(2026, 4, 4, 15, tzinfo=UTC),  # Lord Howe goes back, by half an hour
    datetime(2026, 10, 3, 15, 30, tzinfo=UTC),  # and forward
)
"""Instants at which some of the zones change their clocks."""


@cache
def zones() -> st.SearchStrategy[ZoneInfo]:
    """A time zone, of `ZONES`.

    >>> @given(zones())
    ... def claim(zone):
    ...     assert zone.key in ZONES
    >>> claim()
    """
    return st.sampled_from(ZONES).map(ZoneInfo)


def instants(
    after: datetime = _FIRST,
    before: datetime | None = None,
    zone: st.SearchStrategy[ZoneInfo] | None = None,
) -> st.SearchStrategy[datetime]:
    """An aware instant from `after` to `before`, both included, in any zone; often near a change of clocks.

    Without a `before`, it is up to 2035, or up to a day after a later `after`.

    Seconds and microseconds are there, but rare: people write whole minutes.

    >>> @given(instants(datetime(2026, 3, 2, tzinfo=UTC)))
    ... def claim(at):
    ...     assert at >= datetime(2026, 3, 2, tzinfo=UTC)
    >>> claim()
    """
    low = after.astimezone(UTC)
    high = max(_LAST, low + timedelta(days=1)) if before is None else before.astimezone(UTC)
    anywhere = st.datetimes(low.replace(tzinfo=None), high.replace(tzinfo=None))
    whole = anywhere.map(lambda at: at.replace(second=0, microsecond=0)).map(_in_utc)
    near = [change for change in _CHANGES if low <= change <= high]
    choices = [whole, anywhere.map(_in_utc)]
    if near:
        about = st.integers(-120, 120).map(lambda minutes: timedelta(minutes=minutes))
        choices.append(st.builds(lambda change, off: change + off, st.sampled_from(near), about))
    exact = st.one_of(choices).map(lambda at: min(max(at, low), high))
    return st.builds(lambda at, tz: at.astimezone(tz), exact, zones() if zone is None else zone)


@cache
def gaps(longest: timedelta = timedelta(days=30)) -> st.SearchStrategy[timedelta]:
    """The time between two things that happen; none at all is common, and so are minutes.

    >>> @given(gaps(timedelta(hours=1)))
    ... def claim(gap):
    ...     assert timedelta() <= gap <= timedelta(hours=1)
    >>> claim()
    """
    return st.one_of(
        st.just(timedelta()),
        st.integers(1, 600).map(lambda minutes: min(timedelta(minutes=minutes), longest)),
        st.timedeltas(timedelta(), longest),
    )


def later(at: datetime, gap: timedelta) -> datetime:
    """The instant so much real time after `at` (before it, if `gap` is negative), in the zone of `at`.

    Python's own sum moves the wall clock, which a change of clocks makes a different thing.

    >>> night = datetime(2026, 3, 8, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    >>> print(later(night, timedelta(hours=1)))
    2026-03-08 03:30:00-04:00
    """
    return (at.astimezone(UTC) + gap).astimezone(at.tzinfo)


def _in_utc(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC)
