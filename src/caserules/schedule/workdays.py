"""Business days: counted by the date on which a period opens, moved over at the same wall clock."""

from bisect import bisect_left, bisect_right
from datetime import date, datetime
from typing import Literal

from caserules.schedule.errors import ScheduleError
from caserules.schedule.hours import DAY, show
from caserules.schedule.reckon import Reckoner, instant_of, moment_of
from caserules.schedule.zone import EPOCH_ORDINAL, first_instant, offset_at, segments

__all__ = ["DayPart", "add_days", "clock_on", "closing_of", "date_of", "days_after", "days_within"]

DayPart = Literal["clock", "open", "close"]
"""Where on the day reached `add_days` ends: at the start's own wall clock, at the opening, at the closing."""


def date_of(timeline: Reckoner, instant: int) -> int:
    """The ordinal of an instant's date in the schedule's zone; within a night's period, of its opening's date."""
    wall = instant + offset_at(timeline.zone, instant)
    ordinal = wall // DAY + EPOCH_ORDINAL
    if timeline.almanac.overnight and ordinal > 1:
        for opening, closing in timeline.almanac.day(ordinal - 1).plan:
            if closing > DAY and clock_on(timeline, ordinal - 1, opening) <= instant < clock_on(
                timeline, ordinal - 1, closing
            ):
                return ordinal - 1
    return ordinal


def clock_on(timeline: Reckoner, ordinal: int, clock: int) -> int:
    """The first instant of a date on which its wall clock reads `clock`, or later; past 24:00 of the next."""
    known = segments(timeline.zone, date.fromordinal(ordinal).year)
    return first_instant((ordinal - EPOCH_ORDINAL) * DAY + clock, known)


def closing_of(timeline: Reckoner, ordinal: int) -> int:
    """The last closing of a business day."""
    return clock_on(timeline, ordinal, timeline.almanac.day(ordinal).plan[-1][1])


def opening_of(timeline: Reckoner, ordinal: int) -> int:
    """The first opening of a business day."""
    return clock_on(timeline, ordinal, timeline.almanac.day(ordinal).plan[0][0])


def days_within(timeline: Reckoner, low: int, high: int) -> int:
    """How many of the dates from one ordinal to another, both included, are business days."""
    if low > high:
        return 0
    days = timeline.covering(date.fromordinal(low).year, date.fromordinal(high).year).days
    return bisect_right(days, high) - bisect_left(days, low)


def days_after(timeline: Reckoner, ordinal: int, days: int) -> int:
    """The ordinal of the business day `days` after a date (a negative number: before it), itself not counted.

    Zero means the date itself, or the first business day after it.
    """
    year = date.fromordinal(ordinal).year
    table = timeline.covering(year, year)
    while True:
        if days > 0:
            place = bisect_right(table.days, ordinal) + days - 1
        else:
            place = bisect_left(table.days, ordinal) + days
        if place >= len(table.days):
            table = timeline.later(table)
        elif place < 0:
            table = timeline.earlier(table)
        else:
            return table.days[place]


def add_days(timeline: Reckoner, moment: datetime, days: int, at: DayPart) -> datetime:
    """The instant `days` business days on; see `Schedule.add_days`."""
    instant = instant_of(moment)
    if days >= 0:
        start = max(timeline.opening(instant), instant)
        day = date_of(timeline, start)
        clock = start + offset_at(timeline.zone, start)
    else:
        start = timeline.ending(instant)
        day = date_of(timeline, start - 1)
        clock = start - 1 + offset_at(timeline.zone, start - 1) + 1
    reached = days_after(timeline, day, days)
    match at:
        case "clock":
            since_midnight = clock - (day - EPOCH_ORDINAL) * DAY
            if days == 0:
                result = start
            else:
                result = clock_on(timeline, reached, since_midnight)
        case "open":
            result = opening_of(timeline, reached)
        case "close":
            result = closing_of(timeline, reached)
        case _:
            raise ScheduleError(f"at: {show(at)} is not known; `clock`, `open` and `close` are")
    return moment_of(result, moment.tzinfo)
