"""A clock as a host reads it: where it stands, when it is due, what has passed, and why."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import Field, GetJsonSchemaHandler, SerializerFunctionWrapHandler, model_serializer
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from caserules.model import Instant, Model, builder, kept
from caserules.outline import Outline, Outlined, Table, Text, minute
from caserules.rulesets.sla.segment import TICK, ClockPhase, Segment, Threshold
from caserules.rulesets.sla.written import schema_with
from caserules.schedule import Ledger, Target

__all__ = ["Clock", "ClockWarning"]


class ClockWarning(Model):
    """A call before (or after) a clock is due."""

    threshold: str
    """As the rule says it: `80%`, `30 minutes`."""
    at: Instant | None
    """When it is reached; None while a pause keeps it off, or where the clock ended before it."""
    reached: bool
    key: str
    """The same key is the same warning: case, clock, item, cycle, segment, threshold."""


_warning = builder(ClockWarning)
_fixed = lru_cache(maxsize=256)(timezone)


class Clock(Outlined, Model):
    """One clock of a case, or of one of its items, as it stands at `read_at`; all earlier segments with it.

    What is said of "the clock" is said of its present segment, the last one.

    >>> from caserules import Context, OpenCase, load
    >>> desk = load("integrations")
    >>> context = Context(now="2026-03-02T15:00Z", actor="ana")
    >>> case = desk.decide(None, OpenCase(new_id="C-17", subject="feed stopped"), context).or_raise().case
    >>> clock = desk.clocks(case, datetime(2026, 3, 4, 15, tzinfo=UTC))[0]
    >>> clock.phase, clock.remaining, clock.breached_at
    ('running', datetime.timedelta(0), None)
    >>> print(clock.next_change_at)
    2026-03-04 10:00:00.000001-05:00
    """

    id: str
    """The id of its rule."""
    case_id: str
    item: int | None = None
    """The number of the part that it is for, where it has one for each."""
    source: str = ""
    read_at: Instant
    segments: tuple[Segment, ...] = ()
    thresholds: tuple[Threshold, ...] = Field(default=(), repr=False, exclude=True)

    @property
    def present(self) -> Segment | None:
        """The present segment; None before the clock has started."""
        return self.segments[-1] if self.segments else None

    @property
    def phase(self) -> ClockPhase:
        """Where it stands; together with `breached_at`: `stopped` and breached is met late."""
        return self.present.phase if self.present else "not started"

    @property
    def cycle(self) -> int:
        """How often it has begun anew, from 1; 0 before it has started."""
        return self.present.cycle if self.present else 0

    @property
    def segment(self) -> int:
        """The number of the present target in its cycle, from 1; 0 before it has started."""
        return self.present.number if self.present else 0

    @property
    def target(self) -> Target | None:
        """What is promised; None where no target fits."""
        return self.present.target if self.present else None

    @property
    def started_at(self) -> datetime | None:
        """When the event that began the present segment happened."""
        return self.present.started_at if self.present else None

    @property
    def counted_from(self) -> datetime | None:
        """From when time counts: what `from` says, moved to the next opening for a business target."""
        return self._local(self.present.counted_from) if self.present else None

    @property
    def due_at(self) -> datetime | None:
        """The last instant at which it is kept, with the offset that its schedule's zone has then.

        None without a target, and in a pause before it is due.
        """
        return self._local(self.segments[-1].due_at) if self.segments else None

    def _local(self, instant: datetime | None) -> datetime | None:
        """The instant with its schedule's offset; only that, for instants in a zone don't always compare."""
        if instant is None:
            return None
        zone = self.segments[-1].schedule.time_zone
        if zone == "UTC":
            return instant.astimezone(UTC)
        local = instant.astimezone(ZoneInfo(zone))
        return instant.astimezone(_fixed(local.utcoffset() or timedelta()))

    @property
    def breached_at(self) -> datetime | None:
        """When it was missed, if it was; it stays so whatever follows in this segment."""
        return self._local(self.segments[-1].breached_at) if self.segments else None

    @property
    def met(self) -> bool | None:
        """Whether it was kept; missing while that is open, and where it was cancelled or has no target."""
        if self.breached_at is not None:
            return False
        return True if self.phase == "stopped" and self.target is not None else None

    @property
    def stopped_at(self) -> datetime | None:
        """When it was stopped or cancelled, if it is."""
        return self.present.until if self.present and self.phase in ("stopped", "cancelled") else None

    @property
    def elapsed(self) -> timedelta:
        """What has passed outside its pauses, in the target's own measure."""
        return self.present.elapsed if self.present else timedelta()

    @property
    def remaining(self) -> timedelta | None:
        """What is left, negative once it is overrun; None without a target."""
        return self.present.remaining if self.present else None

    @kept
    def warnings(self) -> tuple[ClockWarning, ...]:
        """The warnings of the present segment, reached or not, in the order of the rule."""
        present = self.present
        if not self.thresholds or present is None or present.allotted is None:
            return ()
        running = present.phase == "running"
        found: list[ClockWarning] = []
        for threshold in self.thresholds:
            at = present.reaches(threshold.reached_at(present.allotted))
            reached = at is not None and (at <= present.until if running else True)
            key = self._key(present, threshold)
            found.append(_warning({"threshold": threshold.text, "at": at, "reached": reached, "key": key}))
        return tuple(found)

    def _key(self, present: Segment, threshold: Threshold) -> str:
        item = "-" if self.item is None else self.item
        return f"{self.case_id}/{self.id}/{item}/{present.cycle}/{present.number}/{threshold.text}"

    @kept
    def next_change_at(self) -> datetime | None:
        """The next instant at which a warning is reached or it is breached, which is just after `due_at`.

        None while it is paused, without a target or ended: then only an event changes it.
        """
        present = self.present
        if present is None or present.phase != "running":
            return None
        due = present.due_at
        breached = None if due is None or present.until > due else due + TICK
        if not self.thresholds:
            return self._local(breached)
        instants = [each.at for each in self.warnings if each.at is not None and not each.reached]
        return self._local(min((*instants, *filter(None, (breached,))), default=None))

    @model_serializer(mode="wrap")
    def _told(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {**handler(self), **{name: getattr(self, name) for name in _FACTS}}

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return schema_with(cls, _FACTS, core, handler)

    def ledger(self) -> Ledger:
        """Every stretch of the present segment, counted or not, with the reason; empty before the start."""
        return self.present.ledger() if self.present else Ledger(entries=())

    def outline(self) -> Outline:
        """Where it stands, and how it came there."""
        named = (
            f"clock `{self.id}`"
            if self.item is None
            else f"clock `{self.id}` of `{self.case_id}.{self.item}`"
        )
        if self.present is None:
            return Outline(heading=f"{named}: not started")
        zone = ZoneInfo(self.present.schedule.time_zone)
        blocks: list[Text | Table] = [
            Text(text=line, tone=tone) for line, tone in _facts(self, self.present, zone)
        ]
        rows = tuple(_row(each, zone) for each in self.segments)
        columns = ("cycle", "segment", "target", "started", "phase", "due", "elapsed", "left")
        return Outline(
            heading=f"{named}: {self.phase}" + (", breached" if self.breached_at else ""),
            blocks=(*blocks, Table(columns=columns, rows=rows)),
        )


_FACTS = (
    "phase",
    "cycle",
    "segment",
    "target",
    "started_at",
    "counted_from",
    "due_at",
    "breached_at",
    "stopped_at",
    "elapsed",
    "remaining",
    "warnings",
    "next_change_at",
)
"""What a clock written down says beside its fields."""


def _facts(clock: Clock, present: Segment, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
    cited = f" ({present.source or clock.source})" if present.source or clock.source else ""
    if present.target is None:
        yield f"no target fits{cited}", "bad"
    else:
        yield f"target: {present.target}{cited}", "plain"
    counted = present.counted_from
    if counted != present.started_at:
        yield f"counted from {minute(counted.astimezone(zone))}", "quiet"
    if clock.breached_at is not None:
        yield f"breached {minute(clock.breached_at.astimezone(zone))}", "bad"
    for warning in clock.warnings:
        if warning.at is not None:
            verb = "reached" if warning.reached else "comes"
            yield f"{warning.threshold} {verb} {minute(warning.at.astimezone(zone))}", "quiet"


def _row(segment: Segment, zone: ZoneInfo) -> tuple[str, ...]:
    return (
        str(segment.cycle),
        str(segment.number),
        "none" if segment.target is None else str(segment.target),
        minute(segment.started_at.astimezone(zone)),
        segment.phase,
        "" if segment.due_at is None else minute(segment.due_at.astimezone(zone)),
        str(segment.elapsed),
        "" if segment.remaining is None else _signed(segment.remaining),
    )


def _signed(span: timedelta) -> str:
    return f"-{-span}" if span < timedelta() else str(span)
