"""Conditions over tuples that only grow: while a history is read, each part is asked about once.

`any(c.public for c in case.comments)` asked anew after each of a thousand comments would look at half a
million of them.
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from caserules.case.written import GROWING
from caserules.engine import Expression
from caserules.engine.nodes import And, Attribute, Call, Comprehension, Name, Node, Not, Or

__all__ = ["Ask", "asks_anew"]

Ask: TypeAlias = Callable[..., Any]


class _Any:
    """Whether any part so far satisfies; INVARIANT: it is asked about one case that only moves on."""

    __slots__ = ("_ask", "_field", "_held", "_seen")

    def __init__(self, ask: Ask, field: str) -> None:
        self._ask = ask
        self._field = field
        self._held = False
        self._seen = 0

    def __call__(self, *, case: Any, **values: Any) -> bool:
        fields = case.__dict__
        parts = fields[self._field]
        if not self._held and len(parts) > self._seen:
            fields[self._field] = parts[self._seen :]
            try:
                self._held = bool(self._ask(case=case, **values))
            finally:
                fields[self._field] = parts
            self._seen = len(parts)
        return self._held


def asks_anew(expression: Expression) -> Callable[[], Ask] | None:
    """Makes a function for one reading that gives the condition's truth; None where no part of it grows."""
    if not any(_field_of(each, expression) for each in _leaves(expression.root)):
        return None
    return _maker(expression.root, expression)


def _leaves(node: Node) -> list[Node]:
    match node:
        case And(operands=operands) | Or(operands=operands):
            return [leaf for each in operands for leaf in _leaves(each)]
        case Not(operand=operand):
            return _leaves(operand)
        case _:
            return [node]


def _field_of(node: Node, expression: Expression) -> str | None:
    """The growing tuple of which the condition asks whether any part satisfies, and nothing else."""
    match node:
        case Call("any", (Comprehension(items=Attribute(of=Name("case"), name=name)),)) if name in GROWING:
            reads = Expression(node, expression.scope).reads
            return name if all(path[0] != "case" or path[1:2] == (name,) for path in reads) else None
        case _:
            return None


def _maker(node: Node, expression: Expression) -> Callable[[], Ask]:
    """Makes the function of one node; what it compiles is compiled once."""
    match node:
        case And(operands=operands):
            each = [_maker(operand, expression) for operand in operands]
            return lambda: _every([make() for make in each])
        case Or(operands=operands):
            each = [_maker(operand, expression) for operand in operands]
            return lambda: _some([make() for make in each])
        case Not(operand=operand):
            make = _maker(operand, expression)
            return lambda: _opposite(make())
        case _:
            ask = Expression(node, expression.scope).compiled
            field = _field_of(node, expression)
            return lambda: ask if field is None else _Any(ask, field)


def _every(asks: list[Ask]) -> Ask:
    return lambda **values: all(ask(**values) for ask in asks)


def _some(asks: list[Ask]) -> Ask:
    return lambda **values: any(ask(**values) for ask in asks)


def _opposite(ask: Ask) -> Ask:
    return lambda **values: not ask(**values)
