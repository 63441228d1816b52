"""Business days: counted by the date on which a period opens, moved over at the same wall clock."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.timeline import Timeline
from caserules.schedule.zone import clock_on, micros, utc

__all__ = [
    "DayPart",
    "add_days",
    "clock_of",
    "closing_on",
    "date_of",
    "day_after",
    "days_within",
    "opening_on",
]

DayPart = Literal["clock", "open", "close"]
"""Where on the day reached `add_days` ends: at the start's own wall clock, at the opening, at the closing."""

_INSTANT = timedelta(microseconds=1)


def date_of(timeline: Timeline, moment: datetime) -> int:
    """The ordinal of an instant's date in the schedule's zone; in a night's period, of the date it opened."""
    if moment.tzinfo is timeline.zone and not timeline.almanac.overnight:
        return moment.toordinal()
    instant = utc(moment)
    ordinal = instant.astimezone(timeline.zone).toordinal()
    if timeline.almanac.overnight and any(
        start <= instant < stop for start, stop in _periods(timeline, ordinal - 1)
    ):
        return ordinal - 1
    return ordinal


def clock_of(timeline: Timeline, instant: datetime, ordinal: int) -> int:
    """Microseconds on the wall clock from a date's midnight to an instant."""
    wall = instant.astimezone(timeline.zone).replace(tzinfo=UTC, fold=0)
    return micros(wall - datetime.fromordinal(ordinal).replace(tzinfo=UTC))


def opening_on(timeline: Timeline, ordinal: int) -> datetime:
    """The first opening of a business day."""
    return min(start for start, _ in _periods(timeline, ordinal))


def closing_on(timeline: Timeline, ordinal: int) -> datetime:
    """The last closing of a business day."""
    return max(stop for _, stop in _periods(timeline, ordinal))


def _periods(timeline: Timeline, ordinal: int) -> Iterator[tuple[datetime, datetime]]:
    """The periods that open on a date, less those that fall into a gap of the clock."""
    for opening, closing in timeline.almanac.day(ordinal).plan:
        start, stop = clock_on(timeline.zone, ordinal, opening), clock_on(timeline.zone, ordinal, closing)
        if start < stop:
            yield start, stop


def days_within(timeline: Timeline, low: int, high: int) -> int:
    """How many of the dates from one ordinal to another, both included, are business days."""
    if low > high:
        return 0
    days = timeline.spanning(low, high).days
    return bisect_right(days, high) - bisect_left(days, low)


def day_after(timeline: Timeline, ordinal: int, days: int) -> int:
    """The ordinal of the business day `days` after a date, or, of a negative number, before it.

    The date itself isn't counted. Zero means the date itself, or the first business day after it.
    """
    table = timeline.spanning(ordinal, ordinal)
    asked = date.fromordinal(ordinal).year
    while True:
        place = bisect_right(table.days, ordinal) - 1 if days > 0 else bisect_left(table.days, ordinal)
        if place + days >= len(table.days):
            table = timeline.later(table, asked)
        elif place + days < 0:
            table = timeline.earlier(table, asked)
        else:
            return table.days[place + days]


def _closing_clock(timeline: Timeline, closing: datetime, ordinal: int) -> int:
    """Where a closing stands on its date's wall clock: at midnight that is 24:00."""
    return clock_of(timeline, closing - _INSTANT, ordinal) + 1


def add_days(timeline: Timeline, moment: datetime, days: int, at: DayPart) -> datetime:
    """The instant `days` business days on; see `Schedule.add_days`."""
    if at not in ("clock", "open", "close"):
        raise ScheduleError(f"at: {show(at)} is not known; `clock`, `open` and `close` are")
    if at == "clock":
        moved = timeline.same_clock(moment, days)
        if moved is not None:
            return moved
    instant = utc(moment)
    if days >= 0:
        start = max(timeline.opening(instant), instant)
        day = date_of(timeline, start)
        clock = clock_of(timeline, start, day)
    else:
        start = timeline.ending(instant)
        inside = timeline.opening(start) <= start
        day = date_of(timeline, start if inside else start - _INSTANT)
        clock = clock_of(timeline, start, day) if inside else _closing_clock(timeline, start, day)
    reached = day_after(timeline, day, days)
    if at == "open":
        result = opening_on(timeline, reached)
    elif at == "close":
        result = closing_on(timeline, reached)
    else:
        result = clock_on(timeline.zone, reached, clock) if days else start
    return result.astimezone(moment.tzinfo)
