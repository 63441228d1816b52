"""A clock against a naive definition that walks through time ten minutes at a time."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.rulesets.sla.walk import BEFORE, FRIDAY, STEP, Decision, Setup, Walk, built, is_open, read, told

from caserules.rulesets.sla.clock import Clock

REOPEN = ("none", "resume", "resume_including_closed", "new_cycle")
RETARGET = ("carry_elapsed", "restart", "keep")
setups = st.builds(
    Setup,
    reopen=st.sampled_from(REOPEN),
    retarget=st.sampled_from(RETARGET),
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


def assert_walked(setup: Setup, moves: list[tuple[int, str, bool, bool]], more: int) -> None:
    """The clock's segments are those of the walk."""
    decisions = decisions_of(moves)
    until = decisions[-1].step + more
    walk = Walk(setup)
    expected = [walk.told(each) for each in walk.run(decisions, until)]
    assert [told(each) for each in read(setup, built(decisions), until).segments] == expected


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
    assert_walked(setup, moves, more)


@pytest.mark.parametrize("reopen", REOPEN)
@pytest.mark.parametrize("retarget", RETARGET)
@pytest.mark.parametrize("restarts", [True, False])
def test_each_way_to_go_on_is_what_the_walk_finds(reopen: str, retarget: str, *, restarts: bool) -> None:
    """Paused, retargeted, met, taken up again, cancelled and taken up once more: as it was walked, too."""
    moves = [
        *((0, "open", False, False), (9, "waiting", False, True), (7, "open", True, False)),
        *((2, "done", False, False), (5, "open", False, True), (40, "spam", True, False)),
        (3, "open", True, True),
    ]
    for business in (True, False):
        assert_walked(Setup(reopen, retarget, business, restarts, 40, 20), moves, 60)


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
