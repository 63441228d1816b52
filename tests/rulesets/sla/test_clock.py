"""A clock as it is shown, written down and carried about."""

import json
import pickle
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.rulesets.sla.steps import HOUR, MONDAY, opened, status, then

from caserules.case import Context
from caserules.engine import Scope, parse
from caserules.rulesets.sla import ClockRule, Clocks
from caserules.rulesets.sla.clock import Clock
from caserules.rulesets.terms import Terms
from caserules.schedule import Schedule

AT = datetime(2026, 3, 2, 14, tzinfo=UTC)
TERMS = Terms(schedules={"desk": Schedule(time_zone="America/New_York", hours={"mon-fri": "09:00-17:00"})})


def clock(hours: float, *, waits: float | None = None, within: str = "2 business hours") -> Clock:
    """The clock of a case opened on Monday at 09:00 in New York, so many hours later."""
    case = opened(AT)
    if waits is not None:
        case = then(case, (AT - MONDAY) / HOUR + waits, status("waiting"))
    rule = ClockRule(
        id="reply",
        pause='case.status == "waiting"',
        targets=({"within": within, "source": "ESC-05"},),  # type: ignore[arg-type]
        warn=("50%",),
    )
    (found,) = Clocks((rule,), TERMS).read(case, AT + hours * HOUR, Context(now=AT, actor="sam"))
    return found


def test_a_clock_tells_where_it_stands() -> None:
    """In the zone of its schedule: target with its source, breach, warnings, and each segment."""
    lines = str(clock(2.5)).splitlines()
    assert lines[:4] == [
        "clock `reply`: running, breached",
        "  target: 2 business hours (ESC-05)",
        "  breached Mon 2026-03-02 11:00 EST",
        "  50% reached Mon 2026-03-02 10:00 EST",
    ]
    assert lines[5].split("  ")[-2:] == ["2:30:00", "-0:30:00"]
    assert "50% comes" in str(clock(0.5))
    assert "<section>" in clock(1)._repr_html_()


def test_a_paused_clock_tells_no_due_instant() -> None:
    """Its row leaves the place empty, and warnings that a pause keeps off are not told."""
    told = str(clock(1, waits=0.5))
    assert told.startswith("clock `reply`: paused")
    assert "50%" not in told


@pytest.mark.parametrize(
    ("rule", "hours", "met"),
    [
        ({"stop": 'case.status == "waiting"'}, 3, True),
        ({"stop": 'case.status == "done"'}, 1, None),
        ({"stop": 'case.status == "done"'}, 3, False),
        ({"stop": 'case.status == "waiting"', "targets": [{"within": "1 hours"}]}, 3, False),
        ({"cancel": 'case.status == "waiting"'}, 3, None),
        (
            {
                "stop": 'case.status == "waiting"',
                "targets": [{"when": "case.owner is not None", "within": "1 hours"}],
            },
            3,
            None,
        ),
        ({"start": 'case.status == "done"'}, 3, None),
    ],
)
def test_a_clock_says_whether_it_was_met(rule: dict[str, Any], hours: float, met: bool | None) -> None:  # noqa: FBT001 a value
    """Kept once it stopped in time, missed from its breach on; else that is open, or for nobody to say."""
    case = then(opened(AT), (AT - MONDAY) / HOUR + 1.5, status("waiting"))
    rules = (ClockRule.model_validate({"id": "c", "targets": [{"within": "2 hours"}], **rule}),)
    now = AT + hours * HOUR
    (found,) = Clocks(rules, TERMS).read(case, now, Context(now=now, actor="sam"))
    assert found.met is met


def test_a_clock_that_has_not_started_says_so() -> None:
    """One line is enough."""
    assert str(Clock(id="reply", case_id="C-17", read_at=AT)) == "clock `reply`: not started"


def test_a_clock_is_written_down_with_what_it_says() -> None:
    """JSON has the facts beside the fields, down to each segment."""
    told = json.loads(clock(1).model_dump_json())
    assert told["phase"] == "running"
    assert told["target"] == "2 business hours"
    assert told["due_at"] == "2026-03-02T11:00:00-05:00"
    assert told["elapsed"] == "PT1H"
    assert told["segments"][0]["remaining"] == "PT1H"
    assert told["warnings"][0]["key"] == "C-1/reply/-/1/1/50%"


def test_a_clock_pickles() -> None:
    """A clock crosses a process boundary whole."""
    found = clock(1)
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 our own bytes
    assert pickle.loads(pickle.dumps(found)).due_at == found.due_at  # noqa: S301 as above


def test_expressions_read_clocks() -> None:
    """Worklists and metrics ask a clock like any other value."""
    scope = Scope({"clock": Clock})
    late = parse('clock.phase == "running" and clock.breached_at is not None', scope)
    assert [late.compiled(clock=clock(hours)) for hours in (2, 3)] == [False, True]


def test_a_schedule_that_keeps_a_wall_clock_counts_real_time_across_a_change() -> None:
    """Seven days of the calendar over the night of the change to summer time are 167 hours."""
    week = clock(100, within="7 days").present
    assert week is not None
    assert (week.allotted, week.elapsed, week.remaining) == (167 * HOUR, 100 * HOUR, 67 * HOUR)


def test_an_instant_is_told_with_its_schedules_offset() -> None:
    """Due after a change of clocks, it prints the wall clock of that day, not that of the start."""
    paris = Schedule(time_zone="Europe/Paris", hours={"mon-fri": "09:00-17:00"})
    rule = ClockRule.model_validate({"id": "repair", "targets": [{"within": "8 business hours"}]})
    friday = datetime(2026, 3, 27, 15, tzinfo=UTC)
    clocks = Clocks((rule,), Terms(schedules={"desk": paris}))
    (clock,) = clocks.read(opened(friday), friday, Context(now=friday, actor="ana"))
    assert f"{clock.due_at:%a %H:%M}" == "Mon 16:00"


@pytest.mark.parametrize("restart", [{}, {"restart": "case.priority"}])
def test_a_clock_that_does_not_reopen_stays_stopped(restart: dict[str, str]) -> None:
    """Taken up again, the case has its clock as it was left, also where another change would restart it."""
    stops = {"id": "once", "stop": 'case.phase != "open"', "targets": [{"within": "8 hours"}]}
    rule = ClockRule.model_validate({**stops, **restart})
    case = then(then(opened(), 1, status("closed", "closed")), 2, status("open"))
    later = MONDAY + 5 * HOUR
    (clock,) = Clocks((rule,), Terms()).read(case, later, Context(now=later, actor="ana"))
    assert (clock.phase, clock.elapsed) == ("stopped", HOUR)
