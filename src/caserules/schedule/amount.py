"""Targets that are so much time: real or business time, calendar or business days."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, Field, model_serializer, model_validator

from caserules.model import Model
from caserules.schedule import phrase
from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.pauses import Pauses, pushed_by_business_time, pushed_by_real_time, real_time
from caserules.schedule.schedule import Schedule, timeline_of
from caserules.schedule.workdays import clock_of
from caserules.schedule.zone import clock_on, utc

__all__ = ["BusinessDays", "BusinessTime", "CalendarDays", "Days", "Elapsed", "OneTarget"]

_NOTHING = timedelta()
_PARTS = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1), "seconds": timedelta(seconds=1)}
Days = Annotated[int, Field(ge=0, le=36_525)]


class OneTarget(Model):
    """What every target can do; made of its text form too."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        BaseModel.__init__(self, **dict(zip(type(self).model_fields, positional, strict=False)), **named)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        from caserules.schedule.target import parse_target  # noqa: PLC0415 a text may say any of them

        target = parse_target(value)
        if not isinstance(target, cls):
            raise ScheduleError(f"{show(value)} is of kind `{type(target).__name__}`, not `{cls.__name__}`")
        return dict(target.__dict__)

    @model_serializer
    def _to_text(self) -> Any:
        return str(self)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:
        """The signed distance in the target's own measure: business time of `schedule`."""
        return schedule.between(start, stop)


class _Amount(OneTarget):
    amount: Annotated[timedelta, Field(ge=_NOTHING, le=timedelta(hours=1_000_000))] = _NOTHING

    @model_validator(mode="before")
    @classmethod
    def _from_parts(cls, value: Any) -> Any:
        """A length of time may be handed in as hours, minutes and seconds."""
        if not isinstance(value, dict) or not value.keys() & _PARTS.keys():
            return value
        try:
            amount = sum((unit * value[name] for name, unit in _PARTS.items() if name in value), _NOTHING)
        except (TypeError, OverflowError, ValueError):
            raise ScheduleError(f'{show(value)} is no length of time; write "1 hour 30 minutes"') from None
        rest = {name: each for name, each in value.items() if name not in _PARTS}
        return {**rest, "amount": amount} if "amount" not in rest else value


class Elapsed(_Amount):
    """Real time, opening hours or not: `48 hours`.

    >>> str(Elapsed(hours=1, minutes=30))
    '1 hour 30 minutes'
    """

    if TYPE_CHECKING:

        def __init__(
            self, amount: timedelta = ..., *, hours: float = 0, minutes: float = 0, seconds: float = 0
        ) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:  # noqa: ARG002 - as all
        """`amount` of real time after `start`, the pauses before it not counted."""
        return pushed_by_real_time(utc(start) + self.amount, start, pauses)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:  # noqa: ARG002 - as all
        """Real time from `start` to `stop`."""
        return real_time(start, stop)

    def __str__(self) -> str:
        return phrase.print_amount(self.amount)


class BusinessTime(_Amount):
    """Time within the schedule's hours: `8 business hours`.

    >>> str(BusinessTime(hours=8))
    '8 business hours'
    """

    if TYPE_CHECKING:

        def __init__(
            self, amount: timedelta = ..., *, hours: float = 0, minutes: float = 0, seconds: float = 0
        ) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """The earliest instant at which `amount` of business time has passed outside the pauses."""
        return pushed_by_business_time(schedule.add(start, self.amount), start, pauses, schedule)

    def __str__(self) -> str:
        return phrase.print_amount(self.amount, "business")


class CalendarDays(OneTarget):
    """Days of the calendar in the schedule's zone, at the same wall clock: `21 days`.

    >>> desk = Schedule(time_zone="America/New_York", hours={"mon-fri": "08:00-17:00"})
    >>> friday = datetime.fromisoformat("2026-03-06T16:00-05:00")
    >>> print(CalendarDays(3).due(friday, desk).isoformat())
    2026-03-09T15:00:00-05:00
    """

    days: Days

    if TYPE_CHECKING:

        def __init__(self, days: int) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """`days` later at the same wall clock, moved on by the real time of the pauses before it."""
        due = utc(start)
        if self.days:
            timeline = timeline_of(schedule)
            day = due.astimezone(timeline.zone).toordinal()
            due = clock_on(timeline.zone, day + self.days, clock_of(timeline, due, day))
        return pushed_by_real_time(due, start, pauses)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:  # noqa: ARG002 - as all
        """Real time from `start` to `stop`."""
        return real_time(start, stop)

    def __str__(self) -> str:
        return phrase.print_days(self.days)


class BusinessDays(OneTarget):
    """Business days at the same wall clock: `7 business days`; see `Schedule.add_days`.

    >>> desk = Schedule(time_zone="America/New_York", hours={"mon-fri": "08:00-17:00"})
    >>> friday = datetime.fromisoformat("2026-03-06T16:00-05:00")
    >>> print(BusinessDays(3).due(friday, desk).isoformat())
    2026-03-11T15:00:00-05:00
    """

    days: Days

    if TYPE_CHECKING:

        def __init__(self, days: int) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """`days` business days later, moved on by the business time of the pauses before it."""
        return pushed_by_business_time(schedule.add_days(start, self.days), start, pauses, schedule)

    def __str__(self) -> str:
        return phrase.print_days(self.days, "business")
