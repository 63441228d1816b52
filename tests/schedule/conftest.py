"""Schedules and instants to test with, and a naive definition of business time that shares no code.

The definition knows neither a table nor running totals: it turns each date's wall-clock hours into real
intervals by Python's own `fold` rules, walking minute by minute where a time of day doesn't exist.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from caserules.schedule import Schedule

ZONES = (
    "UTC",
    "America/New_York",
    "Europe/London",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Pacific/Apia",  # had no 2011-12-30
    "America/Sao_Paulo",  # changed at midnight
    "Asia/Beirut",  # changes at midnight
    "America/St_Johns",  # changed a minute past midnight
    "Africa/Casablanca",  # changes about Ramadan
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Antarctica/Troll",  # two hours of summer time
    "Pacific/Chatham",
    "America/Havana",
    "Africa/Cairo",
    "Europe/Dublin",  # winter time is the exception
    "Asia/Tehran",
    "America/Asuncion",
)
WEEKS: dict[str, dict[str, Any]] = {
    "office": {"mon-fri": "09:00-17:00"},
    "lunch": {"mon-thu": ["09:00-12:00", "13:00-17:30"], "fri": "08:30-15:00:30"},
    "nights": {"mon-wed": "22:00-06:00", "fri": ["08:00-11:00", "20:00-02:30"], "sat": "23:30-24:00"},
    "always": {"mon-sun": "00:00-24:00"},
    "gulf": {"sun-thu": "08:00-16:00"},
    "hour": {"wed": "01:30-02:30"},
    "around the clock change": {
        "sat-sun": ["00:00-00:30", "01:15-02:15", "02:30-03:30"],
        "mon": "00:00-24:00",
    },
}
_MINUTE = timedelta(minutes=1)
_NUMBERS = {name: number for number, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}


@dataclass(frozen=True)
class Spec:
    """The data of a schedule, from which both the library and the naive definition are made."""

    zone: str
    hours: dict[str, Any]
    closed: tuple[date, ...] = ()
    opened: tuple[date, ...] = ()
    overrides: dict[date, list[str]] = field(default_factory=dict)
    breaks: dict[date, str] = field(default_factory=dict)

    @property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return ZoneInfo(self.zone)

    def schedule(self) -> Schedule:
        """The library's schedule."""
        return Schedule(
            time_zone=self.zone,
            hours=self.hours,
            holidays={"dates": list(self.closed), "except": list(self.opened)},
            overrides=self.overrides,
            breaks=self.breaks,
        )

    def naive(self) -> "Naive":
        """The naive definition."""
        return Naive(self)


class Naive:
    """What a schedule means, the slow way; every instant is in UTC."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def plan(self, day: date) -> list[tuple[int, int]]:
        """The day's periods in seconds from its midnight."""
        if day in self.spec.overrides:
            return [_seconds(text) for text in self.spec.overrides[day]]
        if day in self.spec.closed and day not in self.spec.opened:
            return []
        texts: Any = []
        for key, value in self.spec.hours.items():
            first, _, last = key.partition("-")
            if _NUMBERS[first] <= day.weekday() <= _NUMBERS[last or first] or (
                _NUMBERS[last or first] < _NUMBERS[first]
                and (day.weekday() >= _NUMBERS[first] or day.weekday() <= _NUMBERS[last])
            ):
                texts = [value] if isinstance(value, str) else value
        return [_seconds(text) for text in texts]

    def first(self, day: date, seconds: int) -> datetime:
        """The first instant whose clock reads that time of that day, or later."""
        wall = datetime.combine(day, time()) + timedelta(seconds=seconds)
        instant = wall.replace(tzinfo=self.spec.tz).astimezone(UTC)
        if self.wall(instant) == wall:
            return instant
        # the clock jumps over it: walk up to the jump
        instant = (instant - timedelta(hours=26)).replace(second=0, microsecond=0)
        while self.wall(instant) < wall:
            instant += _MINUTE
        return instant

    def wall(self, instant: datetime) -> datetime:
        """What the clock reads at an instant."""
        return instant.astimezone(self.spec.tz).replace(tzinfo=None, fold=0)

    def intervals(self, low: date, high: date) -> list[tuple[datetime, datetime]]:
        """The open intervals of periods that begin on the dates from `low` to `high`; none over another."""
        found = []
        for number in range((high - low).days + 1):
            day = low + timedelta(days=number)
            found += [
                (self.first(day, opening), self.first(day, closing)) for opening, closing in self.plan(day)
            ]
        for day, text in self.spec.breaks.items():
            opening, closing = _seconds(text)
            start, stop = self.first(day, opening), self.first(day, closing)
            found = [
                piece
                for each in found
                for piece in ((each[0], min(each[1], start)), (max(each[0], stop), each[1]))
            ]
        merged: list[tuple[datetime, datetime]] = []
        for start, stop in sorted(each for each in found if each[0] < each[1]):
            if merged and start <= merged[-1][1]:
                merged[-1] = (merged[-1][0], max(stop, merged[-1][1]))
            else:
                merged.append((start, stop))
        return merged

    def around(self, low: datetime, high: datetime) -> list[tuple[datetime, datetime]]:
        """The open intervals about two instants."""
        return self.intervals(low.date() - timedelta(days=3), high.date() + timedelta(days=3))

    def between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from a to b."""
        if b < a:
            return -self.between(b, a)
        pieces = ((max(start, a), min(stop, b)) for start, stop in self.around(a, b))
        return sum((stop - start for start, stop in pieces if start < stop), timedelta())

    def is_open(self, instant: datetime) -> bool:
        """Whether an interval holds the instant."""
        return any(start <= instant < stop for start, stop in self.around(instant, instant))

    def add(self, instant: datetime, amount: timedelta) -> datetime:
        """Where `amount` of open time ends, forward at a closing, backward at an opening."""
        left = abs(amount)
        if not left:
            return instant
        weeks = 2
        while True:
            far = instant + timedelta(weeks=weeks) * (1 if amount > timedelta() else -1)
            rest = left
            if amount > timedelta():
                for start, stop in self.around(instant, far):
                    length = stop - max(start, instant)
                    if length >= rest:
                        return max(start, instant) + rest
                    rest -= max(length, timedelta())
            else:
                for start, stop in reversed(self.around(far, instant)):
                    length = min(stop, instant) - start
                    if length >= rest:
                        return min(stop, instant) - rest
                    rest -= max(length, timedelta())
            weeks *= 2

    def periods(self, day: date) -> list[tuple[datetime, datetime]]:
        """The real periods that open on the date."""
        pieces = self.plan(day)
        for broken, text in self.spec.breaks.items():
            shift = (broken - day).days * 86_400
            low, high = (each + shift for each in _seconds(text))
            pieces = [
                piece
                for opening, closing in pieces
                for piece in ((opening, min(closing, low)), (max(opening, high), closing))
                if piece[0] < piece[1]
            ]
        found = [(self.first(day, opening), self.first(day, closing)) for opening, closing in pieces]
        return [each for each in found if each[0] < each[1]]


def _seconds(text: str) -> tuple[int, int]:
    opening, closing = (
        sum(int(part) * size for part, size in zip(end.split(":"), (3600, 60, 1), strict=False))
        for end in text.split("-")
    )
    return opening, closing if closing > opening else closing + 86_400


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The hours in which the zone's offset changed, of some years."""
    tz = ZoneInfo(zone)
    found = []
    for first, last in ((1974, 1976), (2008, 2012), (2017, 2019), (2024, 2027), (2050, 2051)):
        instant = datetime(first, 1, 1, tzinfo=UTC)
        while instant.year <= last:
            if instant.astimezone(tz).utcoffset() != (instant + timedelta(days=1)).astimezone(tz).utcoffset():
                found.append(instant + timedelta(hours=12))
            instant += timedelta(days=1)
    return tuple(found) or (datetime(2026, 3, 8, 7, tzinfo=UTC),)


