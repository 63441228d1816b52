"""The flat table of a schedule's open periods, built by whole years.

Everything is worked out once, in whole microseconds of real time: where each period opens and closes, and the
running total of open time before it. A table never changes; a year more makes a new one.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from caserules.schedule.almanac import Almanac, DayHours
from caserules.schedule.errors import ScheduleError
from caserules.schedule.hours import DAY
from caserules.schedule.zone import EPOCH, EPOCH_ORDINAL, clock_on, first_instant, segments, unsteady_dates

__all__ = ["MOST_PERIODS", "Row", "Table", "first_table", "with_earlier_year", "with_later_years"]

MOST_PERIODS = 600_000
"""So many periods end the growth of a table: 65 years of a period every hour."""

Stretch: TypeAlias = tuple[datetime, datetime, timedelta]
"""Closing and opening of a period on one date's wall clock, and the running total at that opening."""
Row: TypeAlias = "tuple[timedelta, tuple[Stretch, ...], int, datetime] | None"
"""One date on which the zone's offset is constant: the running total after its last stretch, its stretches,
the number of business days before it, its midnight. None for a date on or next to a change of offset."""

_NEVER = datetime.min.replace(tzinfo=UTC)
_ZERO = timedelta()
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Table:
    """All that is known of the years `first_year` to `last_year`."""

    first_year: int
    last_year: int
    low: datetime
    """First instant that the table answers for."""
    high: datetime
    """First instant past those that it answers for."""
    first_ordinal: int
    """The date of the first row."""
    rows: tuple[Row, ...]
    starts: tuple[datetime, ...]
    """Each period's opening, in UTC."""
    ends: tuple[datetime, ...]
    totals: tuple[timedelta, ...]
    """Open time from the origin to each opening, and at last to the table's end."""
    walls: tuple[datetime | None, ...]
    """Each period's opening in the schedule's zone; None where the period is near a change of offset."""
    days: tuple[int, ...]
    """Ordinals of the business days."""
    days_before: int
    """How many business days lie between the origin and the first of `days`; negative before the origin."""


class _Before(NamedTuple):
    """What went before a year: open time, business days, the last closing."""

    total: timedelta = _ZERO
    days: int = 0
    reached: datetime = _NEVER


class _Periods(NamedTuple):
    starts: tuple[datetime, ...]
    ends: tuple[datetime, ...]
    totals: tuple[timedelta, ...]
    walls: tuple[datetime | None, ...]


class _Year:
    """One year's rows and periods while they are built, from what went before it."""

    __slots__ = ("_count", "_periods", "_segments", "days", "reached", "rows", "total")

    def __init__(self, zone: ZoneInfo, almanac: Almanac, year: int, before: _Before) -> None:
        self.rows: list[Row] = []
        self.days: list[int] = []
        self.total, self._count, self.reached = before
        self._periods: list[tuple[datetime, datetime, timedelta, datetime | None]] = []
        self._segments = segments(zone, year)
        self._fill(zone, almanac, year)

    def periods(self) -> "_Periods":
        """The openings, closings, running totals and wall clocks of its periods, each on its own."""
        return _Periods(*zip(*self._periods, strict=True)) if self._periods else _Periods((), (), (), ())

    def _fill(self, zone: ZoneInfo, almanac: Almanac, year: int) -> None:
        unsteady = unsteady_dates(self._segments)
        special, week = almanac.special(year), almanac.week
        first = date(year, 1, 1).toordinal()
        midnight = datetime(year, 1, 1, tzinfo=zone)
        utc_midnight = _NEVER  # of the date in hand, while the offset is constant
        overnight = night = almanac.overnight  # the night before isn't known on the first date
        for ordinal in range(first, date(year, 12, 31).toordinal() + 1):
            hours = special.get(ordinal) or week[(ordinal + 6) % 7]
            if ordinal in unsteady:
                self._unsteady(ordinal, hours)
                utc_midnight = _NEVER
            else:
                if utc_midnight is _NEVER:
                    utc_midnight = clock_on(zone, ordinal, 0)
                if overnight and (night or self.reached > utc_midnight):
                    self._after_night(ordinal, hours, midnight, utc_midnight, known=not night)
                else:
                    self._steady(ordinal, hours, midnight, utc_midnight)
                utc_midnight += _ONE_DAY
            if overnight:
                night = bool(hours.plan) and hours.plan[-1][0] >= DAY
            midnight += _ONE_DAY

    def _steady(
        self,
        ordinal: int,
        hours: DayHours,
        midnight: datetime,
        utc_midnight: datetime,
        stretches: tuple[Stretch, ...] = (),
    ) -> None:
        """A date of constant offset; `stretches` are what the night before left of it."""
        after = total = self.total
        stop = self.reached
        if not hours.spans:
            self.rows.append((total, stretches, self._count, midnight))
            return
        for opening, closing, length, until in hours.spans:
            wall, stop = midnight + opening, utc_midnight + closing
            self._periods.append((utc_midnight + opening, stop, total, wall))
            if until is not None:
                stretches += ((midnight + until, wall, total),)
                after = total + length
            total += length
        self.rows.append((after, stretches, self._count, midnight))
        self.days.append(ordinal)
        self._count += 1
        self.total = total
        self.reached = stop

    def _after_night(
        self, ordinal: int, hours: DayHours, midnight: datetime, utc_midnight: datetime, *, known: bool
    ) -> None:
        """A date into which the night before may run on, `known` if in one piece."""
        tail = self.reached - utc_midnight
        if known and (not hours.spans or tail <= hours.spans[0][0]):
            self._steady(
                ordinal, hours, midnight, utc_midnight, ((midnight + tail, midnight, self.total - tail),)
            )
        else:
            self._unsteady(ordinal, hours)

    def _unsteady(self, ordinal: int, hours: DayHours) -> None:
        """Any date at all, period by period; time that is open already isn't counted again."""
        self.rows.append(None)
        wall = (ordinal - EPOCH_ORDINAL) * DAY
        real = False
        for opening, closing in hours.plan:
            start = EPOCH + timedelta(microseconds=first_instant(wall + opening, self._segments))
            stop = EPOCH + timedelta(microseconds=first_instant(wall + closing, self._segments))
            real = real or start < stop
            start = max(start, self.reached)
            if start < stop:
                self._periods.append((start, stop, self.total, None))
                self.total += stop - start
                self.reached = stop
        if real:
            self.days.append(ordinal)
            self._count += 1


