"""A schedule: weekly hours in a zone, less holidays, with dated exceptions, and the questions it answers."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from caserules.model import FrozenMap
from caserules.schedule.almanac import Almanac
from caserules.schedule.dated import Breaks, DatedHours, Overrides
from caserules.schedule.errors import ScheduleError
from caserules.schedule.explain import ledger_of
from caserules.schedule.holidays import HolidayLock, Holidays
from caserules.schedule.hours import print_week, read_plan, read_week
from caserules.schedule.ledger import Ledger
from caserules.schedule.terse import Terse
from caserules.schedule.timeline import Timeline
from caserules.schedule.workdays import DayPart, add_days, date_of, days_within
from caserules.schedule.zone import open_zone, utc

__all__ = ["Counting", "DayPart", "Period", "Schedule", "timeline_of"]

Counting = Literal["last", "first", "both", "neither"]
"""Which of a span's two end dates `days_between` counts."""


_ZERO = timedelta()


class Period(NamedTuple):
    """A stretch of open time, half-open: open at its first instant, closed at its last.

    >>> from datetime import UTC
    >>> desk = Schedule(time_zone="UTC", hours={"mon-fri": "08:00-17:00"})
    >>> desk.is_open(datetime(2026, 3, 6, 8, tzinfo=UTC)), desk.is_open(datetime(2026, 3, 6, 17, tzinfo=UTC))
    (True, False)
    """

    opens: datetime
    closes: datetime


def _read_hours(value: object) -> FrozenMap[str, str | tuple[str, ...]]:
    return print_week(read_week(value))


def _read_zone(name: str) -> str:
    return open_zone(name).key


def _write_hours(hours: Mapping[str, str | tuple[str, ...]]) -> dict[str, Any]:
    return {day: texts if isinstance(texts, str) else list(texts) for day, texts in hours.items()}


_PERIODS = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
Hours = Annotated[
    Mapping[str, str | tuple[str, ...]],
    PlainValidator(_read_hours),
    PlainSerializer(_write_hours),
    WithJsonSchema({"type": "object", "minProperties": 1, "additionalProperties": _PERIODS}),
]


