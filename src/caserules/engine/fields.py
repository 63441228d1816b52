"""How the values of one field fall into slots: within a slot, every condition on the field is constant.

A field that is compared for equality alone has a slot for each constant, one for other values, one for
missing. A field that is ordered has alternating slots, below, at and between its cut points, then one for
missing and one for what is not a number. A condition on the field is a set of slots, the bits of an `int`.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from caserules.engine.nodes import And, Collection, Compare, Literal, Missing, Node, Not, Or
from caserules.engine.walk import pairs, path_of

__all__ = ["Discrete", "Index", "Ordered", "columns", "constants", "index_of", "runs", "subject_of"]

_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_ORDERINGS = frozenset({"<", "<=", ">", ">="})
_ORDERED = frozenset({"text", "number", "date", "duration", "instant"})
_EQUAL = frozenset({"text", "number", "date", "duration", "boolean", "word", "any"})


def subject_of(node: Node) -> Node | None:
    """The one path that the condition is about, where it says nothing else but comparisons with literals."""
    match node:
        case Compare():
            links = [_sided(*link) for link in pairs(node)]
            subjects = {link[1] if link else None for link in links}
        case Missing(of=of):
            subjects = {of if path_of(of) and of.type.name in _EQUAL | _ORDERED else None}
        case And(operands=operands) | Or(operands=operands):
            subjects = {subject_of(each) for each in operands}
        case Not(operand=operand):
            return subject_of(operand)
        case _:
            return node if path_of(node) and node.type.name == "boolean" else None
    return subjects.pop() if len(subjects) == 1 else None


def _sided(operator: str, left: Node, right: Node) -> tuple[str, Node, tuple[Any, ...]] | None:
    """A comparison as operator, path and constants; nothing where it is of another form."""
    if isinstance(left, Literal):
        if operator not in _FLIPPED:
            return None
        operator, left, right = _FLIPPED[operator], right, left
    if not path_of(left) or left.type.name not in (_ORDERED if operator in _ORDERINGS else _EQUAL):
        return None
    if isinstance(right, Literal):
        return (operator, left, (right.value,)) if operator in _FLIPPED else None
    if isinstance(right, Collection):
        values = tuple(each.value for each in right.items if isinstance(each, Literal))
        return (operator, left, values) if len(values) == len(right.items) else None
    return None


def _operator(operator: str, left: Node, right: Node) -> tuple[str, tuple[Any, ...]]:
    found = _sided(operator, left, right)
    return (found[0], found[2]) if found else ("in", ())


def constants(node: Node) -> Iterator[tuple[bool, Any]]:
    """Each constant that a condition with a subject compares with, and whether by order."""
    match node:
        case Compare():
            for link in pairs(node):
                operator, values = _operator(*link)
                yield from ((operator in _ORDERINGS, value) for value in values)
        case And(operands=operands) | Or(operands=operands):
            for each in operands:
                yield from constants(each)
        case Not(operand=operand):
            yield from constants(operand)
        case Missing():
            return
        case _:
            yield False, True
            yield False, False


class Discrete:
    """Slot 0 for any other value, one for each constant, the last for missing."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.slots: dict[Any, int] = {}
        for value in values:
            self.slots.setdefault(value, len(self.slots) + 1)
        self.size = len(self.slots) + 2
        self.missing = self.size - 1
        self.slots[None] = self.missing

    def place(self, value: Any) -> int:
        """The value's slot."""
        return self.slots.get(value, 0)

    def test(self, operator: str, value: Any) -> int:
        """The slots in which `field operator value` holds."""
        at = 1 << self.slots[value]
        return at if operator == "==" else at ^ ((1 << self.size) - 1)


class Ordered:
    """Slots below, at and between the cut points, then one for missing and one for what is not a number."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.cuts: list[Any] = sorted(set(values))
        self.size = 2 * len(self.cuts) + 3
        self.missing = self.size - 2
        self._values = (1 << self.missing) - 1

    def place(self, value: Any) -> int:
        """The value's slot; raises `TypeError` for a value that does not compare with the cut points."""
        if value is None:
            return self.missing
        if value != value:  # noqa: PLR0124 - only what is not a number differs from itself
            return self.size - 1
        at = bisect_left(self.cuts, value)
        return 2 * at + (at < len(self.cuts) and not value < self.cuts[at])

    def test(self, operator: str, value: Any) -> int:
        """The slots in which `field operator value` holds."""
        at = 2 * bisect_left(self.cuts, value) + 1
        match operator:
            case "<":
                return (1 << at) - 1
            case "<=":
                return (2 << at) - 1
            case ">":
                return self._values ^ ((2 << at) - 1)
            case ">=":
                return self._values ^ ((1 << at) - 1)
            case "==":
                return 1 << at
            case _:
                return (1 << at) ^ ((1 << self.size) - 1)


Index = Discrete | Ordered


def index_of(conditions: Iterable[Node]) -> Index:
    """The index of the field that the conditions are about."""
    found = [each for condition in conditions for each in constants(condition)]
    ordered = any(by_order for by_order, _ in found)
    return (Ordered if ordered else Discrete)(value for _, value in found)


def slots_of(node: Node, index: Index) -> int:  # noqa: C901 - one case for each form
    """The slots in which a condition on the index's field holds."""
    everywhere = (1 << index.size) - 1
    match node:
        case Compare():
            held = everywhere
            for link in pairs(node):
                operator, values = _operator(*link)
                if operator in ("in", "not in"):
                    among = 0
                    for value in values:
                        among |= index.test("==", value)
                    held &= among if operator == "in" else among ^ everywhere
                else:
                    held &= index.test(operator, *values)
            return held
        case Missing(negated=negated):
            return (1 << index.missing) ^ (everywhere if negated else 0)
        case And(operands=operands):
            held = everywhere
            for each in operands:
                held &= slots_of(each, index)
            return held
        case Or(operands=operands):
            held = 0
            for each in operands:
                held |= slots_of(each, index)
            return held
        case Not(operand=operand):
            return slots_of(operand, index) ^ everywhere
        case _:
            return index.test("==", True)


def runs(slots: int) -> Iterator[tuple[int, int]]:
    """The bits as ranges: from, and up to but not including."""
    while slots:
        low = slots & -slots
        beyond = slots + low
        until = (beyond & -beyond).bit_length() - 1
        yield low.bit_length() - 1, until
        slots = slots >> until << until


def columns(index: Index, conditions: Sequence[Sequence[Node]]) -> list[int]:
    """For each slot the rules that may hold there, rule i as bit i; one without conditions holds anywhere."""
    turns = [0] * (index.size + 1)
    for place, given in enumerate(conditions):
        held = (1 << index.size) - 1
        for condition in given:
            held &= slots_of(condition, index)
        for start, until in runs(held):
            turns[start] ^= 1 << place
            turns[until] ^= 1 << place
    found = []
    now = 0
    for turn in turns[:-1]:
        now ^= turn
        found.append(now)
    return found
