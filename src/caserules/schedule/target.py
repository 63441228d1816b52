"""Targets: how much time there is, in what measure. Unlike meanings are unlike types.

`48 hours`, `8 business hours`, `21 days`, `7 business days`, `12:00 next business day`, `end of shift`: each
turns a start into the instant at which it is due, moved by the pauses of its clock. At the due instant itself
a target is still kept.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, assert_never

from pydantic import (
    BaseModel,
    Field,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from caserules.model import Model
from caserules.schedule import phrase
from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.hours import print_clock, read_clock
from caserules.schedule.pauses import (
    Pauses,
    pushed_by_business_time,
    pushed_by_real_time,
    real_time,
    set_anew,
)
from caserules.schedule.schedule import Schedule, timeline_of
from caserules.schedule.workdays import clock_of, closing_on, date_of, day_after, days_within, opening_on
from caserules.schedule.zone import clock_on, utc

__all__ = [
    "BusinessDays",
    "BusinessTime",
    "CalendarDays",
    "ClockTime",
    "Cutoff",
    "Elapsed",
    "EndOfShift",
    "Target",
    "parse_target",
]

_NOTHING = timedelta()
_PARTS = {"hours": timedelta(hours=1), "minutes": timedelta(minutes=1), "seconds": timedelta(seconds=1)}
_Days = Annotated[int, Field(ge=0, le=36_525)]


class _Target(Model):
    def __init__(self, *positional: Any, **named: Any) -> None:
        BaseModel.__init__(self, **dict(zip(type(self).model_fields, positional, strict=False)), **named)

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
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


class _Amount(_Target):
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

    >>> BusinessTime(hours=8) == parse_target("8 business hours")
    True
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


class CalendarDays(_Target):
    """Days of the calendar in the schedule's zone, at the same wall clock: `21 days`."""

    days: _Days

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


class BusinessDays(_Target):
    """Business days at the same wall clock: `7 business days`; see `Schedule.add_days`."""

    days: _Days

    if TYPE_CHECKING:

        def __init__(self, days: int) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """`days` business days later, moved on by the business time of the pauses before it."""
        return pushed_by_business_time(schedule.add_days(start, self.days), start, pauses, schedule)

    def __str__(self) -> str:
        return phrase.print_days(self.days, "business")


class ClockTime(_Target):
    """A time of a business day: `close`, `12:00`, `12:00 next business day`, `open in 2 business days`.

    Without days it is that of the start's own date, or of the next business day where that one is past or
    the date is none.
    """

    clock: Annotated[str, PlainValidator(phrase.read_mark)]
    """`close` (the day's last closing), `open` (its first opening), or a time of day."""
    days: _Days = 0

    if TYPE_CHECKING:

        def __init__(self, clock: str, days: int = 0) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """That time; it doesn't move, but one that passes in a pause is set anew from the pause's end."""
        return set_anew(self._due, start, pauses, schedule)

    def on(self, start: datetime, schedule: Schedule) -> datetime | None:
        """That time counted from the start's own date, even if past; None where that is no business day."""
        timeline = timeline_of(schedule)
        day = date_of(timeline, utc(start))
        if self.days == 0 and not days_within(timeline, day, day):
            return None
        return self._on(schedule, day_after(timeline, day, self.days))

    def _due(self, start: datetime, schedule: Schedule) -> datetime:
        due = self.on(start, schedule)
        if due is not None and due >= utc(start):
            return due
        timeline = timeline_of(schedule)
        return self._on(schedule, day_after(timeline, date_of(timeline, utc(start)), 1))

    def _on(self, schedule: Schedule, ordinal: int) -> datetime:
        timeline = timeline_of(schedule)
        match self.clock:
            case "close":
                return closing_on(timeline, ordinal)
            case "open":
                return opening_on(timeline, ordinal)
            case clock:
                return clock_on(timeline.zone, ordinal, read_clock(clock, "clock"))

    def __str__(self) -> str:
        return phrase.print_mark(self.clock, self.days)


