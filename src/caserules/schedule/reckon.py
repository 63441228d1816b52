"""Questions to a timeline, instant in and instant out: exact on epoch microseconds, fast in the schedule's zone.

INVARIANT: two datetimes of one zone are never subtracted or compared as such, except on dates whose row says
that the offset is constant; Python would take the difference of their wall clocks.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo

from caserules.schedule.errors import ScheduleError
from caserules.schedule.hours import show
from caserules.schedule.timeline import EMPTY_YEARS, Table, Timeline
from caserules.schedule.zone import EPOCH, micros

__all__ = ["Reckoner", "instant_of", "moment_of"]


def instant_of(moment: datetime) -> int:
    """Microseconds of the epoch; raises `ScheduleError` for a naive datetime."""
    if not isinstance(moment, datetime) or moment.utcoffset() is None:
        raise ScheduleError(
            f"{show(moment)} is no instant; give an aware datetime, such as "
            'datetime(2026, 3, 2, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))'
        )
    return micros(moment - EPOCH)


class Reckoner(Timeline):
    """A timeline that answers."""

    __slots__ = ()

    def total(self, moment: datetime) -> int:
        """Open microseconds from the timeline's origin to an instant."""
        if moment.tzinfo is self.zone and not moment.fold:
            table = self.table
            if table is not None:
                since = moment - table.base
                day = since.days
                if 0 <= day < len(table.rows):
                    row = table.rows[day]
                    if row is not None:
                        total = row[0]
                        clock = since.seconds * 1_000_000 + since.microseconds
                        for opening, closing in row[1]:
                            if clock <= opening:
                                break
                            total += (min(closing, clock)) - opening
                        return total
        return self.total_at(instant_of(moment))

    def total_at(self, instant: int) -> int:
        """Open microseconds from the timeline's origin to an instant of the epoch."""
        table = self.at(instant)
        place = bisect_right(table.starts, instant) - 1
        if place < 0:
            return table.totals[0]
        return table.totals[place] + min(instant, table.ends[place]) - table.starts[place]

    def reach(self, total: int, zone: tzinfo | None) -> datetime:
        """The earliest instant at which the running total reaches `total`: a closing rather than an opening."""
        table = self.table or self.at(0)
        while total > table.totals[-1]:
            table = self.later(table)
        place = bisect_left(table.totals, total) - 1
        return self._moment(table, place, total - table.totals[place], zone)

    def leave(self, total: int, zone: tzinfo | None) -> datetime:
        """The latest instant at which the running total is still `total`: an opening rather than a closing."""
        table = self.table or self.at(0)
        while total < table.totals[0]:
            table = self.earlier(table)
        place = bisect_right(table.totals, total) - 1
        return self._moment(table, place, total - table.totals[place], zone)

    def opening(self, instant: int) -> int:
        """The opening of the period that holds the instant, or else of the next one."""
        table = self.at(instant)
        while not table.ends or table.ends[-1] <= instant:
            table = self.later(table)
        return table.starts[bisect_right(table.ends, instant)]

    def ending(self, instant: int) -> int:
        """The instant itself where open time leads up to it, or else the last closing before it."""
        table = self.at(instant)
        while not table.starts or table.starts[0] >= instant:
            table = self.earlier(table)
        return min(table.ends[bisect_left(table.starts, instant) - 1], instant)

    def closing_after(self, instant: int) -> int:
        """The first instant after this one at which open time ends."""
        table = self.at(instant)
        asked = table.last_year
        while not table.ends or table.ends[-1] <= instant:
            table = self.later(table)
        while True:
            for place in range(bisect_right(table.ends, instant), len(table.ends)):
                end = table.ends[place]
                if end < table.high if place + 1 == len(table.ends) else end < table.starts[place + 1]:
                    return end
            if table.last_year - asked >= EMPTY_YEARS:
                raise ScheduleError(f"the schedule never closes from `{asked}` to `{table.last_year}`")
            table = self.covering(table.first_year, table.last_year + 1)

    def closing_before(self, instant: int) -> int:
        """The last instant up to this one at which open time ends."""
        table = self.at(instant)
        asked = table.first_year
        while True:
            for place in range(bisect_right(table.ends, instant) - 1, -1, -1):
                if place + 1 == len(table.ends) or table.ends[place] < table.starts[place + 1]:
                    return table.ends[place]
            if asked - table.first_year >= EMPTY_YEARS:
                raise ScheduleError(f"the schedule never closes from `{table.first_year}` to `{asked}`")
            table = self.covering(table.first_year - 1, table.last_year)

    def pieces(self, low: int, high: int | None) -> Iterator[tuple[int, int]]:
        """The open periods from one instant to another, cut at both; without a second one, to the last year."""
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
                table = self.later(table)
            elif table.high < high:
                table = self.covering(table.first_year, table.last_year + 1)
            else:
                return

    def _moment(self, table: Table, place: int, within: int, zone: tzinfo | None) -> datetime:
        if zone is self.zone:
            wall = table.walls[place]
            if wall is not None:
                seconds, micro = divmod(wall + within, 1_000_000)
                days, seconds = divmod(seconds, 86_400)
                return datetime(1970, 1, 1, tzinfo=zone) + timedelta(days, seconds, micro)
        return moment_of(table.starts[place] + within, zone)


def moment_of(instant: int, zone: tzinfo | None) -> datetime:
    """An instant of the epoch as a datetime in that zone."""
    moment = EPOCH + timedelta(microseconds=instant)
    return moment if zone is UTC else moment.astimezone(zone)
