"""A time zone as segments of constant offset, so that wall clock and instant turn into each other exactly."""

from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import TypeAlias
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from caserules.schedule.errors import ScheduleError, suggestion
from caserules.schedule.hours import DAY, show

__all__ = [
    "EPOCH",
    "EPOCH_ORDINAL",
    "Segments",
    "first_instant",
    "micros",
    "offset_at",
    "open_zone",
    "segments",
]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
EPOCH_ORDINAL = EPOCH.toordinal()
Segments: TypeAlias = tuple[tuple[int, int], ...]
"""(first instant, offset from UTC) of each stretch of constant offset, both in microseconds, in order."""

_BEGINNING = -(1 << 62)
_PROBE_DAYS = 3  # no zone has changed twice within three days since 1900
_MACHINES_OWN = ("localtime", "posixrules", "Factory")


def open_zone(name: object) -> ZoneInfo:
    """The IANA zone of that name; raises `ScheduleError` naming the nearest one that exists."""
    if isinstance(name, str) and name and name not in _MACHINES_OWN:
        try:
            return ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    near = suggestion(name[:50], available_timezones()) if isinstance(name, str) else ""
    raise ScheduleError(
        f"time_zone: {show(name)} is no IANA time zone{near or '; write it as `Europe/Paris`'}"
    )


def micros(duration: timedelta) -> int:
    """A duration in whole microseconds."""
    return (duration.days * 86_400 + duration.seconds) * 1_000_000 + duration.microseconds


def first_instant(wall: int, known: Segments) -> int:
    """The first instant whose clock reads `wall` or later, in microseconds of the epoch.

    In a fold that is the first pass, in a gap the jump. `wall` is a local reading in microseconds since
    1970-01-01 00:00 and has to lie well within the `known` segments.
    """
    for number, (start, offset) in enumerate(known):
        instant = max(wall - offset, start)
        if number + 1 == len(known) or instant < known[number + 1][0]:
            return instant
    raise AssertionError(known)


@lru_cache(maxsize=4096)
def segments(zone: ZoneInfo, year: int) -> Segments:
    """The zone's segments that touch the year, with some days on either side."""
    probe = datetime(year, 1, 1, 12) - timedelta(days=6)  # noqa: DTZ001 - a wall clock
    step = timedelta(days=_PROBE_DAYS)
    offset = zone.utcoffset(probe)
    found = [(_BEGINNING, micros(offset))]
    for _ in range(378 // _PROBE_DAYS):
        before, probe = offset, probe + step
        offset = zone.utcoffset(probe)
        if offset is not before and offset != before:
            found.extend(change for change in _changes(zone, probe) if change[0] > found[-1][0])
    return tuple(found)


def _changes(zone: tzinfo, probe: datetime) -> list[tuple[int, int]]:
    """The changes of offset in the days up to `probe`, found day by day and then by halving."""
    around = micros(probe.replace(tzinfo=UTC) - EPOCH)
    found: list[tuple[int, int]] = []
    for start in range(around - (_PROBE_DAYS + 2) * DAY, around + 2 * DAY, DAY):
        low, high = start, start + DAY
        before, after = offset_at(zone, low), offset_at(zone, high)
        if before == after:
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
        found.append((high, after))
    return found


def offset_at(zone: tzinfo, instant: int) -> int:
    """The zone's offset from UTC at an instant of the epoch, both in microseconds."""
    return micros((EPOCH + timedelta(microseconds=instant)).astimezone(zone).utcoffset() or timedelta())
