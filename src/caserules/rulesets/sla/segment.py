"""A segment of a clock: a stretch under one target, with what has passed in it and when it is due."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, Literal, NamedTuple, TypeAlias
from zoneinfo import ZoneInfo

from pydantic import Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from caserules.model import Instant, Model, kept
from caserules.rulesets.sla.written import schema_with
from caserules.schedule import (
    BusinessDays,
    BusinessTime,
    CalendarDays,
    CalendarError,
    Elapsed,
    Entry,
    Ledger,
    Pauses,
    Schedule,
    ScheduleError,
    Target,
)
from caserules.schedule.pauses import pushed_by_business_time, pushed_by_real_time
from caserules.schedule.zone import utc

__all__ = ["TICK", "ClockPhase", "Pause", "Segment", "Threshold"]

ClockPhase: TypeAlias = Literal[
    "not started", "running", "paused", "stopped", "cancelled", "superseded", "no target"
]

TICK = timedelta(microseconds=1)
"""The resolution of instants: what is due at one is missed a tick later."""
_FACTS = ("counted_from", "due_at", "breached_at", "elapsed", "allotted", "remaining")
"""What a segment written down says beside its fields."""
_NONE = timedelta()
_LONGEST = timedelta(hours=1_000_000)
_REAL = frozenset({Elapsed, CalendarDays})
_BUSINESS = frozenset({BusinessTime, BusinessDays})


class Threshold(NamedTuple):
    """When to warn: at a share of what is allotted, or so much before its end, in the target's measure."""

    text: str
    share: Fraction | None
    before: timedelta

    def reached_at(self, allotted: timedelta) -> timedelta:
        """The elapsed time at which the warning is due; never negative, nor more than a target can say.

        >>> Threshold("75%", Fraction(3, 4), timedelta()).reached_at(timedelta(hours=4))
        datetime.timedelta(seconds=10800)
        """
        if self.share is None:
            return max(allotted - self.before, _NONE)
        return min(timedelta(microseconds=allotted // TICK * self.share // 1), _LONGEST)


class Pause(Model):
    """A stretch in which a clock stood still; `until` is None while it still does."""

    since: Instant
    until: Instant | None
    reason: Literal["paused", "stopped"]


class Segment(Model):
    """A stretch of a clock under one target; a new cycle, or another target, begins the next.

    `elapsed + remaining == allotted`, in the target's own measure. Due instants keep the offset of the
    instant from which they are counted.

    >>> from caserules import Context, OpenCase, load
    >>> desk = load("integrations")
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
    >>> segment = desk.clocks(case, context.now + timedelta(hours=5))[0].present
    >>> print(segment.elapsed, segment.remaining, segment.allotted)
    5:00:00 1 day, 19:00:00 2 days, 0:00:00
    """

    cycle: int
    number: int
    """Its place in the cycle, from 1."""
    phase: ClockPhase
    target: Target | None
    source: str = ""
    started_at: Instant
    """When the event that began it happened."""
    since: Instant
    """The instant from which time is looked at; business time may begin later, at `counted_from`."""
    until: Instant
    """When it ended, or the instant at which it is read."""
    pauses: tuple[Pause, ...] = ()
    schedule: Schedule = Field(repr=False, exclude=True)

    @property
    def counted_from(self) -> datetime:
        """`since`, or the next opening for a business target that begins out of hours."""
        if type(self.target) in _BUSINESS:
            return self.schedule.next_open(self.since)
        return self.since

    @kept
    def due_at(self) -> datetime | None:
        """The last instant at which it is kept; None without a target, and in a pause before it is due."""
        due = self._due
        return None if due is None or (self._stands and due >= self._end) else due

    @kept
    def breached_at(self) -> datetime | None:
        """When it was missed: where it was due, or at its own start if that was later; None if it was not."""
        due = self._due
        return None if due is None or self._end <= due else max(due, self.started_at)

    @kept
    def elapsed(self) -> timedelta:
        """What has passed outside its pauses, in the target's own measure (real time without one)."""
        return self._measured(self._end, self._closed)

    @kept
    def allotted(self) -> timedelta | None:
        """All the time there was, in the target's own measure; None without a target."""
        due = self._due
        if due is None:
            return None
        closed = self._closed
        return self._measured(due, tuple(each for each in closed if each[1] <= due) if closed else ())

    @property
    def remaining(self) -> timedelta | None:
        """What is left, negative once it is overrun; it stands still in a pause. None without a target."""
        return None if self.allotted is None else self.allotted - self.elapsed

    @model_serializer(mode="wrap")
    def _told(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {**handler(self), **{name: getattr(self, name) for name in _FACTS}}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return schema_with(cls, _FACTS, core, handler)

    @property
    def _stands(self) -> bool:
        """Whether a pause is going on."""
        return bool(self.pauses) and self.pauses[-1].until is None

    @property
    def _end(self) -> datetime:
        """The last instant at which it ran."""
        return self.pauses[-1].since if self._stands else self.until

    @kept
    def _closed(self) -> tuple[tuple[datetime, datetime], ...]:
        if not self.pauses:
            return ()
        return tuple((each.since, each.until) for each in self.pauses if each.until is not None)

    @kept
    def _due(self) -> datetime | None:
        """When it is due, as far as its pauses are over.

        None where that is further off than any schedule knows: such a promise is never broken. Raises
        `CalendarError` where it takes a year whose holidays nobody has written down.
        """
        try:
            return None if self.target is None else self._pushed(self.target)
        except CalendarError:
            raise
        except (ScheduleError, OverflowError):
            return None

    def _pushed(self, target: Target) -> datetime:
        """A pause that holds the due instant itself takes it along: what stands still can't pass."""
        pauses = self._closed
        due = target.due(self.since, self.schedule, pauses)
        for place, (low, high) in enumerate(pauses):
            if low <= due < high:
                due = high if self._is_amount else target.due(high, self.schedule, pauses[place + 1 :])
        return due

    @property
    def _is_amount(self) -> bool:
        """Whether the target is so much time, and not a time of day."""
        return type(self.target) in _REAL or type(self.target) in _BUSINESS

    @property
    def _is_real(self) -> bool:
        """Whether it is measured in real time, as it is without a target."""
        return self.target is None or type(self.target) in _REAL

    def _measured(self, end: datetime, pauses: tuple[tuple[datetime, datetime], ...]) -> timedelta:
        if end <= self.since:
            return _NONE
        if self._is_real:
            total = end - self.since  # of instants with an offset alone this is real time
            return total - sum((high - max(low, self.since) for low, high in self._after(pauses)), _NONE)
        between = self.schedule.between
        total = between(self.since, end)
        return total - sum((between(max(low, self.since), high) for low, high in self._after(pauses)), _NONE)

    def _after(self, pauses: Pauses) -> Pauses:
        """Those that end after its beginning."""
        return [each for each in pauses if each[1] > self.since] if pauses else ()

    def reaches(self, amount: timedelta) -> datetime | None:
        """When so much has elapsed in the target's measure; None where a pause or the end comes first."""
        since, closed, schedule = self.since, self._closed, self.schedule
        if self._is_real:
            due = pushed_by_real_time(utc(since) + amount, since, closed)
        else:
            due = pushed_by_business_time(schedule.add(since, amount), since, closed, schedule)
        at = max(due, self.started_at)
        if self._stands:
            return at if at <= self._end else None
        return at if self.phase == "running" or at < self.until else None

    def ledger(self) -> Ledger:
        """Every stretch from `since` on, counted or not, with the reason; its counted sum is `elapsed`."""
        zone = ZoneInfo(self.schedule.time_zone)
        return Ledger(entries=tuple(self._entries(zone)))

    def _entries(self, zone: ZoneInfo) -> Iterator[Entry]:
        reached = self.since
        for pause in self.pauses:
            until = pause.until or self.until
            if until > reached:
                since = max(pause.since, reached)
                yield from self._counted(reached, since, zone)
                yield _entry(since, until, zone, pause.reason, counted=False)
                reached = until
        yield from self._counted(reached, self.until, zone)

    def _counted(self, start: datetime, stop: datetime, zone: ZoneInfo) -> Iterator[Entry]:
        if start >= stop:
            return
        if self._is_real:
            yield _entry(start, stop, zone, "running", counted=True)
        else:
            yield from self.schedule.explain(start.astimezone(zone), stop.astimezone(zone)).entries


def _entry(start: datetime, stop: datetime, zone: ZoneInfo, reason: str, *, counted: bool) -> Entry:
    return Entry(from_=start.astimezone(zone), until=stop.astimezone(zone), counted=counted, reason=reason)
