"""A naive definition of a clock, which walks through time ten minutes at a time, to compare clocks with."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from caserules.case import Case, Context, Draft
from caserules.case import events as e
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.sla.segment import Segment
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

STEP = timedelta(minutes=10)
FRIDAY = datetime(2026, 3, 6, 10, 0, tzinfo=UTC)
DESK = Schedule(time_zone="UTC", hours={"mon-fri": ["09:00-12:00", "13:00-17:00"]})
CONTEXT = Context(now=FRIDAY, actor="sam")
BEFORE = 5
"""Steps between receipt and opening."""


def is_open(step: int) -> bool:
    """The desk's hours, read off the clock on the wall."""
    at = FRIDAY + step * STEP
    return at.weekday() < 5 and at.hour in (9, 10, 11, 13, 14, 15, 16)


@dataclass(frozen=True)
class Decision:
    """One decision: the step at which it is made, and what the case is like afterwards."""

    step: int
    status: str
    urgent: bool
    touched: bool


@dataclass(frozen=True)
class Setup:
    """What a clock rule says."""

    reopen: str
    retarget: str
    business: bool
    restarts: bool
    normal: int | None
    """Steps allotted; None: no target."""
    urgent: int


@dataclass
class Stretch:
    """A segment, as the naive definition has it."""

    cycle: int
    number: int
    start: int
    allotted: int | None
    log: list[tuple[int, bool]]
    phase: str = "running"
    until: int = 0


@dataclass
class Walk:
    """The naive definition: every step is counted or not, and nothing else is known."""

    setup: Setup
    done: list[Stretch] = field(default_factory=list)
    now: Stretch | None = None
    standing: bool = False
    mark: int = 0
    touched: int = 0

    def run(self, decisions: list[Decision], until: int) -> list[Stretch]:
        """Every segment, from the first step to the last."""
        for step in range(until + 1):
            for each in decisions:
                if each.step == step:
                    self.touched += each.touched
                    self.decide(each)
            if step < until and self.now is not None:
                self.now.log.append((step, not self.standing))
        if self.now is not None:
            self.close(until, "running" if not self.standing else "paused")
        return self.done

    def close(self, step: int, phase: str) -> None:
        """The present segment ends, or is read."""
        assert self.now is not None
        missing = self.now.allotted is None and phase in ("running", "paused")
        self.now.phase = "no target" if missing else phase
        self.now.until = step
        self.done.append(self.now)
        self.now = None

    def begin(self, at: Decision, cycle: int, number: int, log: list[tuple[int, bool]]) -> None:
        """A segment begins, with the steps that count for it already."""
        allotted = self.setup.urgent if at.urgent else self.setup.normal
        self.now = Stretch(cycle, number, at.step, allotted, log)

    def decide(self, at: Decision) -> None:
        """What a decision does."""
        ended = {"done": "stopped", "spam": "cancelled"}.get(at.status)
        restart = self.setup.restarts and self.touched != self.mark
        if not self.done and self.now is None:
            before = [] if ended else [(step, True) for step in range(at.step - BEFORE, at.step)]
            self.begin(at, 1, 1, before)
            self.mark = self.touched
            if ended:
                self.close(at.step, ended)
        elif ended:
            if self.now is not None:
                self.close(at.step, ended)
        elif restart:
            if self.now is not None:
                self.close(at.step, "stopped")
            self.next_cycle(at)
        elif self.now is None:
            self.reopen(at)
        self.standing = at.status == "waiting"
        if self.now is not None:
            self.retarget(at)

    def next_cycle(self, at: Decision) -> None:
        """A cycle begins, with nothing behind it."""
        self.mark = self.touched
        self.begin(at, self.done[-1].cycle + 1, 1, [])

    def reopen(self, at: Decision) -> None:
        """An ended clock is taken up again."""
        match self.setup.reopen:
            case "new_cycle":
                self.next_cycle(at)
            case "resume" | "resume_including_closed" as how:
                last = self.done.pop()
                counts = how == "resume_including_closed"
                log = last.log + [(step, counts) for step in range(last.until, at.step)]
                allotted = self.setup.urgent if at.urgent else self.setup.normal
                kept = self.setup.retarget == "keep" and last.allotted is not None
                if allotted == last.allotted or kept:
                    self.now = last
                    last.log = log
                    return
                self.done.append(last)
                carried = [] if self.setup.retarget == "restart" else log
                self.begin(at, last.cycle, last.number + 1, carried)
            case _:
                pass

    def retarget(self, at: Decision) -> None:
        """Another target may fit."""
        now = self.now
        assert now is not None
        allotted = self.setup.urgent if at.urgent else self.setup.normal
        if allotted == now.allotted or (self.setup.retarget == "keep" and now.allotted is not None):
            return
        self.close(at.step, "superseded")
        log = [] if self.setup.retarget == "restart" else now.log.copy()
        self.begin(at, now.cycle, now.number + 1, log)

    def counts(self, step: int) -> bool:
        """Whether the target's measure counts a step."""
        return is_open(step) or not self.setup.business

    def told(self, each: Stretch) -> dict[str, Any]:
        """What the definition says of a segment, in steps."""
        elapsed, breached = 0, None
        for step, running in each.log:
            if running:
                if breached is None and each.allotted is not None and elapsed >= each.allotted:
                    breached = max(step, each.start)
                elapsed += self.counts(step) if each.allotted is not None else 1
        remaining = None if each.allotted is None else each.allotted - elapsed
        return {
            "cycle": each.cycle,
            "number": each.number,
            "phase": each.phase,
            "start": each.start,
            "elapsed": elapsed,
            "remaining": remaining,
            "breached": breached,
            "due": self.due(each, breached),
        }

    def due(self, each: Stretch, breached: int | None) -> int | None:
        """The first step by which all is used up: before now, or if it went on from now."""
        if each.allotted is None or (each.phase == "paused" and breached is None):
            return None
        begin = each.log[0][0] if each.log else each.start
        ran = dict(each.log)
        left, step = each.allotted, begin
        while left or (step in ran and not ran[step]):
            left -= ran.get(step, True) and left and self.counts(step)
            step += 1
        return step


