"""Conditions over tuples that only grow: a whole history is asked once when each of them begins to hold.

`any(c.public for c in case.comments)` asked anew after each of a thousand comments would look at half a
million of them. But once it holds it holds for good, so it is enough to know how many comments it takes.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from caserules.case import Case
from caserules.case.events import Event
from caserules.case.narrow import ADDED
from caserules.engine import Expression
from caserules.engine.nodes import And, Attribute, Call, Comprehension, Name, Node, Not, Or
from caserules.engine.walk import reads

__all__ = ["Ask", "Grown", "Leaf", "growing", "parts_added"]

Ask: TypeAlias = Callable[..., Any]
Held: TypeAlias = Sequence[bool]


class Leaf(NamedTuple):
    """A condition that asks whether any part of a growing tuple satisfies, and nothing else."""

    field: str
    ask: Ask

    def takes(self, parts: tuple[Any, ...], given: Mapping[str, Any]) -> int | None:
        """How many of the parts, from the first on, it takes to hold; None where all are too few.

        INVARIANT: what holds of some of them, in whatever order, holds of more: see `_field_of`.
        """
        fields = given["case"].__dict__
        before = fields[self.field]

        def holds(number: int) -> bool:
            fields[self.field] = parts[:number]
            return bool(self.ask(**given))

        try:
            few, enough = 0, len(parts)
            if not holds(enough):
                return None
            while few < enough:
                middle = (few + enough) // 2
                few, enough = (few, middle) if holds(middle) else (middle + 1, enough)
            return enough
        finally:
            fields[self.field] = before


class Grown(NamedTuple):
    """A condition taken apart at its leaves."""

    leaves: tuple[Leaf, ...]
    fields: frozenset[str]
    """Fields that it reads beside its leaves."""
    made: Callable[[Held, int], Ask]
    """Makes a function that gives its truth, of whether each leaf holds, and the place of its first leaf."""


def growing(expression: Expression) -> Grown | None:
    """The condition by its leaves; None where no part of it grows."""
    leaves: list[Leaf] = []
    rest: set[str] = set()
    made = _maker(expression.root, expression, leaves, rest)
    return Grown(tuple(leaves), frozenset(rest), made) if leaves else None


def parts_added(field: str, begun: Case, events: tuple[Event, ...]) -> tuple[tuple[Any, ...], list[int]]:
    """All parts of a growing tuple, and for each the place of the event that added it, 0 the opening's.

    The events may come in another order than that of the history, the opening first.
    """
    makers = ADDED[field]
    first = begun.__dict__[field]
    places = [place for place, event in enumerate(events) if type(event) in makers]
    made = [makers[type(events[place])](events[place]) for place in places]
    return (*first, *made), [0] * len(first) + places


def _field_of(node: Node, expression: Expression) -> str | None:
    """The growing tuple of which the node asks whether any part satisfies; None for any other node.

    What it asks of a part reads nothing of the case, neither other fields nor the tuple itself: so the answer
    for one part stays what it is, whatever is added.
    """
    match node:
        case Call("any", (Comprehension(items=Attribute(of=Name("case"), name=name)) as parts,)):
            asked = (reads(each, expression.scope) for each in (parts.element, *parts.conditions))
            alone = all(path[0] != "case" for paths in asked for path in paths)
            return name if alone and name in ADDED else None
        case _:
            return None


def _maker(
    node: Node, expression: Expression, leaves: list[Leaf], rest: set[str]
) -> Callable[[Held, int], Ask]:
    """Makes the function of one node; what it compiles is compiled once."""
    match node:
        case And(operands=operands):
            each = [_maker(operand, expression, leaves, rest) for operand in operands]
            return lambda held, first: _every([make(held, first) for make in each])
        case Or(operands=operands):
            each = [_maker(operand, expression, leaves, rest) for operand in operands]
            return lambda held, first: _some([make(held, first) for make in each])
        case Not(operand=operand):
            make = _maker(operand, expression, leaves, rest)
            return lambda held, first: _opposite(make(held, first))
        case _:
            part = Expression(node, expression.scope)
            ask, field = part.compiled, _field_of(node, expression)
            if field is None:
                rest.update(path[1] for path in part.reads if path[0] == "case" and len(path) > 1)
                return lambda _, __: ask
            place = len(leaves)
            leaves.append(Leaf(field, ask))
            return lambda held, first: _held(held, first + place)


def _held(held: Held, place: int) -> Ask:
    return lambda **_: held[place]


def _every(asks: list[Ask]) -> Ask:
    return lambda **values: all(ask(**values) for ask in asks)


def _some(asks: list[Ask]) -> Ask:
    return lambda **values: any(ask(**values) for ask in asks)


def _opposite(ask: Ask) -> Ask:
    return lambda **values: not ask(**values)
