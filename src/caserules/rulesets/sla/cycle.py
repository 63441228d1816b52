"""One clock of one item while the history is read: its cycles, segments and pauses, decision by decision."""

from datetime import datetime
from typing import Literal, NamedTuple, Protocol, TypeAlias

from caserules.model import builder
from caserules.rulesets.sla.segment import ClockPhase, Pause, Segment
from caserules.schedule import Schedule, Target

__all__ = ["Conditions", "Promise", "Reopen", "Retarget", "Run"]

Reopen: TypeAlias = Literal["none", "resume", "resume_including_closed", "new_cycle"]
Retarget: TypeAlias = Literal["carry_elapsed", "restart", "keep"]


_PAUSE = builder(Pause)
_SEGMENT = builder(Segment)
"""Of instants of events, and of the rulebook's own targets and schedules: all of them valid already."""


class Promise(NamedTuple):
    """What a segment is measured by; `row` is the place of the target that fits, None where none does."""

    row: int | None
    target: Target | None
    schedule: Schedule
    source: str


class Conditions(Protocol):
    """The clock's conditions as they stand after a decision."""

    def start(self) -> bool:
        """Whether the clock may start."""
        ...

    def ends(self) -> Literal["stopped", "cancelled"] | None:
        """How it ends, where `stop` or `cancel` holds; `stop` comes first."""
        ...

    def pause(self) -> bool:
        """Whether it stands still."""
        ...

    def restart(self) -> object:
        """The value whose change begins the next cycle."""
        ...

    def counts_from(self) -> datetime | None:
        """What `from` says."""
        ...

    def promise(self, at: datetime) -> Promise:
        """The target that fits, of those in force at an instant."""
        ...


