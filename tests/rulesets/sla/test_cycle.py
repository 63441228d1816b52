"""A clock against a naive definition that walks through time ten minutes at a time."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

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


setups = st.builds(
    Setup,
    reopen=st.sampled_from(["none", "resume", "resume_including_closed", "new_cycle"]),
    retarget=st.sampled_from(["carry_elapsed", "restart", "keep"]),
    business=st.booleans(),
    restarts=st.booleans(),
    normal=st.none() | st.integers(31, 60),
    urgent=st.integers(0, 30),
)
statuses = st.sampled_from(["open", "open", "waiting", "done", "spam"])
gaps = st.lists(
    st.tuples(st.integers(0, 40) | st.integers(0, 450), statuses, st.booleans(), st.booleans()),
    min_size=1,
    max_size=7,
)


def decisions_of(moves: list[tuple[int, str, bool, bool]]) -> list[Decision]:
    """Decisions so many steps apart, the first at the beginning; no two touches at one step."""
    found: list[Decision] = []
    step = touched = -1
    for gap, status, urgent, touch in moves:
        step = 0 if not found else step + gap
        fresh = touch and step != touched
        touched = step if fresh else touched
        found.append(Decision(step, status, urgent, fresh))
    return found


@given(setups, gaps, st.integers(0, 60) | st.integers(0, 450))
@example(Setup("none", "carry_elapsed", True, False, 40, 20), [(0, "open", False, False)], 450)
@example(
    Setup("none", "restart", False, False, 40, 2),
    [(0, "open", False, False), (35, "waiting", False, False), (9, "open", False, False)],
    3,
)
@example(
    Setup("resume", "keep", False, False, None, 2), [(0, "open", False, False), (3, "done", True, False)], 9
)
def test_a_clock_is_what_a_walk_through_time_finds(
    setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int
) -> None:
    """Every segment of every cycle agrees with counting step by step: phase, times, due and breach."""
    decisions = decisions_of(moves)
    until = decisions[-1].step + more
    walk = Walk(setup)
    expected = [walk.told(each) for each in walk.run(decisions, until)]
    assert [told(each) for each in read(setup, built(decisions), until).segments] == expected


@given(setups, gaps, st.integers(0, 450))
def test_elapsed_and_remaining_make_the_target_and_the_ledger_sums_up(
    setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int
) -> None:
    """Whatever happened, no time is lost or found; the ledger's sums are exact and cover the span."""
    decisions = decisions_of(moves)
    until = decisions[-1].step + more
    for segment in read(setup, built(decisions), until).segments:
        target = segment.target
        if target is not None:
            assert segment.remaining is not None
            assert segment.elapsed + segment.remaining == segment.allotted == target.amount  # type: ignore[union-attr]
        ledger = segment.ledger()
        assert ledger.counted == segment.elapsed
        assert ledger.counted + ledger.skipped == segment.until - segment.since
        for one, other in pairwise(ledger.entries):
            assert one.until == other.from_


@given(setups, gaps, st.integers(0, 60))
def test_no_order_of_decisions_makes_a_clock_lose_time(
    setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int
) -> None:
    """However pauses, targets and messages follow each other, what lies outside the pauses has elapsed."""
    open_ones = [(gap, "waiting" if status != "open" else status, *rest) for gap, status, *rest in moves]
    decisions = decisions_of(open_ones)  # type: ignore[arg-type]  # the rest is as it was
    until = decisions[-1].step + more
    lasting = replace(setup, retarget="carry_elapsed", restarts=False, normal=setup.normal or 31)
    elapsed = BEFORE * (is_open(-1) or not setup.business)
    for one, other in zip(decisions, [*decisions[1:], None], strict=True):
        if one.status == "open":
            steps = range(one.step, until if other is None else other.step)
            elapsed += sum(is_open(step) or not setup.business for step in steps)
    clock = read(lasting, built(decisions), until)
    assert clock.elapsed == elapsed * STEP
    assert clock.present is not None
    assert clock.remaining == clock.present.allotted - clock.elapsed  # type: ignore[operator]


@given(setups, gaps, st.integers(0, 200), st.integers(0, 200))
def test_a_clock_changes_by_itself_at_its_next_change_and_not_before(
    setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int, later: int
) -> None:
    """Between a reading and its next change nothing is reached or breached; at the change something is."""
    decisions = decisions_of(moves)
    case, until = built(decisions), decisions[-1].step + more

    def state(clock: Clock) -> tuple[Any, ...]:
        return clock.phase, clock.breached_at, tuple(each.reached for each in clock.warnings)

    clock = read(setup, case, until)
    change = clock.next_change_at
    afterwards = FRIDAY + (until + later) * STEP
    if change is None or afterwards < change:
        assert state(read(setup, case, until + later)) == state(clock)
    if change is not None:
        rest = (change - FRIDAY) // STEP
        assert change > clock.read_at
        assert state(read(setup, case, rest + 1)) != state(clock)


@given(setups, gaps, st.integers(0, 200), st.integers(0, 200))
def test_what_was_said_of_a_breach_is_said_ever_after(
    setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int, later: int
) -> None:
    """Reading later, with nothing decided since, takes no breach back and moves none."""
    decisions = decisions_of(moves)
    case, until = built(decisions), decisions[-1].step + more
    first, second = read(setup, case, until), read(setup, case, until + later)
    for one, other in zip(first.segments, second.segments, strict=True):
        assert one.breached_at in (None, other.breached_at)
        if one.due_at is not None:
            assert one.due_at == other.due_at
