"""Sweeps over rules that come into force and go out of it, and sweeps that would have no end."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import caserules as cr
from caserules.decide import sweeping
from caserules.rulesets.upkeep import Due

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIFE: dict[str, Any] = {"id": "d", "first_status": "new", "status": {"new": {"phase": "open"}}}
REMIND = {"id": "u", "since": "case.opened_at", "remind": "bo"}
WARN = {"id": "c", "warn": ["50%", "1 hour"]}


def desk(sweeper: Any = None, **keys: Any) -> cr.Desk[cr.Case]:
    """The desk of a rulebook with these keys."""
    return cr.Desk(cr.Rulebook.model_validate({**LIFE, **keys}), upkeep=sweeper)


def at(hours: float) -> cr.Context:
    """A sweep that many hours after the start."""
    return cr.Context(now=START + hours * HOUR, actor="sweep")


def opened(here: cr.Desk[cr.Case]) -> cr.Case:
    """A case that was opened at the start."""
    case = here.decide(None, cr.OpenCase(new_id="C-1", subject="s"), at(0)).or_raise().case
    assert case is not None
    return case


def keys(here: cr.Desk[cr.Case], case: cr.Case, hours: float) -> set[str]:
    """What is due by then."""
    return {each.key for each in here.due(case, at(hours))}


def test_what_comes_into_force_falls_due_then() -> None:
    """A rule that would have called long ago does so on the first instant of its first day, in the zone."""
    hours = {"desk": {"time_zone": "America/New_York", "hours": {"mon-sun": "00:00-24:00"}}}
    here = desk(upkeep=[{**REMIND, "after": "1 hour", "effective_from": "2026-03-05"}], schedule=hours)
    case = opened(here)
    assert here.next_due(case, at(0)) == datetime(2026, 3, 5, 5, tzinfo=UTC)
    clock = {**WARN, "targets": [{"within": "4 hours"}], "effective_from": "2026-03-05"}
    assert desk(clock=[clock]).next_due(case, at(0)) == datetime(2026, 3, 5, tzinfo=UTC)


def test_what_is_out_of_force_by_then_falls_due_never() -> None:
    """A rule whose last day is over before its time has come calls for nothing."""
    here = desk(upkeep=[{**REMIND, "after": "200 hours", "effective_until": "2026-03-05"}])
    assert here.next_due(opened(here), at(0)) is None


def test_days_that_no_schedule_knows_are_never_reached() -> None:
    """They neither stop a sweep nor wake a host."""
    late = {**REMIND, "after": "1 hour", "effective_from": "2500-01-01"}
    ever = {**REMIND, "id": "v", "after": "2 hours", "effective_until": "9999-12-31"}
    here = desk(upkeep=[late, ever])
    case = opened(here)
    assert here.next_due(case, at(0)) == START + 2 * HOUR
    assert here.next_due(case, at(2)) is None


_SOME = st.none() | st.integers(1, 12).map(lambda day: f"2026-03-{day:02}")
_DAYS = st.tuples(_SOME, _SOME).filter(lambda days: None in days or days[0] <= days[1])


@given(st.integers(0, 200), st.integers(0, 250), st.lists(_DAYS, min_size=2, max_size=2))
@example(0, 1, [("2026-03-05", None), (None, None)])
@example(0, 200, [(None, "2026-03-05"), ("2026-03-07", "2026-03-08")])
def test_nothing_new_is_due_before_next_due_and_something_is_then(
    now: int, after: int, days: list[tuple[str | None, str | None]]
) -> None:
    """Hour by hour, on whatever days rules are in force: a host that sleeps until then misses nothing."""
    (rule_from, rule_until), (clock_from, clock_until) = days
    here = desk(
        upkeep=[
            {**REMIND, "after": f"{after} hours", "effective_from": rule_from, "effective_until": rule_until}
        ],
        clock=[
            {
                **WARN,
                "targets": [{"within": f"{after + 1} hours"}],
                "effective_from": clock_from,
                "effective_until": clock_until,
            }
        ],
    )
    case = opened(here)
    upcoming = here.next_due(case, at(now))
    until = 400.0 if upcoming is None else (upcoming - START) / HOUR
    known = keys(here, case, now)
    for hour in range(now, 400):
        if hour < until:
            assert keys(here, case, hour) <= known
    if upcoming is not None:
        assert keys(here, case, until) - keys(here, case, until - 0.001)


class Restless:
    """A sweeper that finds something else whenever it is asked."""

    def due(self, case: cr.Case, clocks: tuple[cr.Clock, ...], context: cr.Context) -> list[Due]:
        """A reminder by a rule of its own for every version of the case."""
        del clocks
        name = f"r{case.version}"
        return [
            Due(
                command=cr.Remind(to="bo", key=name, message="m"),
                actor="sweep",
                due_at=context.now,
                key=name,
                rule=name,
            )
        ]


def test_a_sweep_ends_whatever_a_host_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule and a key made anew at each asking it stops at its limit, and goes on with the next."""
    monkeypatch.setattr(sweeping, "MOST_AT_ONCE", 9)
    here = desk(Restless())
    case = opened(here)
    swept = here.catch_up(case, at(1))
    last = swept[-1].case
    assert last is not None
    assert [len(last.reminders), len(here.catch_up(last, at(1)))] == [9, 9]


def test_a_clock_that_reminders_restart_does_not_hold_a_sweep_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each reminder begins another cycle with a warning of its own; the sweep stops at its limit."""
    monkeypatch.setattr(sweeping, "MOST_AT_ONCE", 9)
    clock = {
        **WARN,
        "warn": ["100 hours"],
        "restart": "len(case.reminders)",
        "targets": [{"within": "1 hour"}],
    }
    here = desk(clock=[clock])
    assert len(here.catch_up(opened(here), at(1))) == 9


class Twice:
    """A sweeper with two commands by one rule, of which the first is refused."""

    def due(self, case: cr.Case, clocks: tuple[cr.Clock, ...], context: cr.Context) -> list[Due]:
        """A way that is none, and a comment until it is there."""
        del clocks
        commands: list[tuple[str, Any]] = [("a", cr.ChangeStatus(to="new"))]
        commands += [("b", cr.AddComment(comment="x"))] if not case.comments else []
        return [
            Due(command=command, actor="sweep", due_at=context.now, key=key, rule="one")
            for key, command in commands
        ]


def test_what_is_refused_keeps_nothing_else_waiting() -> None:
    """Two commands by one rule are each tried, so that the second does not wait for ever."""
    here = desk(Twice())
    swept = here.catch_up(opened(here), at(1))
    assert [(each.commands[0].command, each.accepted) for each in swept] == [
        ("ChangeStatus", False),
        ("AddComment", True),
    ]


@pytest.mark.parametrize("again", ["case.last_action_at", "case.opened_at"])
def test_a_rule_acts_once_however_it_goes_on(again: str) -> None:
    """A command that makes its own rule due anew is not followed in the same sweep."""
    rule = {"id": "u", "since": again, "do": {"AddComment": {"comment": "still here"}}}
    here = desk(upkeep=[rule])
    case = here.decide(opened(here), cr.AddComment(comment="x"), at(0)).or_raise().case
    assert case is not None
    assert len(here.catch_up(case, at(1))) == 1
