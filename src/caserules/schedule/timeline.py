"""The flat table of a schedule's open periods on epoch microseconds, grown by whole years when asked for.

A question is answered from one published table: a bisect over the periods' openings or over their running
total, or, for a date on which the zone's offset doesn't change, one step into a row of that date. Readers
take no lock; only growing does. A table is never changed, and the running total counts from one origin, so
figures from two tables of a timeline agree.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from caserules.schedule.almanac import Almanac
from caserules.schedule.errors import ScheduleError
from caserules.schedule.holidays import FIRST_YEAR, LAST_YEAR
from caserules.schedule.hours import DAY, Plan
from caserules.schedule.zone import EPOCH, EPOCH_ORDINAL, Segments, first_instant, micros, segments

__all__ = ["Table", "Timeline"]

_OUT_OF_YEARS = f"a schedule answers for the years `{FIRST_YEAR}` to `{LAST_YEAR}`, and this asks for `{{}}`"
_EARLIEST = micros(datetime(FIRST_YEAR - 1, 12, 31, tzinfo=UTC) - EPOCH)
_LATEST = micros(datetime(LAST_YEAR + 1, 1, 2, tzinfo=UTC) - EPOCH)

EMPTY_YEARS = 20
"""So many years on end without an open period end a search."""

Row: TypeAlias = "tuple[int, Plan, int, int] | None"
"""Of a date on which the offset is constant: running total at its midnight, its open stretches on the wall
clock, its offset, and how many business days there were before it. None where the offset changes near it."""


class Table(NamedTuple):
    """Everything known of the years `first_year` to `last_year`; all instants in microseconds of the epoch."""

    first_year: int
    last_year: int
    low: int
    """First instant that the table answers for."""
    high: int
    """First instant past those that it answers for."""
    base: datetime
    """Midnight of the first row, in the schedule's zone: the wall clock's zero."""
    rows: tuple[Row, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    totals: tuple[int, ...]
    """Open time from the timeline's origin to each period's opening, and at last to the table's end."""
    walls: tuple[int | None, ...]
    """Each period's opening on the wall clock, since 1970-01-01 00:00; None near a change of offset."""
    days: tuple[int, ...]
    """Ordinals of the business days."""
    days_before: int
    """How many business days lie between the origin and the first of `days`; negative before the origin."""


class _Year(NamedTuple):
    rows: list[Row]
    starts: list[int]
    ends: list[int]
    totals: list[int]
    walls: list[int | None]
    days: list[int]


