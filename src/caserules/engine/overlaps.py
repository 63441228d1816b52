"""Many boxes as bits: which of them meet a box, which hold all of it, and whether together they leave a part.

In each dimension the slots fall into classes: the slots of a class lie in the same boxes. A point chooses a
class in each dimension, and lies in the boxes that all of its classes share. So a part is left where the bits
of some choice, struck together, come to nothing.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, reduce
from itertools import accumulate
from operator import and_, xor
from typing import Any

from caserules.engine.boxes import Box
from caserules.engine.fields import runs

__all__ = ["Overlaps"]


class Overlaps:
    """Finds which of many boxes meet a given one or hold it, each by its place as a bit."""

    def __init__(self, boxes: Iterable[Box], everywhere: Mapping[str, int]) -> None:
        self._everywhere = everywhere
        self._masks: dict[str, dict[int, int]] = {}
        """For each dimension, by the slots: the boxes that have exactly these."""
        count = 0
        for place, box in enumerate(boxes):
            count += 1
            for name, slots in box.items():
                masks = self._masks.setdefault(name, {})
                masks[slots] = masks.get(slots, 0) | 1 << place
        self._all = (1 << count) - 1
        self._free = {name: self._all & ~_union(masks.values()) for name, masks in self._masks.items()}
        self._meeting = cache(self._found_meeting)
        self._covering = cache(self._found_covering)
        self._classes = cache(self._found_classes)
        self._escapes = cache(self._found_escapes)

    def of(self, box: Box) -> int:
        """The boxes that overlap."""
        found = self._all
        for name, slots in box.items():
            if name in self._masks:
                found &= self._meeting(name, slots)
        return found

    def covering(self, box: Box) -> int:
        """The boxes in which all of the box lies."""
        found = self._all
        for name in self._masks:
            found &= self._covering(name, box.get(name, self._everywhere[name]))
        return found

    def left(self, box: Box, among: int, tick: Callable[[], Any]) -> bool:
        """Whether a part of the box lies in none of the boxes `among`; `tick` may end the search."""
        escapes, rest = self._escapes()
        among &= self.of(box)
        for name, free in escapes.items():
            if name not in box:
                among &= free
        choices = []
        for name in {**dict.fromkeys(rest), **box}:
            if name in self._masks:
                have = box.get(name, self._everywhere[name])
                choices.append({mask for slots, mask in self._classes(name) if slots & have})
        return _some_escape(choices, among, tick)

    def _found_meeting(self, name: str, slots: int) -> int:
        return self._free[name] | _union(mask for own, mask in self._masks[name].items() if own & slots)

    def _found_covering(self, name: str, slots: int) -> int:
        return self._free[name] | _union(mask for own, mask in self._masks[name].items() if not slots & ~own)

    def _found_classes(self, name: str) -> tuple[tuple[int, int], ...]:
        """The classes of a dimension's slots, each with the boxes that its slots lie in."""
        size = self._everywhere[name].bit_length()
        turns = [0] * (size + 1)
        for own, mask in self._masks[name].items():
            for start, until in runs(own & self._everywhere[name]):
                turns[start] ^= mask
                turns[until] ^= mask
        found: dict[int, int] = {}
        for slot, mask in enumerate(accumulate(turns[:-1], xor)):
            found[mask] = found.get(mask, 0) | 1 << slot
        possible = (
            (slots & self._everywhere[name], mask | self._free[name]) for mask, slots in found.items()
        )
        return tuple((slots, mask) for slots, mask in possible if slots)

    def _found_escapes(self) -> tuple[dict[str, int], tuple[str, ...]]:
        """The dimensions with slots that no box asks for, and the boxes left there; and the other ones."""
        free = {
            name: mask
            for name, mask in self._free.items()
            if any(each == mask for _, each in self._classes(name))
        }
        return free, tuple(name for name in self._masks if name not in free)


def _some_escape(choices: list[set[int]], among: int, tick: Callable[[], Any]) -> bool:
    """Whether one mask of each choice can be taken so that nothing of `among` is in all of them."""
    tick()
    settled = False
    while among and not settled:
        settled = True
        struck = [{mask & among for mask in choice} for choice in choices]
        choices = []
        for choice in struck:
            least = min(choice, key=int.bit_count)
            if any(least & ~mask for mask in choice):
                choices.append(choice)
            elif least != among:  # it strikes whatever any other does: nothing speaks for another
                among &= least
                settled = False
    if not among:
        return True
    held = among
    for choice in choices:
        held = reduce(and_, choice, held)
    if held or not choices:  # a box holds all that is left
        return False
    branches = [_least(choice) for choice in choices]
    place = min(range(len(branches)), key=lambda each: len(branches[each]))
    others = choices[:place] + choices[place + 1 :]
    return any(_some_escape(others, among & mask, tick) for mask in branches[place])


def _least(choice: set[int]) -> tuple[int, ...]:
    """The masks that no other is part of: to take a larger one strikes nothing more."""
    found: list[int] = []
    for mask in sorted(choice, key=int.bit_count):
        if not any(each & mask == each for each in found):
            found.append(mask)
    return tuple(found)


def _union(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found
