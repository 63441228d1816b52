"""Targets: how much time there is, in what measure. Unlike meanings are unlike types.

`48 hours`, `8 business hours`, `21 days`, `7 business days`, `12:00 next business day`, `end of shift`: each
turns a start into the instant at which it is due, moved by the pauses of its clock. At the due instant itself
a target is still kept.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeAlias, Union

from pydantic import Field, PlainSerializer, PlainValidator, WithJsonSchema, model_serializer, model_validator

from caserules.model import Model
from caserules.schedule import phrase
from caserules.schedule.errors import ScheduleError
from caserules.schedule.hours import DAY, print_clock, read_clock, show
from caserules.schedule.reckon import instant_of, moment_of
from caserules.schedule.schedule import Schedule, timeline_of
from caserules.schedule.workdays import clock_on, closing_of, date_of, days_after, days_within, opening_of
from caserules.schedule.zone import EPOCH_ORDINAL, micros, offset_at

__all__ = [
    "BusinessDays",
    "BusinessTime",
    "CalendarDays",
    "ClockTime",
    "Cutoff",
    "Elapsed",
    "EndOfShift",
    "Pauses",
    "Target",
    "parse_target",
]

Pauses: TypeAlias = Sequence[tuple[datetime, datetime]]
"""Closed stretches (from, until) of a clock, in order and disjoint."""


class _Target(Model):
    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        target = parse_target(value)
        if not isinstance(target, cls):
            raise ScheduleError(
                f"{show(value)} is `{type(target).__name__}`, and `{cls.__name__}` is wanted here"
            )
        return dict(target.__dict__)

    @model_serializer
    def _to_text(self) -> Any:
        return str(self)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:
        """The signed distance in the target's own measure: business time, of `schedule`."""
        return schedule.between(start, stop)