class Timeline:
    """The open periods of one schedule, from 1900 to 2199."""

    __slots__ = ("_growing", "almanac", "table", "zone")

    def __init__(self, zone: ZoneInfo, almanac: Almanac) -> None:
        self.zone = zone
        self.almanac = almanac
        self.table: Table | None = None
        self._growing = Lock()

    def __deepcopy__(self, memo: dict[int, Any]) -> "Timeline":
        return self

    def at(self, instant: int) -> Table:
        """A table that answers for the instant."""
        table = self.table
        if table is not None and table.low <= instant < table.high:
            return table
        if not _EARLIEST <= instant < _LATEST:
            raise ScheduleError(_OUT_OF_YEARS.format((EPOCH + timedelta(microseconds=instant)).year))
        year = (EPOCH + timedelta(microseconds=instant)).astimezone(self.zone).year
        table = self.covering(year, year)
        while instant < table.low:
            table = self.covering(table.first_year - 1, table.last_year)
        while instant >= table.high:
            table = self.covering(table.first_year, table.last_year + 1)
        return table

    def covering(self, first: int, last: int) -> Table:
        """A table that holds at least these years; raises `ScheduleError` outside 1900 to 2199."""
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise ScheduleError(_OUT_OF_YEARS.format(first if first < FIRST_YEAR else last))
        table = self.table
        if table is not None and table.first_year <= first and last <= table.last_year:
            return table
        with self._growing:
            table = self.table
            if table is None:
                table = self._origin(first)
            while table.last_year < last:
                table = self._later(table)
            while first < table.first_year:
                table = self._earlier(table)
            self.table = table
        return table

    def later(self, table: Table) -> Table:
        """A table with at least one open period more after the end of this one."""
        start = table.last_year
        grown = table
        while grown.totals[-1] == table.totals[-1]:
            if grown.last_year - start >= EMPTY_YEARS:
                raise ScheduleError(
                    f"the schedule has no open hour from `{start + 1}` to `{grown.last_year}`"
                )
            grown = self.covering(grown.first_year, grown.last_year + 1)
        return grown

    def earlier(self, table: Table) -> Table:
        """A table with at least one open period more before the beginning of this one."""
        start = table.first_year
        grown = table
        while grown.totals[0] == table.totals[0]:
            if start - grown.first_year >= EMPTY_YEARS:
                raise ScheduleError(
                    f"the schedule has no open hour from `{grown.first_year}` to `{start - 1}`"
                )
            grown = self.covering(grown.first_year - 1, grown.last_year)
        return grown

    def _origin(self, year: int) -> Table:
        built = self._build(year, 0, 0, None)
        return Table(
            first_year=year,
            last_year=year,
            low=self._low(year),
            high=self._midnight(year + 1),
            base=_new_year(year, self.zone),
            rows=tuple(built.rows),
            starts=tuple(built.starts),
            ends=tuple(built.ends),
            totals=tuple(built.totals),
            walls=tuple(built.walls),
            days=tuple(built.days),
            days_before=0,
        )

    def _later(self, table: Table) -> Table:
        year = table.last_year + 1
        built = self._build(
            year,
            table.totals[-1],
            table.days_before + len(table.days),
            table.ends[-1] if table.ends else None,
        )
        return table._replace(
            last_year=year,
            high=self._midnight(year + 1),
            rows=table.rows + tuple(built.rows),
            starts=table.starts + tuple(built.starts),
            ends=table.ends + tuple(built.ends),
            totals=table.totals[:-1] + tuple(built.totals),
            walls=table.walls + tuple(built.walls),
            days=table.days + tuple(built.days),
        )

    def _earlier(self, table: Table) -> Table:
        year = table.first_year - 1
        built = self._build(year, 0, 0, None)
        starts, totals, walls = list(table.starts), list(table.totals), list(table.walls)
        reached = built.ends[-1] if built.ends else table.low
        kept = 0
        while kept < len(starts) and starts[kept] < reached:  # the last night of the year runs into these
            if table.ends[kept] > reached:
                totals[kept] += reached - starts[kept]
                starts[kept], walls[kept] = reached, None
                break
            kept += 1
        total = totals[kept] - built.totals[-1]
        count = table.days_before - len(built.days)
        moved = tuple(row and (row[0] + total, row[1], row[2], row[3] + count) for row in built.rows)
        return Table(
            first_year=year,
            last_year=table.last_year,
            low=self._low(year),
            high=table.high,
            base=_new_year(year, self.zone),
            rows=moved + table.rows,
            starts=(*built.starts, *starts[kept:]),
            ends=(*built.ends, *table.ends[kept:]),
            totals=(*(each + total for each in built.totals[:-1]), *totals[kept:]),
            walls=(*built.walls, *walls[kept:]),
            days=(*built.days, *table.days),
            days_before=count,
        )

    def _low(self, year: int) -> int:
        """The first instant that no night of the year before can reach."""
        start = (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
        return first_instant(start + (DAY if self.almanac.overnight else 0), segments(self.zone, year))

    def _midnight(self, year: int) -> int:
        start = (date(year, 1, 1).toordinal() - EPOCH_ORDINAL) * DAY
        return first_instant(start, segments(self.zone, year))

    def _build(self, year: int, total: int, count: int, reached: int | None) -> _Year:
        """One year's periods and rows, where `total` is open and `count` days are business days before it.

        `reached` is the closing before it, which a period of this year doesn't count again.
        """
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        known = segments(self.zone, year)
        rough = _rough(known)
        special, week = self.almanac.special(year), self.almanac.week
        overnight = self.almanac.overnight
        rows: list[Row] = []
        starts: list[int] = []
        ends: list[int] = []
        totals: list[int] = []
        walls: list[int | None] = []
        days: list[int] = []
        end = known[0][0] if reached is None else reached
        segment = 0
        offset = known[0][1]
        next_change = known[1][0] if len(known) > 1 else None
        split = False
        for ordinal in range(first, last + 1):
            plan = (special.get(ordinal) or week[(ordinal + 6) % 7]).plan
            wall = (ordinal - EPOCH_ORDINAL) * DAY
            while next_change is not None and wall - offset >= next_change:
                segment += 1
                offset = known[segment][1]
                next_change = known[segment + 1][0] if segment + 1 < len(known) else None
            if ordinal in rough:
                rows.append(None)
                real = False
                for opening, closing in plan:
                    start, stop = first_instant(wall + opening, known), first_instant(wall + closing, known)
                    real = real or start < stop
                    start = max(start, end)
                    if start < stop:
                        starts.append(start)
                        ends.append(stop)
                        totals.append(total)
                        walls.append(None)
                        total += stop - start
                        end = stop
                if real:
                    days.append(ordinal)
                split = bool(plan) and plan[-1][0] >= DAY
                continue
            midnight = wall - offset
            if not overnight:
                rows.append((total, plan, offset, count + len(days)))
            elif ordinal == first or split or (plan and end > midnight + plan[0][0]):
                rows.append(None)
            else:
                tail = max(end - midnight, 0)
                stretches = tuple((opening, min(closing, DAY)) for opening, closing in plan if opening < DAY)
                rows.append(
                    (total - tail, ((0, tail), *stretches) if tail else stretches, offset, count + len(days))
                )
            split = bool(plan) and plan[-1][0] >= DAY
            if plan:
                days.append(ordinal)
                for opening, closing in plan:
                    start, stop = midnight + opening, midnight + closing
                    if start < end:
                        start = end
                        if start >= stop:
                            continue
                    starts.append(start)
                    ends.append(stop)
                    totals.append(total)
                    walls.append(start + offset)
                    total += stop - start
                    end = stop
        totals.append(total)
        return _Year(rows, starts, ends, totals, walls, days)


def _new_year(year: int, zone: ZoneInfo) -> datetime:
    return datetime(year, 1, 1, tzinfo=zone)


def _rough(known: Segments) -> set[int]:
    """The dates on which, or next to which, the offset changes."""
    found: set[int] = set()
    for (_, before), (change, after) in pairwise(known):
        first = (change + min(before, after)) // DAY
        last = (change + max(before, after)) // DAY
        found.update(range(EPOCH_ORDINAL + first - 1, EPOCH_ORDINAL + last + 2))
    return found
