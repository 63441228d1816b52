"""Worklists as rules: what they may say, and the faults of those that say anything else."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms
from caserules.rulesets.worklist import WorklistRule, Worklists, weekdays_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@given(days=st.lists(st.integers(0, 6), min_size=1))
def test_weekdays_are_read_in_any_order(days: list[int]) -> None:
    """Each once, Monday first; blanks and capitals do not matter."""
    assert weekdays_of(" , ".join(DAYS[day].upper() for day in days)) == tuple(sorted(set(days)))


@pytest.mark.parametrize(
    ("every", "message"),
    [
        ("mno", "`mno` is no day on which a list can be due; did you mean `mon`?"),
        ("", "`` is no day on which a list can be due"),
        ("mon,", "`` is no day"),
    ],
)
def test_what_names_no_days_is_told(every: str, message: str) -> None:
    """With the nearest, or the ways to write it."""
    with pytest.raises(ValidationError, match=message):
        WorklistRule(id="w", every=every)


def test_a_report_asks_nobody_for_anything() -> None:
    """What is due by itself can't have texts handed in."""
    with pytest.raises(ValidationError, match="a report is made unasked"):
        WorklistRule(id="w", every="mon", given=("customer",))


def test_a_list_has_columns() -> None:
    """Those that are left out are the case's id, subject, status and owner; none are a fault."""
    assert WorklistRule(id="w").columns == ("case.id", "case.subject", "case.status", "case.owner")
    assert WorklistRule(id="w", every=None).every is None
    with pytest.raises(ValidationError):
        WorklistRule(id="w", columns=())


@pytest.mark.parametrize(
    ("rule", "key", "message"),
    [
        ({"when": "case.ownr == 'x'"}, "when", "has no `ownr`"),
        ({"columns": ("case.id", "case.next_action.txt")}, "columns.1", "has no `txt`"),
        ({"sort": ("case.id", "-case.ownr")}, "sort.1", "has no `ownr`"),
        ({"sort": ("case.next_action",)}, "sort.0", "`case.next_action` is `NextAction`, which has no order"),
        ({"split": "case.calls"}, "split", "which has no order"),
        ({"columns": ("each.number",)}, "columns.0", "there is no `each` here"),
    ],
)
def test_faults_are_told_with_their_place(rule: Any, key: str, message: str) -> None:
    """The rule, the key, and what is wrong there."""
    with pytest.raises(RuleProblem) as error:
        Worklists((WorklistRule(id="w", **rule),), Terms(), ())
    assert (error.value.rule, error.value.key) == ("w", key)
    assert message in error.value.message


def test_the_faults_of_all_lists_are_told_together() -> None:
    """One of each list."""
    rules = tuple(WorklistRule(id=name, when="case.x") for name in "ab")
    with pytest.raises(RuleProblem) as error:
        Worklists(rules, Terms(), ())
    assert [each.rule for each in error.value.all] == ["a", "b"]


def test_a_list_is_found_by_its_name() -> None:
    """One that is switched off is none."""
    lists = Worklists((WorklistRule(id="a"), WorklistRule(id="b", enabled=False)), Terms(), ())
    assert lists["a"].rule.id == "a"
    assert [each.rule.id for each in lists] == ["a", "b"]
    with pytest.raises(LookupError, match="there is no worklist `b`; known: `a`"):
        lists["b"]
    with pytest.raises(LookupError, match="there is no worklist `a`; the rulebook has none"):
        Worklists((), Terms(), ())["a"]
