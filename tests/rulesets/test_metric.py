"""Metrics as rules: what they may say, and the faults of those that say anything else."""

from typing import Any

import pytest
from pydantic import ValidationError

from caserules.rulesets.metric import Measures, MetricRule
from caserules.rulesets.place import RuleProblem
from caserules.rulesets.terms import Terms


@pytest.mark.parametrize(
    ("rule", "key", "message"),
    [
        ({"when": "True"}, "when", "a metric has no `when`"),
        ({"of": "case.x"}, "of", "has no `x`"),
        ({"share": "case.x"}, "share", "has no `x`"),
        ({"by": "case.requester"}, "by", "which has no order"),
        ({"bands": ({"name": "a"}, {"name": "b", "when": "case.x"})}, "bands.1.when", "has no `x`"),
        ({"each": "a for a in case.x"}, "each", "has no `x`"),
    ],
)
def test_faults_are_told_with_their_place(rule: Any, key: str, message: str) -> None:
    """The rule, the key, and what is wrong there."""
    with pytest.raises(RuleProblem) as error:
        Measures((MetricRule(id="m", **rule),), Terms(), ())
    assert (error.value.rule, error.value.key) == ("m", key)
    assert message in error.value.message


def test_a_metric_is_told_apart_in_one_way() -> None:
    """By a value or by bands."""
    with pytest.raises(ValidationError, match="give either `by`, a value, or `bands`, conditions"):
        MetricRule.model_validate({"id": "m", "by": "case.type", "bands": [{"name": "a"}]})


def test_a_band_has_a_name() -> None:
    """Blanks alone are none."""
    with pytest.raises(ValidationError):
        MetricRule.model_validate({"id": "m", "bands": [{"name": " "}]})


def test_the_metrics_of_a_rulebook_are_in_its_order() -> None:
    """Each once."""
    rules = tuple(MetricRule(id=name) for name in "ba")
    assert [each.rule.id for each in Measures(rules, Terms(), ())] == ["b", "a"]
