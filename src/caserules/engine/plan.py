"""Rules taken apart: which of their conditions a field's slot answers, and which remain to be tested."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from caserules.engine.expression import Expression
from caserules.engine.fields import Index, Ordered, columns, constants, index_of, subject_of
from caserules.engine.nodes import Node
from caserules.engine.residuals import Residuals
from caserules.engine.scope import Scope
from caserules.engine.walk import conjuncts

__all__ = ["Field", "Plan"]

_BLOCK = 512
"""Rules of a block: its masks are short numbers."""
_CELLS = 20_000
"""The most cells that the fields of a key may span."""
_RARE = 32
"""A field that fewer than one rule in so many reads is tested by those rules alone."""
_CLOSED = 256
"""The most words of a vocabulary that stands in a key as it is."""


class Field:
    """A field with its conditions, rule by rule."""

    def __init__(self, node: Node, conditions: dict[int, list[Node]]) -> None:
        self.node = node
        self.conditions = conditions
        self.index: Index = index_of(each for given in conditions.values() for each in given)
        boolean = node.type.name == "boolean"
        words = (True, False) if boolean else node.type.words
        self.keys: dict[Any, int] = {}
        """Each value's slot, where the value itself stands in a cell's key; else empty."""
        if words is not None and (boolean or len(words) <= _CLOSED):
            self.keys = {word: self.index.place(word) for word in (*words, None)}
        self.width = len(self.keys) or self.index.size

    def slot(self, part: Any) -> int:
        """The slot of a key's part; raises `KeyError` for a value that the vocabulary does not have."""
        return self.keys[part] if self.keys else int(part)

    def columns(self, rules: range, index: Index) -> list[int]:
        """For each slot, the rules of a block that may hold."""
        return columns(index, [self.conditions.get(rule, ()) for rule in rules])


class Plan:
    """The rules by fields: the `narrow` have few slots and form a cell's key, the `wide` strike in blocks."""

    def __init__(self, pairs: Sequence[tuple[Any, Expression | None]], scope: Scope) -> None:
        self.rules = [rule for rule, _ in pairs]
        self.scope = scope
        residuals: list[list[Node]] = [[] for _ in pairs]
        fields = self._fields(pairs, residuals)
        self.narrow: list[Field] = []
        self.wide: list[Field] = []
        cells = 1
        for field in sorted(fields, key=lambda each: each.width):
            fits = cells * field.width <= _CELLS
            cells *= field.width if fits else 1
            (self.narrow if fits else self.wide).append(field)
        self.residuals = Residuals(scope, residuals)
        self.ranges = [range(at, min(at + _BLOCK, len(pairs))) for at in range(0, len(pairs), _BLOCK)]

    def _fields(
        self, pairs: Sequence[tuple[Any, Expression | None]], residuals: list[list[Node]]
    ) -> list[Field]:
        found: dict[Node, dict[int, list[Node]]] = {}
        for place, (_, when) in enumerate(pairs):
            for node in conjuncts(when.root) if when is not None else ():
                subject = subject_of(node)
                if subject is None:
                    residuals[place].append(node)
                else:
                    found.setdefault(subject, {}).setdefault(place, []).append(node)
        fields = []
        for subject, conditions in found.items():
            if len(conditions) * _RARE < len(pairs):
                for place, nodes in conditions.items():
                    residuals[place][:0] = nodes
            else:
                fields.append(Field(subject, conditions))
        return fields

    @cached_property
    def blocks(self) -> list[tuple[Any, ...]]:
        """Each block: its wide fields' masks, each rule's tests, the rules without each test, the rules."""
        return [self._block(rules) for rules in self.ranges]

    @cached_property
    def cells(self) -> list[list[list[int]]]:
        """For each block, for each field of the key, for each slot: the rules that may hold."""
        return [[field.columns(rules, field.index) for field in self.narrow] for rules in self.ranges]

    def _block(self, rules: range) -> tuple[Any, ...]:
        parts: list[Any] = []
        for field in self.wide:
            own = (each for rule in rules for each in field.conditions.get(rule, ()))
            index: Index = type(field.index)(value for each in own for _, value in constants(each))
            masks = field.columns(rules, index)
            if isinstance(index, Ordered):
                parts += [index.cuts, len(index.cuts), masks]
            else:
                parts += [{value: masks[slot] for value, slot in index.slots.items()}, masks[0]]
        tests = [self.residuals.of[rule] for rule in rules]
        having: dict[int, int] = {}
        for place, given in enumerate(tests):
            for test in given:
                having[test] = having.get(test, 0) | 1 << place
        without = {test: ~mask for test, mask in having.items()}
        return (*parts, tests, without, [self.rules[rule] for rule in rules])