class EndOfShift(_Target):
    """The last closing of the business day that the start lies in, or else of the next: `end of shift`."""

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """That closing, always after `start`; one that passes in a pause is set anew from the pause's end."""
        return set_anew(lambda at, hours: hours.add_days(at, 0, at="close"), start, pauses, schedule)

    def __str__(self) -> str:
        return "end of shift"


def _read_simple(value: Any) -> Any:
    target = _read(value)
    if isinstance(target, Cutoff):
        raise ScheduleError(f"{show(str(target))}: a cutoff within a cutoff; write one of its own")
    return target


_Simple: TypeAlias = Annotated[
    Union[Elapsed, BusinessTime, CalendarDays, BusinessDays, ClockTime, EndOfShift],  # noqa: UP007 - an alias
    PlainValidator(_read_simple),
    PlainSerializer(str),
    WithJsonSchema(phrase.TEXT_SCHEMA),
]


class Cutoff(_Target):
    """One target up to a time of a business day, that instant included, another later or on a closed day.

    >>> str(Cutoff(cutoff="15:00", before="close", after="12:00 next business day"))
    'close if by 15:00, else 12:00 next business day'
    """

    cutoff: Annotated[str, PlainValidator(lambda value: print_clock(read_clock(value, "cutoff")))]
    before: _Simple
    after: _Simple

    if TYPE_CHECKING:

        def __init__(self, *, cutoff: Any, before: Any, after: Any) -> None: ...

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """What `before` says, or `after` where the start is later or `before` would lie before the start.

        It doesn't move with pauses, but one that passes in a pause is set anew from the pause's end.
        """
        return set_anew(self._due, start, pauses, schedule)

    def _due(self, start: datetime, schedule: Schedule) -> datetime:
        instant = utc(start)
        sharp = ClockTime(self.cutoff).on(start, schedule)
        if sharp is not None and instant <= sharp:
            before = self.before
            due = before.on(start, schedule) if isinstance(before, ClockTime) else before.due(start, schedule)
            if due is not None and instant <= utc(due):
                return due
        return self.after.due(start, schedule)

    @model_serializer
    def _to_text(self) -> Any:
        return {"cutoff": self.cutoff, "before": str(self.before), "after": str(self.after)}

    def __str__(self) -> str:
        return f"{self.before} if by {self.cutoff}, else {self.after}"


_Any: TypeAlias = Union[  # noqa: UP007 - an alias
    Elapsed, BusinessTime, CalendarDays, BusinessDays, ClockTime, Cutoff, EndOfShift
]


def parse_target(text: str) -> _Any:
    """The target that a text says; inverse of `str`. Raises `ScheduleError`, which names the forms there are.

    >>> str(parse_target("1.5 business hours"))
    '1 business hour 30 minutes'
    """
    try:
        return _made(text)
    except ValidationError as error:
        first = error.errors()[0]["msg"].removeprefix("Value error, ")
        raise ScheduleError(f"{show(text)} is no target: {first}") from None


def _made(text: str) -> _Any:
    match phrase.parse(text):
        case None:
            return EndOfShift()
        case phrase.Choice(before, cutoff, after):
            return Cutoff(cutoff=cutoff, before=before, after=after)
        case phrase.Mark(clock, days):
            return ClockTime(clock, days)
        case phrase.Time(business, amount):
            return BusinessTime(amount) if business else Elapsed(amount)
        case phrase.Days(business, days):
            return BusinessDays(days) if business else CalendarDays(days)
        case unknown:
            assert_never(unknown)


def _read(value: Any) -> Any:
    if isinstance(value, _Target):
        return value
    if isinstance(value, str):
        return parse_target(value)
    if isinstance(value, Mapping) and value.keys() == {"cutoff", "before", "after"}:
        return Cutoff(**value)
    raise ScheduleError(
        f'{show(value)} is no target; write "8 business hours" or {{"cutoff": "15:00", "before": "close", '
        '"after": "12:00 next business day"}'
    )


Target: TypeAlias = Annotated[
    _Any,
    PlainValidator(_read),
    PlainSerializer(lambda target: target.model_dump()),
    WithJsonSchema(phrase.SCHEMA),
]
"""A field that takes a target, its text form, or a table with `cutoff`, `before` and `after`."""