class Schedule(Terse):
    """When a team works: periods of the week in one time zone, less holidays, with dated exceptions.

    Periods are half-open. The most specific wins: an override of the date, then `except`, then a holiday,
    then the weekly hours; a period over midnight belongs to the day on which it opens. Answers come in the
    zone of the instant asked about.

    >>> from zoneinfo import ZoneInfo
    >>> support = Schedule(
    ...     time_zone="America/New_York",
    ...     hours={"mon-thu": ["09:00-12:00", "13:00-17:30"], "fri": "09:00-15:00"},
    ...     holidays={"country": "US"},
    ... )
    >>> friday = datetime(2026, 7, 2, 16, tzinfo=ZoneInfo("America/New_York"))
    >>> print(support.add(friday, timedelta(hours=2)))
    2026-07-06 09:30:00-04:00
    """

    model_config = ConfigDict(ignored_types=(cached_property,))

    time_zone: Annotated[str, AfterValidator(_read_zone)]
    """IANA name of the zone in whose wall clock everything else is written."""
    hours: Hours
    """Periods by day (`mon`), range of days (`mon-fri`) or list of days (`mon,wed`)."""
    holidays: Holidays = Field(default_factory=Holidays)
    overrides: Overrides = Field(default_factory=FrozenMap[date, DatedHours])
    """Hours of single dates instead of all else said of them; `[]` closes one."""
    breaks: Breaks = Field(default_factory=FrozenMap[date, DatedHours])
    """Stretches of single dates on which nothing is open, also not the night begun the day before."""

    if TYPE_CHECKING:  # what may be handed in is wider than what is then held

        def __init__(
            self,
            *,
            time_zone: str,
            hours: Mapping[str, Any],
            holidays: Holidays | Mapping[str, Any] = ...,
            overrides: Mapping[Any, Any] = ...,
            breaks: Mapping[Any, Any] = ...,
        ) -> None: ...

    @model_validator(mode="after")
    def _dates_stand_once(self) -> Self:
        for day in self.overrides:
            if day.isoformat() in self.holidays.dates:
                raise ScheduleError(
                    f"overrides.{day}: the date stands in `holidays.dates` too; name it in one of the two"
                )
        return self

    @cached_property
    def _timeline(self) -> Timeline:
        overrides = {
            day: (read_plan(each.hours, "overrides"), each.note) for day, each in self.overrides.items()
        }
        breaks = {day: (read_plan(each.hours, "breaks"), each.note) for day, each in self.breaks.items()}
        week = read_week(self.hours)
        return Timeline(open_zone(self.time_zone), Almanac(week, self.holidays, overrides, breaks))

    def __getstate__(self) -> dict[Any, Any]:
        state = super().__getstate__()
        content = {name: value for name, value in state["__dict__"].items() if name != "_timeline"}
        return {**state, "__dict__": content}

    # -- open and closed

    def is_open(self, moment: datetime) -> bool:
        """Whether the instant lies in a period; its opening does, its closing doesn't."""
        row = self._timeline.row(moment)
        if row is not None:
            for closing, opening, _ in row[1]:
                if moment < closing:
                    return opening <= moment
            return False
        instant = utc(moment)
        return self._timeline.opening(instant) <= instant

    def next_open(self, moment: datetime) -> datetime:
        """The first open instant at or after this one: itself, if the schedule is open then."""
        instant = utc(moment)
        opening = self._timeline.opening(instant)
        return moment if opening <= instant else opening.astimezone(moment.tzinfo)

    def next_close(self, moment: datetime) -> datetime:
        """The first closing after this instant; `ScheduleError` for a schedule that never closes."""
        return self._timeline.closing_after(utc(moment)).astimezone(moment.tzinfo)

    def previous_close(self, moment: datetime) -> datetime:
        """The last closing at or before this instant; `ScheduleError` for a schedule that never closes."""
        return self._timeline.closing_before(utc(moment)).astimezone(moment.tzinfo)

    def periods(self, moment: datetime, until: datetime | None = None) -> Iterator[Period]:
        """The open periods from an instant on, cut at the two ends; their lengths add up to `between`.

        Without `until` they go on to the last year that a schedule answers for, where `ScheduleError` ends
        them.
        """
        stop = None if until is None else utc(until)
        zone = moment.tzinfo
        for opening, closing in self._timeline.pieces(utc(moment), stop):
            yield Period(opening.astimezone(zone), closing.astimezone(zone))

    # -- business time

    def add(self, moment: datetime, amount: timedelta) -> datetime:
        """The earliest instant at which `amount` of business time has passed since `moment`.

        It may be a closing, never the opening after it. A negative amount goes back, to the latest such
        instant, which may be an opening. Inverse of `between`.
        """
        timeline = self._timeline
        total = timeline.total(moment)
        if amount > _ZERO:
            return timeline.reach(total + amount, moment)
        if amount < _ZERO:
            return timeline.leave(total + amount, moment)
        return moment

    def between(self, start: datetime, stop: datetime) -> timedelta:
        """Business time from `start` to `stop`; negative when `stop` comes first. Inverse of `add`."""
        timeline = self._timeline
        return timeline.total(stop) - timeline.total(start)

    def explain(self, start: datetime, stop: datetime) -> Ledger:
        """Every stretch between two instants, counted or not, with its reason; sums up to `between`."""
        return ledger_of(self._timeline, utc(start), utc(stop), start.tzinfo)

    # -- business days

    def is_business_day(self, day: date) -> bool:
        """Whether any period opens on the date; of a datetime, on its date in the schedule's zone."""
        return days_within(self._timeline, self._ordinal(day), self._ordinal(day)) == 1

    def add_days(self, moment: datetime, days: int, at: DayPart = "clock") -> datetime:
        """The instant `days` business days on, at the same wall clock, or at that day's opening or closing.

        A start out of hours first moves to the next opening (going back: to the last closing). The wall
        clock stays as it is even where the day reached has other hours. A clock that the day doesn't have
        is the first instant that reads later, one that it has twice the first of the two.
        """
        return add_days(self._timeline, moment, days, at)

    def days_between(self, start: date, stop: date, counting: Counting = "last") -> int:
        """Business days from one date to another; negative when `stop` comes first.

        `counting` says which of the two end dates count when they are business days themselves. Datetimes
        stand for their dates in the schedule's zone, an instant in a night shift for the date that opened it.
        `days_between(t, add_days(t, n)) == n` for `t` within hours.
        """
        first, last = self._ordinal(start), self._ordinal(stop)
        sign = 1 if first <= last else -1
        first, last = min(first, last), max(first, last)
        low = first if counting in ("first", "both") else first + 1
        high = last if counting in ("last", "both") else last - 1
        return sign * days_within(self._timeline, low, high)

    def _ordinal(self, day: date) -> int:
        return date_of(self._timeline, day) if isinstance(day, datetime) else day.toordinal()

    # -- the calendar's lock

    @property
    def asks_package(self) -> bool:
        """Whether its holidays depend on the installed `holidays` package, and so on its version."""
        return self.holidays.asks_package

    def lock(self, first_year: int, last_year: int) -> HolidayLock:
        """Its country's holidays of those years, both included, with the package's version: what to keep.

        Raises `ScheduleError` where no country is named, since then there is nothing to write down.
        """
        return self.holidays.lock_of(first_year, last_year)

    def locked(self, lock: HolidayLock) -> Self:
        """The same schedule under a lock: it answers for the lock's years only and never asks the package.

        Raises `pydantic.ValidationError` for a lock of another calendar.
        """
        return self.replace(holidays=self.holidays.replace(lock=lock))


def timeline_of(schedule: Schedule) -> Timeline:
    """The table behind a schedule, for the other files of this floor."""
    return schedule._timeline  # noqa: SLF001 - the private name keeps it out of the model's fields
