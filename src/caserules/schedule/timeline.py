"""The open periods of one schedule, grown by whole years when asked for, and what can be read from them.

Instants are datetimes in UTC here. A question is answered from one published table: by a bisect over it, or,
for a plain datetime in the schedule's zone on a date of constant offset, by one step into that date's row.
Readers take no lock; only growing does. The running totals of all tables of a timeline count from one origin,
so figures from two of them agree.

INVARIANT: two datetimes of one zone are subtracted or compared as such only where a row says that the offset
is constant; elsewhere Python would take the difference of their wall clocks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo
from threading import Lock
from typing import Any
from zoneinfo import ZoneInfo

from caserules.schedule.almanac import Almanac
from caserules.schedule.errors import ScheduleError
from caserules.schedule.table import Row, Table, first_table, with_earlier_year, with_later_years
from caserules.schedule.zone import FIRST_YEAR, LAST_YEAR, out_of_years, utc

__all__ = ["EMPTY_YEARS", "Timeline"]

EMPTY_YEARS = 20
"""So many years on end without what is looked for end a search."""


class Timeline:
    """The table of a schedule from 1900 to 2199, as far as anyone has asked."""

    __slots__ = ("_growing", "_table", "almanac", "columns", "zone")

    def __init__(self, zone: ZoneInfo, almanac: Almanac) -> None:
        self.zone = zone
        self.almanac = almanac
        self._table: Table | None = None
        self._growing = Lock()
        self.columns: Any = None
        """The latest table as arrays, where somebody reckons with columns."""

    def __deepcopy__(self, memo: dict[int, Any]) -> "Timeline":
        return self

    # -- growing

    def at(self, instant: datetime) -> Table:
        """A table that answers for the instant."""
        table = self._table
        if table is not None and table.low <= instant < table.high:
            return table
        year = instant.astimezone(self.zone).year
        table = self.covering(year, year)
        while instant < table.low:
            table = self.covering(table.first_year - 1, table.last_year)
        while instant >= table.high:
            table = self.covering(table.first_year, table.last_year + 1)
        return table

    def covering(self, first: int, last: int) -> Table:
        """A table that holds at least these years; raises `ScheduleError` outside 1900 to 2199."""
        if first < FIRST_YEAR or last > LAST_YEAR:
            raise out_of_years(first if first < FIRST_YEAR else last)
        table = self._table
        if table is not None and table.first_year <= first and last <= table.last_year:
            return table
        with self._growing:
            table = self._table or first_table(self.zone, self.almanac, first)
            if table.last_year < last:
                table = with_later_years(table, self.zone, self.almanac, last)
            while first < table.first_year:
                table = with_earlier_year(table, self.zone, self.almanac)
            self._table = table
        return table

    def spanning(self, low: int, high: int) -> Table:
        """A table that holds the dates from one ordinal to another."""
        table = self._table
        if table is not None and table.first_ordinal <= low and high < table.first_ordinal + len(table.rows):
            return table
        return self.covering(date.fromordinal(low).year, date.fromordinal(high).year)

    def later(self, table: Table, asked: int) -> Table:
        """A table with one period more or several after the end of this; `asked` is the year asked about."""
        since = max(asked, table.ends[-1].year if table.ends else asked)
        grown = table
        while grown.totals[-1] == table.totals[-1]:
            if grown.last_year - since >= EMPTY_YEARS:
                raise ScheduleError(
                    f"the schedule has no open hour in the {EMPTY_YEARS} years after `{since}`"
                )
            grown = self.covering(grown.first_year, grown.last_year + 1)
        return grown

    def earlier(self, table: Table, asked: int) -> Table:
        """A table with one period more or several before the beginning of this."""
        since = min(asked, table.starts[0].year if table.starts else asked)
        grown = table
        while grown.totals[0] == table.totals[0]:
            if since - grown.first_year >= EMPTY_YEARS:
                raise ScheduleError(
                    f"the schedule has no open hour in the {EMPTY_YEARS} years before `{since}`"
                )
            grown = self.covering(grown.first_year - 1, grown.last_year)
        return grown

    # -- business time

    def row(self, moment: datetime) -> Row:
        """The row of the date of a plain datetime in the schedule's zone, if the table has one for it."""
        if type(moment) is datetime and moment.tzinfo is self.zone and not moment.fold:
            table = self._table
            if table is not None:
                place = moment.toordinal() - table.first_ordinal
                if 0 <= place < len(table.rows):
                    return table.rows[place]
        return None

    def same_clock(self, moment: datetime, days: int) -> datetime | None:
        """The moment moved by business days at its own wall clock, where that is one step from row to row.

        None for a moment out of hours, without a row, or in a schedule with nights, and near a table's ends.
        """
        row, table = self.row(moment), self._table
        if row is None or table is None or self.almanac.overnight:
            return None
        for closing, opening, _ in row[1]:
            if opening <= moment < closing:
                place = row[2] - table.days_before + days
                if 0 <= place < len(table.days):
                    reached = table.rows[table.days[place] - table.first_ordinal]
                    return reached and reached[3] + (moment - row[3])
        return None

    def total(self, moment: datetime) -> timedelta:
        """Open time from the timeline's origin to an instant in any zone."""
        row = self.row(moment)
        if row is not None:
            for closing, opening, total in row[1]:
                if moment < closing:
                    return total + (moment - opening) if opening < moment else total
            return row[0]
        instant = utc(moment)
        table = self._table
        if table is None or not table.low <= instant < table.high:
            table = self.at(instant)
        place = bisect_right(table.starts, instant) - 1
        if place < 0:
            return table.totals[0]
        return table.totals[place] + (min(instant, table.ends[place]) - table.starts[place])

    def reach(self, total: timedelta, start: datetime) -> datetime:
        """The earliest instant at which the running total is `total`, more than it is at `start`.

        It is a closing rather than an opening, and stands in the zone of `start`.
        """
        table = self._table or self.at(utc(start))
        while total > table.totals[-1]:
            table = self.later(table, start.year)
        place = bisect_left(table.totals, total) - 1
        return self._moment(table, place, total - table.totals[place], start.tzinfo)

    def leave(self, total: timedelta, start: datetime) -> datetime:
        """The latest instant at which the running total is `total`, less than it is at `start`.

        It is an opening rather than a closing, and stands in the zone of `start`.
        """
        table = self._table or self.at(utc(start))
        while total < table.totals[0]:
            table = self.earlier(table, start.year)
        place = bisect_right(table.totals, total) - 1
        return self._moment(table, place, total - table.totals[place], start.tzinfo)

    def _moment(self, table: Table, place: int, within: timedelta, zone: tzinfo | None) -> datetime:
        wall = table.walls[place]
        if wall is not None and zone is self.zone:
            return wall + within
        return (table.starts[place] + within).astimezone(zone)

    # -- open and closed

    def opening(self, instant: datetime) -> datetime:
        """The opening of the period that holds the instant, or else of the next one."""
        table = self.at(instant)
        while not table.ends or table.ends[-1] <= instant:
            table = self.later(table, instant.year)
        return table.starts[bisect_right(table.ends, instant)]

    def ending(self, instant: datetime) -> datetime:
        """The instant itself within a period or at its closing, or else the last closing before it."""
        table = self.at(instant)
        while not table.starts or table.starts[0] > instant:
            table = self.earlier(table, instant.year)
        return min(table.ends[bisect_right(table.starts, instant) - 1], instant)

    def closing_after(self, instant: datetime) -> datetime:
        """The first instant after this one at which open time ends."""
        table = self.at(instant)
        asked = table.last_year
        while True:
            for place in range(bisect_right(table.ends, instant), len(table.ends)):
                end = table.ends[place]
                if end < (table.starts[place + 1] if place + 1 < len(table.ends) else table.high):
                    return end
            self._check_search(asked, table.last_year)
            table = self.covering(table.first_year, table.last_year + 1)

    def closing_before(self, instant: datetime) -> datetime:
        """The last instant up to this one at which open time ends."""
        table = self.at(instant)
        asked = table.first_year
        while True:
            for place in range(bisect_right(table.ends, instant) - 1, -1, -1):
                if place + 1 == len(table.ends) or table.ends[place] < table.starts[place + 1]:
                    return table.ends[place]
            self._check_search(table.first_year, asked)
            table = self.covering(table.first_year - 1, table.last_year)

    def _check_search(self, first: int, last: int) -> None:
        if last - first >= EMPTY_YEARS:
            raise ScheduleError(f"the schedule never closes from `{first}` to `{last}`")

    def pieces(self, low: datetime, high: datetime | None) -> Iterator[tuple[datetime, datetime]]:
        """The open periods from one instant to another, cut at both; without a second, to the last year."""
        reached = low
        table = self.at(low)
        while high is None or reached < high:
            for place in range(bisect_right(table.ends, reached), len(table.ends)):
                start, end = table.starts[place], table.ends[place]
                if high is not None and start >= high:
                    return
                reached = end if high is None else min(end, high)
                yield max(start, low), reached
            if high is None:
                table = self.later(table, reached.year)
            elif table.high < high:
                table = self.covering(table.first_year, table.last_year + 1)
            else:
                return
