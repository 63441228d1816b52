"""Scans as rules: what they may say, and the faults of those that say anything else."""

from typing import Any

import pytest
from pydantic import ValidationError

from caserules.rulesets.place import RuleProblem
from caserules.rulesets.scan import ScanRule, check_scans, told_by
from caserules.rulesets.terms import Terms


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"tell": ("lea",)},
        {"more_than": -1},
        {"times_usual": 0},
        {"alike_from": 1},
        {"alike_from": 2, "similarity": 0.4},
    ],
)
def test_a_scan_looks_for_something_that_can_be(rule: Any) -> None:
    """A limit, a multiple or a group's size, each within its bounds."""
    with pytest.raises(ValidationError):
        ScanRule(**rule)


def test_a_scan_is_of_a_queue_that_there_is() -> None:
    """Where queues are a vocabulary; else any name is one."""
    scans = {"suport": ScanRule(more_than=1), "legal": ScanRule(alike_from=2)}
    check_scans(scans, Terms())
    with pytest.raises(RuleProblem) as error:
        check_scans(scans, Terms(words={"queue": ("support", "legal")}))
    assert (error.value.rule, error.value.key) == (None, "scan.suport")
    assert (error.value.message, error.value.remedy) == (
        "`suport` is no word of `queue`",
        "did you mean `support`?",
    )


def test_who_is_told_may_stand_in_a_table() -> None:
    """So that one place names him: each once, and nobody for a key that the table lacks."""
    people = Terms(tables={"person": {"director": "dana", "deputy": "dana"}})
    tell = ('{person["director"]}', '{person["deputy"]}', '{person["lead"]}', "lea")
    assert told_by(ScanRule(more_than=1, tell=tell), people) == ("dana", "lea")


def test_who_is_told_depends_on_nothing_else() -> None:
    """A scan is of no one case: a template that reads one is refused when the rulebook is loaded."""
    with pytest.raises(RuleProblem) as error:
        check_scans({"support": ScanRule(more_than=1, tell=("{case.owner}",))}, Terms())
    assert (error.value.key, error.value.column) == ("scan.support.tell", 2)
