"""The search for regions that are left, and for examples in them that can be run."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import accumulate
from time import perf_counter
from typing import Any

from caserules.engine.boxes import TRUE, Box, Space, Unfinished, outside
from caserules.engine.fields import runs
from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Node, parts, show
from caserules.engine.overlaps import Overlaps
from caserules.engine.ruleset import RuleSet
from caserules.engine.walk import Path, path_of
from caserules.engine.witness import examples, texts

__all__ = ["Search", "Side"]

_TRIES = 20
"""So many regions are tried for an example."""
_TICKS = 64


class Side:
    """The rules of one set as boxes, in their order."""

    def __init__(self, rules: RuleSet[Any], space: Space) -> None:
        self.rules = rules
        self.own = [space.boxes(None if when is None else when.root) for _, when in rules.pairs]
        self._boxes = [(rule, box) for rule, boxes in enumerate(self.own) for box in boxes]
        self._starts = [0, *accumulate(map(len, self.own))]
        self.overlaps = Overlaps((box for _, box in self._boxes), space.everywhere)
        """The boxes of all rules in their order."""

    def meeting(self, box: Box, until: int | None = None) -> Iterator[tuple[int, Box]]:
        """The boxes that overlap, with their rules; only of rules before `until`."""
        found = self.overlaps.of(box)
        while found:
            low = found & -found
            found ^= low
            rule, other = self._boxes[low.bit_length() - 1]
            if until is not None and rule >= until:
                return
            yield rule, other

    def before(self, place: int) -> int:
        """The boxes of the rules before this one, as bits."""
        return (1 << self._starts[place]) - 1

    def of(self, place: int) -> int:
        """The rule's own boxes, as bits."""
        return self.before(place + 1) & ~self.before(place)

    def rules_of(self, boxes: int) -> list[int]:
        """The rules that such boxes are of, in order."""
        found = (self._boxes[place][0] for start, end in runs(boxes) for place in range(start, end))
        return list(dict.fromkeys(found))

    def first(self, values: Mapping[str, Any]) -> Any:
        """The rule that answers."""
        return self.rules.first(**self._known(values))

    def every(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The rules that hold."""
        return self.rules.every(**self._known(values))

    def _known(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in values.items() if name in self.rules.scope.names}


class Search:
    """Rule sets side by side in one space, with so many seconds to answer questions about them."""

    def __init__(self, *rule_sets: RuleSet[Any], seconds: float) -> None:
        self.scope = rule_sets[0].scope
        self.space = Space(when.root for rules in rule_sets for _, when in rules.pairs if when is not None)
        self.sides = [Side(rules, self.space) for rules in rule_sets]
        self._until = perf_counter() + seconds
        self._ticks = 0

    def tick(self) -> None:
        """Counts a step; raises `Unfinished` when the time is over."""
        self._ticks += 1
        if self._ticks % _TICKS == 1 and perf_counter() > self._until:
            raise Unfinished

    def left(self, piece: Box, boxes: Iterable[Box]) -> Iterator[Box]:
        """The parts of the piece outside of the boxes."""
        self.tick()
        return outside(piece, boxes, self.space.everywhere, self.tick)

    def example(
        self, regions: Iterable[Box], confirmed: Callable[[Mapping[str, Any]], bool]
    ) -> tuple[bool, Mapping[str, Any] | None]:
        """Whether any region is left, and an example in one of the first that was run and confirmed."""
        left = False
        for _, region in zip(range(_TRIES), regions, strict=False):
            left = True
            for values in self._values(region):
                if confirmed(values):
                    return True, values
        return left, None

    def _values(self, region: Box) -> Iterator[Mapping[str, Any]]:
        space = self.space
        opaque = [(node, region[name] == TRUE) for name, node in space.opaque.items() if name in region]
        facts: dict[Path, Any] = {}
        for name, fields in space.fields.items():
            slots = region.get(name, space.everywhere[name])
            for field in fields.values():
                facts[path_of(field) or ()] = space.sample(name, (slots & -slots).bit_length() - 1)
        needed = texts(opaque)
        for given in (facts, {**facts, **needed}) if needed else (facts,):
            values = examples(self.scope, given)
            if values is not None:
                yield values

    def shown(self, values: Mapping[str, Any]) -> str:
        """The example as a person reads it: every path that the conditions read, with its value."""
        nodes = [field for fields in self.space.fields.values() for field in list(fields.values())[:1]]
        nodes += [path for node in self.space.opaque.values() for path in _paths(node)]
        interpreter = Interpreter(self.scope)
        found = {show(node): interpreter.value(node, values) for node in nodes}
        return ", ".join(f"`{name}` is {'missing' if v is None else f'`{v}`'}" for name, v in found.items())


def _paths(node: Node) -> Iterator[Node]:
    if path_of(node) is not None:
        yield node
    else:
        for part in parts(node):
            yield from _paths(part)
