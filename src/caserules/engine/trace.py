"""Why a rule set answered as it did: every rule tried, each condition with the values it read.

The examples below are of one small rule set:

>>> from caserules.engine import Rule, RuleSet, Scope, parse
>>> scope = Scope({"amount": int, "who": str})
>>> large = Rule(id="large", source="ESC-11"), parse("amount > 100 and who != 'dana'", scope)
>>> trace = RuleSet([large, (Rule(id="rest"), None)], scope).why(amount=500, who="dana")
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from caserules.engine.expression import Expression
from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Comprehension, Node, parts, show
from caserules.engine.walk import conjuncts, path_of
from caserules.outline import Block, Outline, Outlined, Text

__all__ = ["Condition", "Trace", "Try"]

_WIDTH = 60


@dataclass(frozen=True)
class Condition:
    """One conjunct of a rule: its text, whether it held, and each path that it read with its value.

    >>> str(trace.of("large").failed), trace.of("large").failed.values
    ('`who != "dana"`: `who` is `dana`', (('who', 'dana'),))
    """

    text: str
    held: bool
    values: tuple[tuple[str, Any], ...]

    def __str__(self) -> str:
        if not self.values:
            return f"`{self.text}`"
        shown = ", ".join(f"`{path}` is {_shown(value)}" for path, value in self.values)
        return f"`{self.text}`: {shown}"


@dataclass(frozen=True)
class Try:
    """One rule that was tried: `chosen` says that it is part of the answer.

    The default of a rule set comes last, and holds where no other rule does.

    >>> print(trace.of("large"))
    no   `large` (ESC-11): `who != "dana"`: `who` is `dana`
    >>> print(trace.of("rest"))
    yes  `rest`
    """

    rule: str
    source: str
    held: bool
    chosen: bool
    conditions: tuple[Condition, ...]
    default: bool = False

    @property
    def failed(self) -> Condition | None:
        """The first condition that did not hold."""
        return next((each for each in self.conditions if not each.held), None)

    def __str__(self) -> str:
        name = f"`{self.rule}`" + (f" ({self.source})" if self.source else "")
        if self.default:
            return (
                f"yes  {name}: the default" if self.held else f"no   {name}: the default, and another holds"
            )
        if self.failed is not None:
            return f"no   {name}: {self.failed}"
        return f"yes  {name}" + ("" if self.chosen else ": holds too, and comes later")


@dataclass(frozen=True)
class Trace(Outlined):
    """Every rule in order, whether it held, and what it read.

    >>> trace.rules, [each.rule for each in trace.nearest()]
    (('rest',), ['large'])
    >>> print(trace)
    rules (first): `rest`
      no   `large` (ESC-11): `who != "dana"`: `who` is `dana`
      yes  `rest`
    """

    name: str
    hit: str
    tries: tuple[Try, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that answered."""
        return tuple(each.rule for each in self.tries if each.chosen)

    def of(self, rule: str) -> Try:
        """What became of one rule; raises `KeyError` for an unknown id."""
        for each in self.tries:
            if each.rule == rule:
                return each
        raise KeyError(rule)

    def nearest(self, count: int = 3) -> tuple[Try, ...]:
        """The rules that missed by the fewest conditions, nearest first."""
        missed = [each for each in self.tries if not each.held and not each.default]
        missed.sort(key=lambda each: sum(not condition.held for condition in each.conditions))
        return tuple(missed[:count])

    def outline(self) -> Outline:
        """One line for each rule that was tried."""
        answer = ", ".join(f"`{rule}`" for rule in self.rules) or "no rule"
        lines: tuple[Block, ...] = tuple(
            Text(text=str(each), tone="good" if each.chosen else "plain" if each.held else "quiet")
            for each in self.tries
        )
        return Outline(heading=f"{self.name} ({self.hit}): {answer}", blocks=lines)


def conditions(expression: Expression | None, values: Mapping[str, Any]) -> tuple[Condition, ...]:
    """Each conjunct with what it read; a rule without a condition has none, and holds."""
    if expression is None:
        return ()
    interpreter = Interpreter(expression.scope)
    return tuple(
        Condition(
            show(node),
            bool(interpreter.value(node, values)),
            tuple((show(each), interpreter.value(each, values)) for each in _paths(node)),
        )
        for node in conjuncts(expression.root)
    )


def _paths(node: Node) -> tuple[Node, ...]:
    if path_of(node) is not None:
        return (node,)
    under = (node.items,) if isinstance(node, Comprehension) else tuple(parts(node))
    return tuple(dict.fromkeys(path for each in under for path in _paths(each)))


def _shown(value: Any) -> str:
    if value is None:
        return "missing"
    text = str(value)
    return f"`{text}`" if len(text) <= _WIDTH else f"`{text[:_WIDTH]}…`"