def _bounds(zone: ZoneInfo, almanac: Almanac, year: int) -> tuple[datetime, datetime]:
    """From the first instant that no night of the year before can reach, to the next year."""
    low = clock_on(zone, date(year, 1, 1).toordinal(), DAY if almanac.overnight else 0)
    return low, clock_on(zone, date(year, 12, 31).toordinal(), DAY)


def first_table(zone: ZoneInfo, almanac: Almanac, year: int) -> Table:
    """One year alone; the running totals count from its beginning."""
    built = _Year(zone, almanac, year, _Before())
    periods = built.periods()
    low, high = _bounds(zone, almanac, year)
    return Table(
        first_year=year,
        last_year=year,
        low=low,
        high=high,
        first_ordinal=date(year, 1, 1).toordinal(),
        rows=tuple(built.rows),
        starts=periods.starts,
        ends=periods.ends,
        totals=(*periods.totals, built.total),
        walls=periods.walls,
        days=tuple(built.days),
        days_before=0,
    )


def with_later_years(table: Table, zone: ZoneInfo, almanac: Almanac, last: int) -> Table:
    """The table with the years up to `last` at its end."""
    starts, ends, walls = list(table.starts), list(table.ends), list(table.walls)
    totals, days, rows = list(table.totals), list(table.days), list(table.rows)
    for year in range(table.last_year + 1, last + 1):
        _check_size(len(starts), table.first_year, year)
        reached = ends[-1] if ends else _NEVER
        built = _Year(zone, almanac, year, _Before(totals[-1], table.days_before + len(days), reached))
        rows += built.rows
        periods = built.periods()
        starts += periods.starts
        ends += periods.ends
        totals[-1:] = [*periods.totals, built.total]
        walls += periods.walls
        days += built.days
    return replace(
        table,
        last_year=last,
        high=_bounds(zone, almanac, last)[1],
        rows=tuple(rows),
        starts=tuple(starts),
        ends=tuple(ends),
        totals=tuple(totals),
        walls=tuple(walls),
        days=tuple(days),
    )


def with_earlier_year(table: Table, zone: ZoneInfo, almanac: Almanac) -> Table:
    """The table with one year more at its beginning; the totals of its other instants stay."""
    year = table.first_year - 1
    _check_size(len(table.starts), year, table.last_year)
    built = _Year(zone, almanac, year, _Before())
    table = _begun_at(table, built.reached)
    count = table.days_before - len(built.days)
    built = _Year(zone, almanac, year, _Before(table.totals[0] - built.total, count))
    periods = built.periods()
    return replace(
        table,
        first_year=year,
        low=_bounds(zone, almanac, year)[0],
        first_ordinal=date(year, 1, 1).toordinal(),
        rows=(*built.rows, *table.rows),
        starts=periods.starts + table.starts,
        ends=periods.ends + table.ends,
        totals=periods.totals + table.totals,
        walls=periods.walls + table.walls,
        days=(*built.days, *table.days),
        days_before=count,
    )


def _begun_at(table: Table, reached: datetime) -> Table:
    """The table less what the last night of the year before it has open already."""
    kept = 0
    while kept < len(table.ends) and table.ends[kept] <= reached:
        kept += 1
    starts, totals, walls = table.starts[kept:], table.totals[kept:], table.walls[kept:]
    if starts and starts[0] < reached:
        totals = (totals[0] + (reached - starts[0]), *totals[1:])
        starts, walls = (reached, *starts[1:]), (None, *walls[1:])
    return replace(table, starts=starts, ends=table.ends[kept:], totals=totals, walls=walls)


def _check_size(periods: int, first_year: int, last_year: int) -> None:
    if periods > MOST_PERIODS:
        raise ScheduleError(
            f"the schedule has more than {MOST_PERIODS} periods from `{first_year}` to `{last_year}`; "
            "ask for less time, or give it fewer periods a day"
        )
