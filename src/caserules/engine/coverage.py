"""Which rules and which of their conditions a number of cases exercised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import show
from caserules.engine.ruleset import RuleSet
from caserules.engine.walk import conjuncts
from caserules.outline import Outline, Outlined, Table, Text

__all__ = ["Coverage", "Exercised", "coverage"]


@dataclass(frozen=True)
class Exercised:
    """How often one condition of a rule held and failed; a rule's answers stand in `Coverage.answers`."""

    rule: str
    condition: str
    held: int
    failed: int


@dataclass(frozen=True)
class Coverage(Outlined):
    """What a number of cases exercised: how often each rule answered, how each condition came out.

    >>> from caserules.engine import Rule, Scope, parse
    >>> scope = Scope({"amount": int})
    >>> rules = RuleSet([(Rule(id="large"), parse("amount > 100", scope)), (Rule(id="rest"), None)], scope)
    >>> seen = coverage(rules, [{"amount": 5}, {"amount": 500}])
    >>> seen.answers, seen.unanswered, seen.share
    ({'large': 1, 'rest': 1}, (), 1.0)
    """

    name: str
    cases: int
    answers: Mapping[str, int]
    conditions: tuple[Exercised, ...]

    @property
    def unanswered(self) -> tuple[str, ...]:
        """The rules that no case was answered by."""
        return tuple(rule for rule, count in self.answers.items() if not count)

    @property
    def one_sided(self) -> tuple[Exercised, ...]:
        """The conditions that never held, or never failed."""
        return tuple(each for each in self.conditions if not each.held or not each.failed)

    @property
    def share(self) -> float:
        """The share of rules that answered and of conditions seen both ways, from 0 to 1."""
        whole = len(self.answers) + len(self.conditions)
        return 1 - (len(self.unanswered) + len(self.one_sided)) / whole if whole else 1.0

    def outline(self) -> Outline:
        """The share, and a line for each gap."""
        rows = [(rule, "the rule", "never answered") for rule in self.unanswered]
        rows += [
            (e.rule, e.condition, "never held" if not e.held else "never failed") for e in self.one_sided
        ]
        summary = Text(text=f"{self.share:.0%} exercised by {self.cases} cases")
        table = (Table(columns=("rule", "what", "how"), rows=tuple(rows)),) if rows else ()
        return Outline(heading=self.name, blocks=(summary, *table))


def coverage(rules: RuleSet[Any], cases: Iterable[Mapping[str, Any]]) -> Coverage:
    """What the cases exercise; each gives the scope's names their values.

    >>> from caserules.engine import Rule, Scope, parse
    >>> scope = Scope({"amount": int})
    >>> rules = RuleSet([(Rule(id="large"), parse("amount > 100", scope)), (Rule(id="rest"), None)], scope)
    >>> print(coverage(rules, [{"amount": 5}, {"amount": 7}]))
    rules
      33% exercised by 2 cases
      rule   what          how
      large  the rule      never answered
      large  amount > 100  never held
    """
    interpreter = Interpreter(rules.scope)
    parts = [(rule, node) for rule, when in rules.pairs for node in (conjuncts(when.root) if when else ())]
    held = [0] * len(parts)
    answers = {rule.id: 0 for rule in (*rules.rules, *((rules.default,) if rules.default else ()))}
    count = 0
    for values in cases:
        count += 1
        for place, (_, node) in enumerate(parts):
            held[place] += bool(interpreter.value(node, values))
        found = rules.first(**values)
        for rule in ((found,) if found else ()) if rules.hit == "first" else rules.every(**values):
            answers[rule.id] += 1
    exercised = (
        Exercised(rule.id, show(node), times, count - times)
        for (rule, node), times in zip(parts, held, strict=True)
    )
    return Coverage(rules.name, count, answers, tuple(exercised))
