"""What a change of rules changes, against deciding every claim."""

from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.claims import CLAIM, CLAIMS, rules_of, sets

from caserules.engine import Rule, RuleSet, diff

_defaults = st.sampled_from([None, Rule(id="r0"), Rule(id="default")])


def _with_default(
    texts: list[str | None], hit: Literal["first", "every"], default: Rule | None
) -> RuleSet[Rule]:
    rules = rules_of(texts, hit=hit)
    pairs = [pair for pair in rules.pairs if default is None or pair[0].id != default.id]
    return RuleSet(pairs, CLAIM, hit, default=default)


@pytest.mark.parametrize("hit", ["first", "every"])
@given(sets, sets, _defaults, _defaults)
def test_differences_are_found_and_equality_is_proved(
    hit: Literal["first", "every"],
    olds: list[str | None],
    news: list[str | None],
    default: Rule | None,
    another: Rule | None,
) -> None:
    """`equal` holds exactly where every claim is decided alike; each example is decided differently."""
    old, new = _with_default(olds, hit, default), _with_default(news, hit, another)
    found = diff(old, new, seconds=60)

    def decided(rules: RuleSet[Rule], given_values: Any) -> Any:
        if hit == "first":
            rule = rules.first(**given_values)
            return rule and rule.id
        return {rule.id for rule in rules.every(**given_values)}

    assert found.finished
    assert not found.undecided
    alike = all(decided(old, {"claim": claim}) == decided(new, {"claim": claim}) for claim in CLAIMS)
    assert found.equal == alike
    for each in found.findings:
        assert each.values is not None
        assert decided(old, each.values) != decided(new, each.values)
