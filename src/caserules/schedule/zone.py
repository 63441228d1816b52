"""A time zone as segments of constant offset, so that wall clock and instant turn into each other exactly.

Within this floor an instant is a datetime in UTC, where Python's arithmetic is real time; a wall clock is a
number of microseconds since 1970-01-01 00:00 local.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from caserules.schedule.errors import ScheduleError, show, suggestion
from caserules.schedule.hours import DAY

__all__ = [
    "EPOCH",
    "EPOCH_ORDINAL",
    "FIRST_YEAR",
    "LAST_YEAR",
    "Segments",
    "clock_on",
    "first_instant",
    "micros",
    "open_zone",
    "out_of_years",
    "segments",
    "unsteady_dates",
    "utc",
]

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years that a schedule answers for."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
Segments: TypeAlias = tuple[tuple[int, int], ...]
"""(first instant, offset from UTC) of each stretch of constant offset, both in microseconds, in order."""

_BEGINNING = -(1 << 62)
_DAYS = 378
_CLOSEST, _CLOSEST_BEFORE_1970 = (
    6,
    3,
)  # so many days no zone has had two changes in, since 1970 and since 1900
_MACHINES_OWN = ("localtime", "posixrules", "Factory")


def open_zone(name: object) -> ZoneInfo:
    """The IANA zone of that name; raises `ScheduleError` naming the nearest one that exists."""
    if isinstance(name, str) and name and name not in _MACHINES_OWN:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    near = suggestion(name, available_timezones()) if isinstance(name, str) else ""
    raise ScheduleError(
        f"time_zone: {show(name)} is no IANA time zone{near or '; write it as `Europe/Paris`'}"
    )


def micros(duration: timedelta) -> int:
    """A duration in whole microseconds."""
    return (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds


def utc(moment: datetime) -> datetime:
    """The instant in UTC, a plain datetime; raises `ScheduleError` for a naive one or a year out of reach."""
    zone = moment.tzinfo if type(moment) is datetime else None
    if type(zone) is not timezone and type(zone) is not ZoneInfo:
        moment = _plain(moment)
    if not FIRST_YEAR - 1 <= moment.year <= LAST_YEAR + 1:
        raise out_of_years(moment.year)
    return moment if zone is UTC else moment.astimezone(UTC)


def _plain(moment: datetime) -> datetime:
    """The same instant without whatever another library adds to a datetime."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ScheduleError(
            f"{show(moment)} is no instant; give an aware datetime, such as "
            'datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))'
        )
    clock = time(moment.hour, moment.minute, moment.second, moment.microsecond, fold=moment.fold)
    return datetime.combine(date(moment.year, moment.month, moment.day), clock, moment.tzinfo)


def out_of_years(year: int) -> ScheduleError:
    """The error for a year that no schedule answers for."""
    return ScheduleError(
        f"a schedule answers for the years `{FIRST_YEAR}` to `{LAST_YEAR}`, and this asks for `{year}`"
    )


def first_instant(wall: int, known: Segments) -> int:
    """The first instant whose clock reads `wall` or later, in microseconds of the epoch.

    In a fold that is the first pass, in a gap the jump. `wall` has to lie well within the `known` segments.
    """
    for (start, offset), (change, _) in pairwise(known):
        instant = max(wall - offset, start)
        if instant < change:
            return instant
    start, offset = known[-1]
    return max(wall - offset, start)


def clock_on(zone: ZoneInfo, ordinal: int, clock: int) -> datetime:
    """The first instant at which a date's wall clock reads `clock`, or later; it may pass 24:00."""
    year = datetime.fromordinal(ordinal).year
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise out_of_years(year)
    wall = (ordinal - EPOCH_ORDINAL) * DAY + clock
    return EPOCH + timedelta(microseconds=first_instant(wall, segments(zone, year)))


@lru_cache(maxsize=4096)
def segments(zone: ZoneInfo, year: int) -> Segments:
    """The zone's segments that touch the year, with some days on either side."""
    probe = datetime(year, 1, 1, 12) - timedelta(days=6)  # noqa: DTZ001 - a wall clock
    days = _CLOSEST if year > EPOCH.year else _CLOSEST_BEFORE_1970
    step = timedelta(days=days)
    offset = zone.utcoffset(probe)
    found = [(_BEGINNING, micros(offset or timedelta()))]
    for _ in range(_DAYS // days):
        before, probe = offset, probe + step
        offset = zone.utcoffset(probe)
        if offset != before:
            found.extend(change for change in _changes(zone, probe, days) if change[0] > found[-1][0])
    return tuple(found)


def _changes(zone: ZoneInfo, probe: datetime, days: int) -> list[tuple[int, int]]:
    """The changes of offset in the days up to `probe`, found day by day, then by halving, to the second."""
    found: list[tuple[int, int]] = []
    day = probe.replace(tzinfo=UTC) - timedelta(days=days + 2)
    before = day.astimezone(zone).utcoffset()
    for _ in range(days + 4):
        day += timedelta(days=1)
        after = day.astimezone(zone).utcoffset()
        if before != after:
            low, high = day - timedelta(days=1), day
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                same = middle.astimezone(zone).utcoffset() == before
                low, high = (middle, high) if same else (low, middle)
            found.append((micros(high - EPOCH), micros(after or timedelta())))
        before = after
    return found


def unsteady_dates(known: Segments) -> set[int]:
    """The ordinals of the dates on which, or next to which, the offset changes."""
    found: set[int] = set()
    for (_, before), (change, after) in pairwise(known):
        first = (change + min(before, after)) // DAY
        last = (change + max(before, after)) // DAY
        found.update(range(EPOCH_ORDINAL + first - 1, EPOCH_ORDINAL + last + 2))
    return found
