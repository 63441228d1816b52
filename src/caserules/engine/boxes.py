"""Conditions as boxes: for each field the slots in which a rule may hold, and what lies outside of them.

A condition that no field's slot answers is opaque: a dimension of its own, true or false. As opaque ones
are taken as free of each other, a proof that nothing is left holds always; what is left may turn out to be
impossible, so an example is run before it is shown.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from math import inf
from typing import Any

from caserules.engine.fields import index_of, slots_of, subject_of
from caserules.engine.kinds import Type
from caserules.engine.nodes import And, Compare, Missing, Node, Not, Or, show
from caserules.engine.witness import sample

__all__ = ["FALSE", "TRUE", "Box", "Space", "Unfinished", "outside"]

Box = dict[str, int]
"""For each dimension, by its text, the slots; a dimension that is not there is not restricted."""
_BOXES = 64
TRUE, FALSE = 2, 1


class Unfinished(Exception):  # noqa: N818 - no error: the budget is spent
    """The time for the question is over."""


class Space:
    """The dimensions that a number of conditions span, and the conditions as boxes in it."""

    def __init__(self, conditions: Iterable[Node]) -> None:
        conditions_on: dict[str, list[Node]] = {}
        self.opaque: dict[str, Node] = {}
        self.fields: dict[str, dict[Type, Node]] = {}
        """Each field, once for each type that it has in a rule set."""
        for condition in conditions:
            for leaf in _leaves(condition):
                subject = subject_of(leaf)
                if subject is None:
                    self.opaque[show(leaf)] = leaf
                else:
                    name = show(subject)
                    conditions_on.setdefault(name, []).append(leaf)
                    self.fields.setdefault(name, {})[subject.type] = subject
        self.indices = {name: index_of(given) for name, given in conditions_on.items()}
        self.everywhere: Box = dict.fromkeys(self.opaque, TRUE | FALSE)
        for name, index in self.indices.items():
            possible = (slot for slot in range(index.size) if self.sample(name, slot) is not sample)
            self.everywhere[name] = sum(1 << slot for slot in possible)

    def sample(self, name: str, slot: int) -> Any:
        """A value of the field in the slot; the function `sample` where there is none."""
        found = (sample(field, self.indices[name], slot) for field in self.fields[name].values())
        return next((value for value in found if value is not sample), sample)

    def boxes(self, condition: Node | None) -> list[Box]:
        """The boxes whose union the condition is; none where it can't hold."""
        if condition is None:
            return [{}]
        found = self._boxes(condition, holds=True)
        if len(found) > _BOXES:
            text = show(condition)
            self.opaque.setdefault(text, condition)
            self.everywhere.setdefault(text, TRUE | FALSE)
            return [{text: TRUE}]
        return found

    def _boxes(self, node: Node, *, holds: bool) -> list[Box]:
        subject = subject_of(node)
        if subject is not None:
            name = show(subject)
            slots = slots_of(node, self.indices[name])
            slots = (slots if holds else ~slots) & self.everywhere[name]
            return [{name: slots}] if slots else []
        match node:
            case Not(operand=operand):
                return self._boxes(operand, holds=not holds)
            case And(operands=operands) | Or(operands=operands):
                each = [self._boxes(operand, holds=holds) for operand in operands]
                if isinstance(node, And) is not holds:
                    return [box for boxes in each for box in boxes]
                found: list[Box] = [{}]
                for boxes in each:
                    pairs = ((one, other) for one in found for other in boxes)
                    found = [box for one, other in pairs if (box := self.meet(one, other)) is not None]
                    if len(found) > _BOXES:
                        break
                return found
            case _:
                plain, same = _plain(node)
                return [{show(plain): TRUE if holds is same else FALSE}]

    def whole(self, box: Box) -> bool:
        """Whether the box restricts nothing."""
        return all(slots == self.everywhere[name] for name, slots in box.items())

    def meet(self, one: Box, other: Box) -> Box | None:
        """What two boxes have in common."""
        found = dict(one)
        for name, slots in other.items():
            common = found.get(name, self.everywhere[name]) & slots
            if not common:
                return None
            found[name] = common
        return found


def _leaves(node: Node) -> Iterator[Node]:
    match node:
        case And(operands=operands) | Or(operands=operands) if subject_of(node) is None:
            for each in operands:
                yield from _leaves(each)
        case Not(operand=operand) if subject_of(node) is None:
            yield from _leaves(operand)
        case _:
            yield _plain(node)[0]


def _plain(node: Node) -> tuple[Node, bool]:
    """A condition without its negation, and whether it had none."""
    match node:
        case Missing(of=of, negated=True):
            return Missing(of, negated=False), False
        case Compare(first=first, rest=(("!=" | "not in" as operator, right),)):
            return Compare(first, (("==" if operator == "!=" else "in", right),)), False
        case _:
            return node, True


def outside(
    piece: Box, boxes: Iterable[Box], everywhere: Mapping[str, int], tick: Callable[[], Any]
) -> Iterator[Box]:
    """The parts of the piece that lie in none of the boxes, one after the other; `tick` may end the search.

    Nothing comes where the boxes cover the piece. The roomiest part is looked at first.
    """
    stack: list[tuple[Iterator[Box], list[Box]]] = [(iter([piece]), list(boxes))]
    while stack:
        pieces, others = stack[-1]
        rest = next(pieces, None)
        tick()
        if rest is None:
            stack.pop()
            continue
        nearest, meeting = _nearest(rest, others, everywhere)
        if nearest is None:
            yield rest
        elif nearest:
            stack.append((_around(rest, nearest, everywhere), meeting))


def _nearest(piece: Box, boxes: list[Box], everywhere: Mapping[str, int]) -> tuple[Box | None, list[Box]]:
    """The box that takes most of the piece, and all that meet it; an empty one where one covers the piece."""
    meeting = []
    nearest, least = None, inf
    for box in boxes:
        share = 1.0
        for name, slots in box.items():
            have = piece.get(name, everywhere[name])
            common = have & slots
            if not common:
                break
            if common != have:
                share *= common.bit_count() / have.bit_count()
        else:
            if share == 1.0:
                return {}, []
            meeting.append(box)
            if 1 - share < least:
                nearest, least = box, 1 - share
    return nearest, meeting


def _around(piece: Box, box: Box, everywhere: Mapping[str, int]) -> Iterator[Box]:
    """The piece without the box, in parts that have nothing in common, the largest share first."""
    shares = []
    for name, slots in box.items():
        have = piece.get(name, everywhere[name])
        out = have & ~slots
        if out:
            shares.append((out.bit_count() / have.bit_count(), name, have & slots, out))
    shares.sort(reverse=True)
    inner = dict(piece)
    for _, name, common, out in shares:
        yield {**inner, name: out}
        inner[name] = common
