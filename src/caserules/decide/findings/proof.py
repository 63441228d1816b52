"""What can be proved about a rulebook's conditions, within a budget of time.

To what the conditions say themselves it adds what holds of every case: a status has its one phase, a case
has an owner, a queue or a stage exactly as long as it has the instant since when, and where there is no case,
there is nothing of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from functools import reduce
from time import perf_counter
from typing import Any

from caserules.engine import Analysis, Expression, ExpressionError, Rule, RuleSet, Scope, both, negate, parse
from caserules.engine import check as analysed
from caserules.engine.nodes import Literal, Node, Not
from caserules.engine.walk import Path
from caserules.rulesets.transitions import Status

__all__ = ["Proof", "constant", "days_of"]

_DAY = timedelta(days=1)
_TOGETHER = (("owner", "owner_since"), ("queue", "queue_since"), ("stage", "stage_since"))


class Proof:
    """Asks the engine's analysis; `finished` turns false once the time was over before an answer."""

    def __init__(self, statuses: Mapping[str, Status], seconds: float) -> None:
        self._statuses = statuses
        self._until = perf_counter() + seconds
        self.finished = True

    def never(self, *conditions: Expression | None) -> bool:
        """Whether it is proved that these conditions, all of one scope, never hold together."""
        given = [each for each in conditions if each is not None]
        if any(constant(each.root) is False for each in given):
            return True
        asked = [each for each in given if constant(each.root) is None]
        if not asked:
            return False
        together = reduce(both, asked)
        rules = RuleSet([(Rule(id="asked"), together)], together.scope, "every")
        return bool(self.analysis(rules).of("never holds"))

    def analysis(self, rules: RuleSet[Any]) -> Analysis:
        """What the engine finds out about the rules where no case can be but a possible one."""
        left = self._until - perf_counter()
        if left <= 0:
            self.finished = False
            return Analysis(rules.name, (), (), finished=False)
        found = analysed(self._of_cases(rules), seconds=left)
        self.finished = self.finished and found.finished
        return found

    def idle(self, rules: RuleSet[Any]) -> dict[str, tuple[str, ...]]:
        """The rules that answer on none of the days on which they are in force, with those in their way."""
        alive: set[str] = set()
        found: dict[str, dict[str, None]] = {}
        sets = {id(each): each for each in map(rules.on, days_of(rules.rules))}
        for each in sets.values():
            analysis = self.analysis(each)
            dead = {
                finding.rule: finding.others
                for finding in analysis.findings
                if finding.kind in ("never holds", "never answers")
            }
            for rule in each.rules:
                if rule.id not in dead:
                    alive.add(rule.id)
                else:
                    found.setdefault(rule.id, {}).update(dict.fromkeys(filter(None, dead[rule.id])))
        return {rule: tuple(others) for rule, others in found.items() if rule not in alive}

    def _of_cases(self, rules: RuleSet[Any]) -> RuleSet[Any]:
        """The rules where the case is a possible one: what is impossible is taken away first."""
        conditions = [when for _, when in rules.pairs if when is not None]
        facts = self._facts(rules.scope, frozenset[Path]().union(*(each.reads for each in conditions)))
        if facts is None:
            return rules
        if rules.hit == "first":
            pairs = [(Rule(id=""), negate(facts)), *rules.pairs]
        else:
            pairs = [(rule, when and both(facts, when)) for rule, when in rules.pairs]
        return RuleSet(pairs, rules.scope, rules.hit, rules.name)

    def _facts(self, scope: Scope, reads: frozenset[Path]) -> Expression | None:
        cases = [name for name in ("case", "result", "match") if name in scope.types]
        texts = [f"({text})" for name in cases for text in self._said(name, scope, reads)]
        try:
            return parse(" and ".join(texts), scope) if texts else None
        except ExpressionError:  # too long for an expression: then less is proved
            return None

    def _said(self, name: str, scope: Scope, reads: frozenset[Path]) -> Iterator[str]:
        if (name, "phase") in reads:
            phases: dict[str, list[str]] = {}
            for status, each in self._statuses.items():
                phases.setdefault(each.phase, []).append(status)
            ways = [
                f"{name}.phase == {phase!r} and {name}.status in ({', '.join(map(repr, names))},)"
                for phase, names in phases.items()
            ]
            if scope.types[name].missing:
                ways.append(f"{name}.phase is None and {name}.status is None")
            yield " or ".join(ways)
        if scope.types[name].missing and (name,) in reads:
            fields = scope.attributes(scope.types[name])
            asked = sorted({path[1] for path in reads if path[0] == name and len(path) > 1} & fields.keys())
            absent = [f"{name} is None", *(f"{name}.{field} is None" for field in asked)]
            always = (f"{name}.{field} is not None" for field in asked if not fields[field].missing)
            yield f"{' and '.join(absent)} or {' and '.join([f'{name} is not None', *always])}"
        for one, other in _TOGETHER:
            if {(name, one), (name, other)} <= reads:
                there = f"{name}.{one} is not None and {name}.{other} is not None"
                yield f"{there} or {name}.{one} is None and {name}.{other} is None"


def constant(node: Node) -> bool | None:
    """Whether the condition is written out as true or false; None where it has to be asked."""
    match node:
        case Literal(value=value):
            return bool(value)
        case Not(operand=Literal(value=value)):
            return not value
        case _:
            return None


def days_of(rules: Iterable[Any], *, before: bool = True) -> list[date]:
    """A day for every set of rules that is ever in force; `before` says whether also before the first."""
    given = tuple(rules)
    starts = {each.effective_from for each in given if each.effective_from}
    ends = {
        each.effective_until + _DAY
        for each in given
        if each.effective_until and each.effective_until < date.max
    }
    first = min(starts | ends, default=date.max)
    early = {max(first, date.min + _DAY) - _DAY} if before or not starts | ends else set[date]()
    return sorted(starts | ends | early)