@st.composite
def instants(draw: st.DrawFn, zone: str) -> datetime:
    """Instants in UTC: near a change of the zone's offset, near New Year, or anywhere from 1970 to 2100."""
    near = draw(
        st.sampled_from(changes(zone))
        | st.integers(1971, 2099).map(lambda year: datetime(year, 1, 1, tzinfo=UTC))
        | st.integers(0, 131 * 365).map(lambda days: datetime(1970, 1, 2, tzinfo=UTC) + timedelta(days=days))
    )
    minutes = draw(st.integers(-4 * 1440, 4 * 1440) | st.integers(-180, 180))
    return near.replace(second=0, microsecond=0) + timedelta(
        minutes=minutes,
        seconds=draw(st.sampled_from((0, 0, 0, 1, 59))),
        microseconds=draw(st.sampled_from((0, 0, 1, 999_999))),
    )


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A schedule's data; without dated exceptions, so that they can be added near an instant."""
    return Spec(draw(st.sampled_from(ZONES)), draw(st.sampled_from(sorted(WEEKS)).map(WEEKS.__getitem__)))


_PLANS = (
    [],
    ["10:00-11:00"],
    ["00:00-24:00"],
    ["18:00-03:00"],
    ["02:00-02:45", "23:00-04:00"],
    ["00:00-00:30", "12:00-12:30"],
)
_BREAKS = ("00:00-01:00", "12:00-13:30", "01:45-02:45", "09:00-24:00")


@st.composite
def scenes(draw: st.DrawFn) -> tuple[Spec, datetime]:
    """A schedule with dated exceptions about an instant, and that instant in UTC."""
    spec = draw(specs())
    instant = draw(instants(spec.zone))
    days = st.integers(-3, 5).map(lambda number: instant.date() + timedelta(days=number))
    overrides = draw(st.dictionaries(days, st.sampled_from(_PLANS), max_size=2))
    closed = tuple(sorted(draw(st.sets(days, max_size=2)) - overrides.keys()))
    opened = tuple(draw(st.sets(st.sampled_from(closed), max_size=1))) if closed else ()
    breaks = draw(st.dictionaries(days, st.sampled_from(_BREAKS), max_size=2))
    return Spec(spec.zone, spec.hours, closed, opened, overrides, breaks), instant


@st.composite
def spans(draw: st.DrawFn) -> tuple[Spec, datetime, datetime]:
    """A scene with a second instant, up to a month away on either side."""
    spec, instant = draw(scenes())
    minutes = draw(st.integers(-6 * 1440, 6 * 1440) | st.integers(-40 * 1440, 40 * 1440))
    return spec, instant, instant + timedelta(minutes=minutes, microseconds=draw(st.integers(0, 1)))


amounts = st.builds(
    timedelta,
    minutes=st.integers(0, 40 * 60),
    microseconds=st.sampled_from((0, 0, 0, 1, 999_999)),
)
"""Business time of up to a working week."""


def each_minute(low: datetime, high: datetime) -> Iterator[datetime]:
    """Every minute from one instant to another."""
    while low < high:
        yield low
        low += _MINUTE
