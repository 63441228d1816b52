"""Reports: the worklists that are due on a day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st
from tests.caseload.kinds import At, Desk

import caserules as cr
from caserules.caseload import next_report, reports, worklist

ZONE = ZoneInfo("America/New_York")
FIRST = date(2026, 1, 1)
HOLIDAY = date(2026, 3, 5)
LAST = date(2026, 3, 30)
"""The last day of the list of spring, a Monday."""


def due(desk: Desk, day: date, hour: int = 12) -> list[str]:
    """The reports of that day, asked for at that hour in the desk's zone."""
    now = datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)
    return [each.id for each in reports(desk, (), cr.Context(now=now, actor="sweep"))]


@given(days=st.integers(0, 3000), hour=st.integers(0, 23))
@example(days=(HOLIDAY - FIRST).days, hour=9)
@example(days=(LAST - FIRST).days, hour=23)
@example(days=(LAST - FIRST).days + 7, hour=0)
def test_a_list_is_due_on_its_days_in_the_desks_zone(desk: Desk, days: int, hour: int) -> None:
    """By the calendar: weekdays on holidays too, business days not, and none after its dates."""
    day = FIRST + timedelta(days=days)
    expected = []
    if day.weekday() in {0, 3}:
        expected.append("mine")
    if day.weekday() < 5 and day != HOLIDAY:
        expected.append("tasks")
    if day.weekday() == 0 and day <= LAST:
        expected.append("spring")
    assert due(desk, day, hour) == expected


@given(days=st.integers(0, 3000), name=st.sampled_from(("mine", "tasks", "spring")))
@example(days=(HOLIDAY - FIRST).days - 1, name="tasks")
@example(days=(LAST - FIRST).days - 1, name="spring")
@example(days=(LAST - FIRST).days, name="spring")
def test_the_next_report_is_the_first_day_after_today_on_which_it_is_due(
    desk: Desk, days: int, name: str
) -> None:
    """Naively: day after day; a list whose dates are over has none."""
    day = FIRST + timedelta(days=days)
    following = (day + timedelta(days=ahead) for ahead in range(1, 12))
    expected = next((each for each in following if name in due(desk, each)), None)
    now = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE)
    assert next_report(desk, name, now) == expected


def test_a_report_is_the_worklist_of_that_name(desk: Desk, at: At, opened: Callable[..., cr.Case]) -> None:
    """The same rows; a list without `every` is never due, and an iterator of cases serves all reports."""
    cases = (opened("C-1", cr.AssignCase(to="ana"), cr.AddActivity(kind="task", subject="look")),)
    found = reports(desk, iter(cases), at())
    assert [each.id for each in found] == ["mine", "tasks", "spring"]
    assert found[0] == worklist(desk, "mine", cases, at())
    assert next_report(desk, "plain", at().now) is None


def test_a_list_that_is_not_in_force_within_a_year_has_no_next_report(book: dict[str, Any], at: At) -> None:
    """So far is looked ahead, and no further."""
    one = {"id": "far", "every": "business day", "effective_from": "2028-01-01"}
    desk = cr.Desk(cr.Rulebook.model_validate(book | {"worklist": [one]}))
    assert next_report(desk, "far", at().now) is None


def test_a_host_moves_a_report_of_a_shipped_desk_to_another_day(tmp_path: Path) -> None:
    """A file on top of it gives the list's id and its new days; all else of the list stays."""
    file = tmp_path / "ours.toml"
    file.write_text(
        'base = "integrations"\nid = "ours"\n[[worklist]]\nid = "created-by-support"\nevery = "fri"\n'
    )
    desk, shipped = cr.load(file), cr.load("integrations")
    assert "created-by-support" in due(desk, date(2026, 3, 6))
    assert "created-by-support" not in due(desk, date(2026, 3, 5))
    ours, theirs = (each.rules.worklists["created-by-support"].rule for each in (desk, shipped))
    assert ours == theirs.replace(every="fri")
