"""Metrics: how many, and which share, in all and by a value."""

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.caseload.kinds import LATE, At, Desk, Opened

import caserules as cr
from caserules.caseload import Metrics, metrics
from caserules.testing import cases

SOME = st.lists(cases(max_commands=5), unique_by=lambda case: case.id, max_size=6)


@settings(max_examples=25)
@given(found=SOME, data=st.data())
def test_the_groups_sum_up_to_the_total_whatever_the_order(desk: Desk, found: list[Any], data: Any) -> None:
    """Every row counts in one group, and another order of the cases gives equal metrics."""
    told = metrics(desk, found, LATE)
    for each in told.metrics:
        if each.groups:
            assert sum(group.count for group in each.groups) == each.count
            assert sum(group.held or 0 for group in each.groups) == (each.total.held or 0)
    assert metrics(desk, data.draw(st.permutations(found)), LATE) == told


@settings(max_examples=25)
@given(found=SOME)
def test_a_metric_counts_what_its_conditions_say(desk: Desk, found: list[Any]) -> None:
    """Against plain Python: open cases by type, those with an owner among them; activities by kind."""
    told = metrics(desk, found, LATE)
    still_open = [case for case in found if case.phase == "open"]
    counts = Counter(case.type for case in still_open)
    owned = Counter(case.type for case in still_open if case.owner is not None)
    assert {group.by: group.count for group in told["by-type"].groups} == counts
    assert {group.by: group.held for group in told["by-type"].groups} == {by: owned[by] for by in counts}
    kinds = Counter(each.kind for case in found for each in case.activities)
    assert {group.by: group.count for group in told["activities"].groups} == kinds
    assert told["all"].count == len(found)
    spans = [case.status_spans for case in found]
    told_apart = [len({span.since for span in each}) == len(each) for each in spans]
    slow = [case for case, apart in zip(found, told_apart, strict=True) if apart]
    reopened = [_reopened([span.phase for span in case.status_spans]) for case in slow]
    assert metrics(desk, slow, LATE)["reopened"].total.held == sum(reopened)


def _reopened(phases: list[str]) -> bool:
    first = next((place for place, phase in enumerate(phases) if phase != "open"), None)
    return first is not None and "open" in phases[first:]


def test_metrics_are_told_as_a_table(desk: Desk, at: At, opened: Opened) -> None:
    """Counts, shares and each group with its value; a share of nothing is none."""
    reply = cr.LogCall(direction="out", issue="i", result="r")
    found = (
        opened("C-1", cr.AssignCase(to="ana"), reply, type="finance"),
        opened("C-2", type="finance", hours=-30),
        opened("C-3", hours=-200),
    )
    told = metrics(desk, found, at(5))
    assert str(told) == (
        "metrics of `small`, Mon 2026-03-02 09:00 EST\n"
        "  metric              of            count  held  share\n"
        "  `all`                             3\n"
        "  `by-type`                         3      1     33.3%\n"
        "                      finance       2      1     50.0%\n"
        "                      none          1      0     0.0%\n"
        "  `replied`                         3      1     33.3%\n"
        "  `activities`                      0\n"
        "  `backlog` (ESC-19)                3\n"
        "                      up to a day   1\n"
        "                      up to a week  1\n"
        "                      older         1\n"
        "  `reopened`                        0      0"
    )
    assert (told["replied"].share, told["reopened"].share, told["all"].share) == (1 / 3, None, None)
    assert Metrics.model_validate_json(told.model_dump_json()) == told


def test_what_is_in_no_band_stands_last(book: dict[str, Any], at: At, opened: Opened) -> None:
    """Bands in their order, whatever their names; a case that none takes has none."""
    bands = [
        {"name": "young", "when": "now - case.received_at <= hours(1)"},
        {"name": "a day", "when": "now - case.received_at <= hours(24)"},
    ]
    desk = cr.Desk(cr.Rulebook.model_validate(book | {"metric": [{"id": "age", "bands": bands}]}))
    found = (opened("C-1", hours=-100), opened("C-2", hours=-2), opened("C-3"))
    told = metrics(desk, found, at())["age"]
    assert [(group.by, group.count) for group in told.groups] == [("young", 1), ("a day", 1), (None, 1)]


def test_a_metric_that_there_is_not_is_named(desk: Desk, at: At, book: dict[str, Any]) -> None:
    """With the nearest name; one that is not in force yet is none."""
    told = metrics(desk, (), at())
    with pytest.raises(LookupError, match="there is no metric `replid`; did you mean `replied`"):
        told["replid"]
    with pytest.raises(LookupError, match="there is no metric `later`"):
        told["later"]
    bare = cr.Desk(cr.Rulebook.model_validate({**book, "metric": []}))
    with pytest.raises(LookupError, match="there is no metric `all`; the rulebook has none"):
        metrics(bare, (), LATE)["all"]