def told(segment: Segment) -> dict[str, Any]:
    """What the library says of a segment, in steps."""

    def steps(at: datetime | None) -> float | None:
        return None if at is None else (at - FRIDAY) / STEP

    return {
        "cycle": segment.cycle,
        "number": segment.number,
        "phase": segment.phase,
        "start": steps(segment.started_at),
        "elapsed": segment.elapsed / STEP,
        "remaining": None if segment.remaining is None else segment.remaining / STEP,
        "breached": steps(segment.breached_at),
        "due": steps(segment.due_at),
    }


def read(setup: Setup, case: Case, until: int) -> Clock:
    """The library's clock of such a rule."""

    def within(steps: int) -> str:
        return f"{steps * 10} {'business ' if setup.business else ''}minutes"

    targets = [{"when": 'case.priority == "urgent"', "within": within(setup.urgent)}]
    if setup.normal is not None:
        targets.append({"within": within(setup.normal)})
    keys = {
        "id": "clock",
        "from": "case.received_at",
        "stop": 'case.status == "done"',
        "cancel": 'case.status == "spam"',
        "pause": 'case.status == "waiting"',
        "restart": "case.last_customer_at" if setup.restarts else None,
        "reopen": setup.reopen,
        "retarget": setup.retarget,
        "targets": targets,
        "warn": ["50%", "30 minutes"],
    }
    clocks = Clocks((ClockRule.model_validate(keys),), Terms(schedules={"desk": DESK}))
    (clock,) = clocks.read(case, FRIDAY + until * STEP, CONTEXT)
    return clock


def built(decisions: list[Decision]) -> Case:
    """The case that these decisions make."""
    case: Case | None = None
    for each in decisions:
        draft = Draft(case, Case, by="ana", at=FRIDAY + each.step * STEP)
        if case is None:
            received = draft.at - BEFORE * STEP
            facts = {"desk": "d", "subject": "s", "phase": "open", "received_at": received}
            draft.emit(e.CaseOpened, case_id="C", status="new", **facts)
        draft.emit(e.StatusChanged, status=each.status, phase="open")
        draft.emit(e.PriorityChanged, priority="urgent" if each.urgent else "normal")
        if each.touched:
            draft.emit(e.InteractionReceived, channel="mail")
        case = draft.case
    assert case is not None
    return case
