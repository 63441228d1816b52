"""Targets: how much time there is, in what measure. Unlike meanings are unlike types.

`48 hours`, `8 business hours`, `21 days`, `7 business days`, `12:00 next business day`, `end of shift`: each
turns a start into the instant at which it is due, moved by the pauses of its clock. At the due instant itself
a target is still kept.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, Union, assert_never

from pydantic import (
    PlainSerializer,
    PlainValidator,
    ValidationError,
    WithJsonSchema,
    model_serializer,
)

from caserules.schedule import phrase
from caserules.schedule.amount import BusinessDays, BusinessTime, CalendarDays, Days, Elapsed, OneTarget
from caserules.schedule.errors import ScheduleError, show
from caserules.schedule.hours import print_clock, read_clock
from caserules.schedule.pauses import (
    Pauses,
    set_anew,
)
from caserules.schedule.schedule import Schedule, timeline_of
from caserules.schedule.workdays import closing_on, date_of, day_after, days_within, opening_on
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


class ClockTime(OneTarget):
    """A time of a business day: `close`, `12:00`, `12:00 next business day`, `open in 2 business days`.

    Without days it is that of the start's own date, or of the next business day where that one is past or
    the date is none.

    >>> desk = Schedule(time_zone="UTC", hours={"mon-fri": "08:00-17:00"})
    >>> friday = datetime.fromisoformat("2026-03-06T12:30Z")
    >>> print(ClockTime("12:00").due(friday, desk), ClockTime("close").due(friday, desk), sep="; ")
    2026-03-09 12:00:00+00:00; 2026-03-06 17:00:00+00:00
    """

    clock: Annotated[str, PlainValidator(phrase.read_mark)]
    """`close` (the day's last closing), `open` (its first opening), or a time of day."""
    days: Days = 0

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


class EndOfShift(OneTarget):
    """The last closing of the business day that the start lies in, or else of the next: `end of shift`.

    >>> desk = Schedule(time_zone="UTC", hours={"mon-fri": "08:00-17:00"})
    >>> print(EndOfShift().due(datetime.fromisoformat("2026-03-06T17:00Z"), desk))
    2026-03-09 17:00:00+00:00
    """

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


class Cutoff(OneTarget):
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
    if isinstance(value, OneTarget):
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
