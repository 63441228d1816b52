"""Metrics as rules: how many cases (or items) there are, or which share of them, in all or by a value."""

from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import model_validator

from caserules.case.values import Filled
from caserules.engine import Expression, Rule
from caserules.model import Model
from caserules.rulesets.place import RuleProblem, each_of
from caserules.rulesets.rows import Ground, Rows
from caserules.rulesets.sla.rule import ClockRule
from caserules.rulesets.terms import Terms
from caserules.rulesets.worklist import in_order

__all__ = ["Band", "Measure", "Measures", "MetricRule"]


class Band(Model):
    """One of several groups in order, by a condition; without one it takes all that are left."""

    name: Filled
    when: str | None = None


class MetricRule(Rule):
    """Of the cases for which `of` holds, or with `each` of their items: the share for which `share` holds.

    Without `share` their number. It is told for each value of `by`, or for each of the `bands`, apart. It
    reads `case`, `each`, `actor`, `now` and `clock`.
    """

    of: str | None = None
    each: str | None = None
    """The items, such as `a for a in case.attempts`."""
    share: str | None = None
    by: str | None = None
    bands: tuple[Band, ...] = ()
    """Groups by conditions, of which the first that holds counts: `{ name = "a day", when = "…" }`."""

    @model_validator(mode="after")
    def _grouped_once(self) -> "MetricRule":
        if self.by is not None and self.bands:
            raise ValueError("give either `by`, a value, or `bands`, conditions")
        return self


class Measure:
    """One metric, ready to be taken; raises `RuleProblem` where its rule names what is not there."""

    def __init__(self, rule: MetricRule, ground: Ground) -> None:
        if rule.when is not None:
            raise RuleProblem(rule.id, "when", "a metric has no `when`", "write it as `of`")
        self.rule = rule
        self.rows = Rows(rule, ground, each=rule.each)
        self.of = self.rows.asked("of", rule.of)
        self.share = self.rows.asked("share", rule.share)
        self.by = self.rows.asked("by", rule.by)
        if self.by is not None:
            in_order(rule.id, "by", self.by)
        self._bands: tuple[tuple[str, Expression | None], ...] = tuple(
            (band.name, self.rows.asked(f"bands.{place}.when", band.when))
            for place, band in enumerate(rule.bands)
        )

    def group(self, values: dict[str, Any]) -> Any:
        """To which group a row belongs; missing where it belongs to none."""
        if self.by is not None:
            return self.by.compiled(**values)
        return next((name for name, when in self._bands if when is None or when.compiled(**values)), None)


class Measures:
    """The metrics of a rulebook, ready to be taken."""

    def __init__(self, rules: tuple[MetricRule, ...], terms: Terms, clocks: Iterable[ClockRule]) -> None:
        self._measures: list[Measure] = []
        ground = Ground(terms, clocks)
        each_of(rules, lambda rule: self._measures.append(Measure(rule, ground)))

    def __iter__(self) -> Iterator[Measure]:
        return iter(self._measures)
