"""What the pauses of a clock do to the instant at which a target is due."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TypeAlias

from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.schedule import Schedule
from caserules.schedule.zone import utc

__all__ = ["Pauses", "pushed_by_business_time", "pushed_by_real_time", "real_time", "set_anew"]

Pauses: TypeAlias = Sequence[tuple[datetime, datetime]]
"""Closed stretches (from, until) of a clock, in order of time, none over another."""


def _since(start: datetime, pauses: Pauses) -> Iterator[tuple[datetime, datetime]]:
    """The pauses in UTC, cut to what lies after `start`."""
    reached = None
    for begin, end in pauses:
        low, high = utc(begin), utc(end)
        if high < low or (reached is not None and low < reached):
            raise ScheduleError(
                f"the pause from {show(begin.isoformat())} to {show(end.isoformat())} is out of order; "
                "give closed pauses in order of time, none over another"
            )
        reached = high
        if high > start:
            yield max(low, start), high


def pushed_by_real_time(due: datetime, start: datetime, pauses: Pauses) -> datetime:
    """`due`, later by the real time of each pause that begins before it."""
    instant = utc(due)
    if not pauses:
        return instant.astimezone(start.tzinfo)
    for low, high in _since(utc(start), pauses):
        if low < instant:
            instant += high - low
    return instant.astimezone(start.tzinfo)


def pushed_by_business_time(due: datetime, start: datetime, pauses: Pauses, schedule: Schedule) -> datetime:
    """`due`, later by the business time of each pause that begins before it."""
    instant = utc(due)
    if not pauses:
        return instant.astimezone(start.tzinfo)
    for low, high in _since(utc(start), pauses):
        if low < instant:
            instant = schedule.add(instant, schedule.between(low, high))
    return instant.astimezone(start.tzinfo)


def set_anew(
    rule: Callable[[datetime, Schedule], datetime], start: datetime, pauses: Pauses, schedule: Schedule
) -> datetime:
    """What the rule says of `start`, or of the end of the pause in which that instant passes."""
    due = utc(rule(start, schedule))
    for low, high in _since(utc(start), pauses):
        if low < due < high:
            due = utc(rule(high, schedule))
    return due.astimezone(start.tzinfo)


def real_time(start: datetime, stop: datetime) -> timedelta:
    """Real time from one instant to another, whatever their zones."""
    return utc(stop) - utc(start)