class Run:
    """The state of one clock; local to one reading.

    INVARIANT: `changed_at` never runs back, so that a decision about the past can't undo what stands.
    """

    __slots__ = (
        "changed_at",
        "counts_from",
        "cycle",
        "for_good",
        "number",
        "open",
        "paused_at",
        "pauses",
        "promise",
        "reopen",
        "restart",
        "retarget",
        "segments",
        "since",
        "started_at",
    )

    changed_at: datetime
    counts_from: datetime | None
    promise: Promise
    restart: object
    since: datetime
    started_at: datetime

    def __init__(self, reopen: Reopen, retarget: Retarget, *, for_good: bool) -> None:
        self.reopen = reopen
        self.retarget = retarget
        self.for_good = for_good
        """Whether nothing opens it again once it has ended."""
        self.cycle = 0
        self.number = 0
        self.open = False
        self.paused_at: datetime | None = None
        self.pauses: list[Pause] = []
        self.segments: list[Segment] = []

    def decided(self, occurred_at: datetime, conditions: Conditions) -> None:
        """What a decision means to it: at one instant stop, cancel, pause, resume, start, in that order."""
        if not self.cycle:
            if conditions.start():
                self._start(occurred_at, conditions)
            return
        if not self.open and self.for_good:
            return
        at = max(occurred_at, self.changed_at)
        ends = conditions.ends()
        if ends is not None:
            if self.open:
                self._end(at, ends)
        elif conditions.restart() != self.restart:
            if self.open:
                self._end(at, "stopped")
            self._begin(at, conditions)
        elif self.open:
            self._pause_or_resume(at, paused=conditions.pause())
            self._retarget(at, conditions)
        else:
            self._reopen(at, conditions)

    def call_off(self, at: datetime) -> None:
        """Cancelled from outside, whatever its conditions say."""
        if self.open:
            self._end(max(at, self.changed_at), "cancelled")

    def _start(self, at: datetime, conditions: Conditions) -> None:
        """The first cycle; what ends a clock already when it starts ends it with nothing elapsed."""
        ends = conditions.ends()
        self.counts_from = conditions.counts_from()
        self._open_cycle(at, at if ends or self.counts_from is None else self.counts_from, conditions)
        if ends is not None:
            self._end(at, ends)
        elif conditions.pause():
            self.paused_at = at

    def _begin(self, at: datetime, conditions: Conditions) -> None:
        """A later cycle: it counts from now on, unless `from` names another instant than it did before."""
        self._open_cycle(at, self._renamed(conditions) or at, conditions)
        if conditions.pause():
            self.paused_at = at

    def _renamed(self, conditions: Conditions) -> datetime | None:
        """The instant that `from` names, where that is another than it named before."""
        before, self.counts_from = self.counts_from, conditions.counts_from()
        return None if self.counts_from == before else self.counts_from

    def _open_cycle(self, at: datetime, since: datetime, conditions: Conditions) -> None:
        self.cycle += 1
        self.number = 0
        self.since = since
        self.pauses = []
        self.restart = conditions.restart()
        self._open_segment(at, conditions.promise(at))

    def _open_segment(self, at: datetime, promise: Promise) -> None:
        self.number += 1
        self.started_at = self.changed_at = at
        self.promise = promise
        self.open = True

    def _end(self, at: datetime, phase: ClockPhase) -> None:
        if self.paused_at is not None:
            self._stood_still(self.paused_at, at, "paused")
            self.paused_at = None
        self.segments.append(self._segment(phase, at))
        self.open = False
        self.changed_at = at

    def _stood_still(self, since: datetime, until: datetime, reason: Literal["paused", "stopped"]) -> None:
        if since < until:
            self.pauses.append(_PAUSE({"since": since, "until": until, "reason": reason}))

    def _pause_or_resume(self, at: datetime, *, paused: bool) -> None:
        if paused and self.paused_at is None:
            self.paused_at = self.changed_at = at
        elif self.paused_at is not None and not paused:
            self._stood_still(self.paused_at, at, "paused")
            self.paused_at = None
            self.changed_at = at

    def _retarget(self, at: datetime, conditions: Conditions) -> None:
        promise = self._other(at, conditions)
        if promise is None:
            return
        paused_at = self.paused_at
        earlier = self.pauses.copy()
        self._end(at, "superseded")
        self.pauses = earlier
        self.paused_at = paused_at
        self._carry(at, promise, conditions)

    def _other(self, at: datetime, conditions: Conditions) -> Promise | None:
        """The promise that takes the present one's place, if another target fits now.

        The present one is judged by the targets of its own day, so that no date alone supersedes it.
        """
        if self.retarget == "keep" and self.promise.target is not None:
            return None
        if conditions.promise(self.started_at) == self.promise:
            return None
        promise = conditions.promise(at)
        return None if promise == self.promise else promise

    def _carry(self, at: datetime, promise: Promise, conditions: Conditions) -> None:
        """What has passed counts for the new target too, from where `from` says so by now."""
        if self.retarget == "restart":
            self.since = at
            self.pauses = []
            self.paused_at = None if self.paused_at is None else at
        elif (renamed := self._renamed(conditions)) is not None:
            self.since = renamed
        self._open_segment(at, promise)

    def _reopen(self, at: datetime, conditions: Conditions) -> None:
        if self.reopen == "none":
            return
        if self.reopen == "new_cycle":
            self._begin(at, conditions)
            return
        if self.reopen == "resume":
            self._stood_still(self.changed_at, at, "stopped")
        if conditions.pause():
            self.paused_at = at
        promise = self._other(at, conditions)
        if promise is not None:
            self._carry(at, promise, conditions)
            return
        self.segments.pop()
        self.open = True
        self.changed_at = at

    def _segment(self, phase: ClockPhase, until: datetime) -> Segment:
        pauses = self.pauses
        if self.paused_at is not None:
            standing = {"since": self.paused_at, "until": None, "reason": "paused"}
            pauses = [*pauses, _PAUSE(standing)]
        made: Segment = _SEGMENT(
            {
                "cycle": self.cycle,
                "number": self.number,
                "phase": phase,
                "target": self.promise.target,
                "source": self.promise.source,
                "started_at": self.started_at,
                "since": self.since,
                "until": until,
                "pauses": tuple(pauses),
                "schedule": self.promise.schedule,
            }
        )
        return made

    def read(self, now: datetime) -> tuple[Segment, ...]:
        """All segments, the present one as it stands at `now`."""
        if not self.open:
            return tuple(self.segments)
        phase: ClockPhase = "running" if self.paused_at is None else "paused"
        return (*self.segments, self._segment("no target" if self.promise.target is None else phase, now))
