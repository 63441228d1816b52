"""Fills: facts that follow from other facts, such as a priority from a type."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from caserules.case import Agent, Case, Context
from caserules.engine import Expression, Rule, RuleSet, Template
from caserules.model import FrozenMap
from caserules.rulesets.place import at
from caserules.rulesets.terms import Terms

__all__ = ["FillRule", "Fills"]


class FillRule(Rule):
    """Sets fields where `when` holds; a field is set by the first rule that names it and holds (ESC-08)."""

    set: FrozenMap[str, Any]


class Fills:
    """The fill rules of a rulebook, ready to run.

    Every field is filled when a case is opened, and anew when a fact that one of its rules reads has
    changed; what a command set itself in the same decision stays.
    """

    def __init__(self, rules: tuple[FillRule, ...], terms: Terms) -> None:
        self._terms = terms
        scope = terms.scope(case=terms.case_type, actor=Agent, now=datetime)
        self._rules = RuleSet(
            [(rule, terms.condition(rule, scope)) for rule in rules], scope, "every", "fills"
        )
        self._values: dict[tuple[str, str], Template | Any] = {}
        self._reads: dict[str, frozenset[str]] = {}
        for rule, when in self._rules.pairs:
            for field, value in rule.set.items():
                with at(rule.id, f"set.{field}"):
                    terms.settable(field)
                    template = Template(value, scope) if isinstance(value, str) else value
                self._values[rule.id, field] = template
                read = _facts(when) | _facts(template)
                self._reads[field] = self._reads.get(field, frozenset()) | read

    def fill(self, before: Case | None, case: Case, context: Context) -> Iterator[tuple[str, Any, str]]:
        """Each field to set, with its value and the id of the rule that says so."""
        open_fields = [field for field, reads in self._reads.items() if _asks(field, reads, before, case)]
        if not open_fields:
            return
        values = {"case": case, "actor": context.agent, "now": context.now, "_context": context}
        for rule in self._rules.on(self._terms.day(context.now)).every(**values):
            for field in rule.set:
                if field in open_fields:
                    open_fields.remove(field)
                    value = self._values[rule.id, field]
                    if isinstance(value, Template):
                        value = value.value(**values)
                    if value != getattr(case, field):
                        yield field, value, rule.id


def _facts(reader: Expression | Template | Any) -> frozenset[str]:
    if not isinstance(reader, Expression | Template):
        return frozenset()
    return frozenset(path[1] for path in reader.reads if path[0] == "case" and len(path) > 1)


def _asks(field: str, reads: frozenset[str], before: Case | None, case: Case) -> bool:
    if before is None:
        return getattr(case, field) is None or bool(reads)
    if getattr(before, field) != getattr(case, field):
        return False
    return any(getattr(before, name) != getattr(case, name) for name in reads)