class _Amount(_Target):
    amount: Annotated[timedelta, Field(ge=timedelta(), le=timedelta(hours=1_000_000))]

    def __init__(
        self, amount: timedelta = timedelta(), *, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> None:
        super().__init__(amount=amount + timedelta(hours=hours, minutes=minutes, seconds=seconds))


class _Days(_Target):
    days: Annotated[int, Field(ge=0, le=36_525)]

    def __init__(self, days: int) -> None:
        super().__init__(days=days)


class Elapsed(_Amount):
    """Real time, opening hours or not: `48 hours`.

    >>> str(Elapsed(hours=1, minutes=30))
    '1 hour 30 minutes'
    """

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:  # noqa: ARG002 - one signature
        """`amount` of real time after `start`, the pauses before it not counted."""
        return _pushed_by_real_time(start, instant_of(start) + micros(self.amount), pauses)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:  # noqa: ARG002 - one signature
        """Real time from `start` to `stop`."""
        return _real_time(start, stop)

    def __str__(self) -> str:
        return phrase.print_amount(self.amount)


class BusinessTime(_Amount):
    """Time within the schedule's hours: `8 business hours`."""

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """The earliest instant at which `amount` of business time has passed outside the pauses."""
        return _pushed_by_business_time(start, schedule.add(start, self.amount), schedule, pauses)

    def __str__(self) -> str:
        return phrase.print_amount(self.amount, "business")


class CalendarDays(_Days):
    """Days of the calendar in the schedule's zone, at the same wall clock: `21 days`."""

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """`days` later at the same wall clock, moved on by the real time of the pauses before it."""
        instant = instant_of(start)
        if self.days:
            timeline = timeline_of(schedule)
            day, clock = divmod(instant + offset_at(timeline.zone, instant), DAY)
            instant = clock_on(timeline, day + EPOCH_ORDINAL + self.days, clock)
        return _pushed_by_real_time(start, instant, pauses)

    def measure(self, start: datetime, stop: datetime, schedule: Schedule) -> timedelta:  # noqa: ARG002 - one signature
        """Real time from `start` to `stop`."""
        return _real_time(start, stop)

    def __str__(self) -> str:
        return phrase.print_days(self.days)


class BusinessDays(_Days):
    """Business days at the same wall clock: `7 business days`; see `Schedule.add_days`."""

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """`days` business days later, moved on by the business time of the pauses before it."""
        return _pushed_by_business_time(start, schedule.add_days(start, self.days), schedule, pauses)

    def __str__(self) -> str:
        return phrase.print_days(self.days, "business")


class ClockTime(_Target):
    """A time of day, the closing or the opening, of the start's business day or a later one.

    `close`, `12:00`, `12:00 next business day`, `open in 2 business days`. Without days it is that of the
    start's own date, or of the next business day where that one is past or none.
    """

    clock: Annotated[str, PlainValidator(lambda value: phrase.read_mark(value))]
    """`close`, `open`, or a time of day."""
    days: Annotated[int, Field(ge=0, le=36_525)] = 0

    def __init__(self, clock: str, days: int = 0) -> None:
        super().__init__(clock=clock, days=days)

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """That time; it doesn't move, but one that passes in a pause is set anew from the pause's end."""
        return _set_anew(start, self._due, schedule, pauses)

    def on(self, start: datetime, schedule: Schedule) -> datetime | None:
        """That time counted from the start's own date, even if it is past; None where the date is no business day."""
        timeline = timeline_of(schedule)
        day = date_of(timeline, instant_of(start))
        if self.days == 0 and not days_within(timeline, day, day):
            return None
        return self._mark(start, schedule, days_after(timeline, day, self.days))

    def _due(self, start: datetime, schedule: Schedule) -> datetime:
        due = self.on(start, schedule)
        if due is not None and instant_of(due) >= instant_of(start):
            return due
        timeline = timeline_of(schedule)
        return self._mark(start, schedule, days_after(timeline, date_of(timeline, instant_of(start)), 1))

    def _mark(self, start: datetime, schedule: Schedule, ordinal: int) -> datetime:
        timeline = timeline_of(schedule)
        match self.clock:
            case "close":
                instant = closing_of(timeline, ordinal)
            case "open":
                instant = opening_of(timeline, ordinal)
            case clock:
                instant = clock_on(timeline, ordinal, read_clock(clock, "clock"))
        return moment_of(instant, start.tzinfo)

    def __str__(self) -> str:
        return phrase.print_mark(self.clock, self.days)


class EndOfShift(_Target):
    """The last closing of the business day that the start lies in, or else of the next: `end of shift`."""

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """That closing, always after `start`; one that passes in a pause is set anew from the pause's end."""
        return _set_anew(start, _end_of_shift, schedule, pauses)

    def __str__(self) -> str:
        return "end of shift"


def _end_of_shift(start: datetime, schedule: Schedule) -> datetime:
    return schedule.add_days(start, 0, at="close")


def _read_simple(value: Any) -> Any:
    target = _read(value)
    if isinstance(target, Cutoff):
        raise ScheduleError(f"{show(str(target))}: a cutoff within a cutoff; write one of its own")
    return target


_TEXT = {
    "type": "string",
    "examples": ["48 hours", "8 business hours", "7 business days", "close", "end of shift"],
}
SimpleTarget: TypeAlias = Annotated[
    Union[Elapsed, BusinessTime, CalendarDays, BusinessDays, ClockTime, EndOfShift],  # noqa: UP007 - read by pydantic
    PlainValidator(_read_simple),
    PlainSerializer(str),
    WithJsonSchema(_TEXT),
]


class Cutoff(_Target):
    """One target up to a time of a business day, that instant included, and another later or on a closed day.

    >>> str(Cutoff(cutoff="15:00", before="close", after="12:00 next business day"))
    'close if by 15:00, else 12:00 next business day'
    """

    cutoff: Annotated[str, PlainValidator(lambda value: print_clock(read_clock(value, "cutoff")))]
    before: SimpleTarget
    after: SimpleTarget

    def __init__(self, *, cutoff: Any, before: Any, after: Any) -> None:
        super().__init__(cutoff=cutoff, before=before, after=after)

    def due(self, start: datetime, schedule: Schedule, pauses: Pauses = ()) -> datetime:
        """What `before` says, or `after` where the start is later or `before` would lie before the start.

        It doesn't move with pauses, but one that passes in a pause is set anew from the pause's end.
        """
        return _set_anew(start, self._due, schedule, pauses)

    def _due(self, start: datetime, schedule: Schedule) -> datetime:
        sharp = ClockTime(self.cutoff).on(start, schedule)
        if sharp is None or instant_of(start) > instant_of(sharp):
            return self.after.due(start, schedule)
        due = (
            self.before.on(start, schedule)
            if isinstance(self.before, ClockTime)
            else self.before.due(start, schedule)
        )
        if due is None or instant_of(due) < instant_of(start):
            return self.after.due(start, schedule)
        return due

    @model_serializer
    def _to_text(self) -> Any:
        return {"cutoff": self.cutoff, "before": str(self.before), "after": str(self.after)}

    def __str__(self) -> str:
        return f"{self.before} if by {self.cutoff}, else {self.after}"


def parse_target(text: str) -> "AnyTarget":
    """The target that a text says; inverse of `str`. Raises `ScheduleError`, which names the forms there are.

    >>> parse_target("8 business hours")
    BusinessTime(amount=datetime.timedelta(seconds=28800))
    """
    match phrase.parse(text):
        case None:
            return EndOfShift()
        case phrase.Choice(before, cutoff, after):
            return Cutoff(cutoff=cutoff, before=before, after=after)
        case phrase.Mark(clock, days):
            return ClockTime(clock, days)
        case phrase.Length(business, None, days):
            return BusinessDays(days) if business else CalendarDays(days)
        case phrase.Length(business, amount, _):
            return BusinessTime(amount) if business else Elapsed(amount)


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


AnyTarget: TypeAlias = Union[  # noqa: UP007 - read by pydantic
    Elapsed, BusinessTime, CalendarDays, BusinessDays, ClockTime, Cutoff, EndOfShift
]
Target: TypeAlias = Annotated[
    AnyTarget,
    PlainValidator(_read),
    PlainSerializer(lambda target: target.model_dump()),
    WithJsonSchema(
        {
            "anyOf": [
                _TEXT,
                {
                    "type": "object",
                    "properties": {"cutoff": {"type": "string"}, "before": _TEXT, "after": _TEXT},
                    "required": ["cutoff", "before", "after"],
                    "additionalProperties": False,
                },
            ]
        }
    ),
]
"""A field that takes a target, its text form, or a table with `cutoff`, `before` and `after`."""


def _real_time(start: datetime, stop: datetime) -> timedelta:
    return timedelta(microseconds=instant_of(stop) - instant_of(start))


def _checked(pauses: Pauses) -> Iterator[tuple[int, int]]:
    reached: int | None = None
    for begin, end in pauses:
        low, high = instant_of(begin), instant_of(end)
        if high < low or (reached is not None and low < reached):
            raise ScheduleError(
                f"the pause from {show(begin.isoformat())} to {show(end.isoformat())} is out of order; "
                "give closed pauses in order of time, none over another"
            )
        reached = high
        yield low, high


def _pushed_by_real_time(start: datetime, due: int, pauses: Pauses) -> datetime:
    begun = instant_of(start)
    for low, high in _checked(pauses):
        if low < due and high > begun:
            due += high - max(low, begun)
    return moment_of(due, start.tzinfo)


def _pushed_by_business_time(start: datetime, due: datetime, schedule: Schedule, pauses: Pauses) -> datetime:
    begun, limit = instant_of(start), instant_of(due)
    for low, high in _checked(pauses):
        if low < limit and high > begun:
            paused = schedule.between(moment_of(max(low, begun), start.tzinfo), moment_of(high, start.tzinfo))
            due = schedule.add(due, paused)
            limit = instant_of(due)
    return due


def _set_anew(
    start: datetime, rule: Callable[[datetime, Schedule], datetime], schedule: Schedule, pauses: Pauses
) -> datetime:
    due = rule(start, schedule)
    for low, high in _checked(pauses):
        if low < instant_of(due) < high:
            due = rule(moment_of(high, start.tzinfo), schedule)
    return due
