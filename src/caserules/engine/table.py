"""The function of many rules: each field read once, rules struck out by bits, the rest tested in order.

The values of the narrow fields form the key of a cell, which remembers the rules that they leave. Where those
are few, and no wide field strikes any, they are tested one after the other. Otherwise the wide fields strike
out rules block by block, and a test that fails strikes out every rule that has it.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from caserules.engine.fields import Discrete, Ordered
from caserules.engine.generate import Source
from caserules.engine.plan import Field, Plan

__all__ = ["Table"]

_CHAIN = 256
"""The most rules that a cell tests one after the other."""
_REMEMBERED = 1_000
"""The most values of a field that remember their slot."""
_Entry = tuple[str, Callable[..., Any] | None, Any]


class Table:
    """The generated `function` over a plan, with the cells that it has met."""

    def __init__(
        self, plan: Plan, answer: str, again: Callable[[Mapping[str, Any]], Any], otherwise: Any
    ) -> None:
        self._plan = plan
        self._first = answer == "first"
        self._otherwise = otherwise
        self._cells: dict[tuple[Any, ...], Any] = {}
        self._entries: dict[int, _Entry] = {}
        source = Source(plan.scope)
        self.function = source.function(list(self._lines(source)), again, answer)

    def _lines(self, source: Source) -> Iterator[str]:
        plan = self._plan
        names = ", ".join(plan.residuals.names)
        found = "return __rule" if self._first else "__found.append(__rule)"
        otherwise = source.bind(self._otherwise)
        end = f"return {'' if self._first else f'{source.bind(tuple)}(__found) or '}{otherwise}"
        for number, field in enumerate((*plan.narrow, *plan.wide)):
            yield f"__f{number} = {source.code(field.node)}"
        keys = []
        for number, field in enumerate(plan.narrow):
            yield from self._key_lines(source, number, field)
            keys.append(f"__f{number}, " if field.keys else f"__s{number}, ")
        yield f"__cell = {source.bind(self._cells)}.get(({''.join(keys)}))"
        yield f"if __cell is None: __cell = {source.bind(self._cell)}(({''.join(keys)}))"
        if not self._first:
            yield "__found = []"
        word = ""
        if plan.residuals.text is not None:
            yield f"__text = {source.code(plan.residuals.text)}"
            yield f"if __text.__class__ is not {source.bind(str)}: __text = {source.bind(_no_text)}(__text)"
            word = "__word in __text and "
        yield f"if __cell.__class__ is {source.bind(tuple)}:"
        yield " for __word, __test, __rule in __cell:"
        yield f"  if {word}(__test is None or __test({names})): {found}"
        yield f" {end}"
        yield from self._block_lines(source, names, found)
        yield end

    def _key_lines(self, source: Source, number: int, field: Field) -> Iterator[str]:
        if field.keys:
            return
        if isinstance(field.index, Discrete):
            yield f"__s{number} = {source.bind(field.index.slots)}.get(__f{number}, 0)"
        else:
            slots: dict[Any, int] = {}
            placed = source.bind(_remembered(field.index, slots))
            yield f"__s{number} = {source.bind(slots)}.get(__f{number})"
            yield f"if __s{number} is None: __s{number} = {placed}(__f{number})"

    def _block_lines(self, source: Source, names: str, found: str) -> Iterator[str]:
        parts: list[str] = []
        strikes: list[str] = []
        for number, field in enumerate(self._plan.wide, start=len(self._plan.narrow)):
            value = f"__f{number}"
            masks, other, cuts, size = f"__d{number}", f"__o{number}", f"__c{number}", f"__n{number}"
            if field.node.type.name == "boolean":
                yield f"if {value}.__class__ is not {source.bind(bool)}: {source.bind(_no_text)}({value})"
            strikes.append(" if __m:")
            if isinstance(field.index, Discrete):
                parts += [masks, other]
                strikes.append(f"  __m &= {masks}.get({value}, {other})")
            else:
                parts += [cuts, size, masks]
                yield f"__q{number} = -2 if {value} is None else -1 if {value} != {value} else 0"
                strikes += [
                    f"  if __q{number}: __m &= {masks}[__q{number}]",
                    "  else:",
                    f"   __i = {source.bind(bisect_left)}({cuts}, {value})",
                    f"   __m &= {masks}[__i + __i + (__i < {size} and not {value} < {cuts}[__i])]",
                ]
        yield "__truth = {}"
        unpacked = "".join(f"{each}, " for each in (*parts, "__tests", "__without", "__rules"))
        blocks = source.bind(self._plan.blocks)
        yield f"for __m, ({unpacked}) in {source.bind(zip)}(__cell, {blocks}):"
        yield from strikes
        function = source.bind(self._plan.residuals.function)
        yield " while __m:"
        yield "  __low = __m & -__m"
        yield "  __i = __low.bit_length() - 1"
        yield "  for __j in __tests[__i]:"
        yield "   __held = __truth.get(__j)"
        yield "   if __held is None:"
        yield f"    __held = __truth[__j] = {source.bind(bool)}({function}(__j)({names}))"
        yield "   if not __held:"
        yield "    __m &= __without[__j]"
        yield "    break"
        yield "  else:"
        yield "   __rule = __rules[__i]"
        yield f"   {found}"
        if not self._first:
            yield "   __m ^= __low"

    def _cell(self, key: tuple[Any, ...]) -> Any:
        """The cell of a key never met before: a tuple of entries, or a list of masks, one for each block."""
        plan = self._plan
        slots = [field.slot(part) for field, part in zip(plan.narrow, key, strict=True)]
        masks = []
        for rules, fields in zip(plan.ranges, plan.cells, strict=True):
            mask = (1 << len(rules)) - 1
            for column, slot in zip(fields, slots, strict=True):
                mask &= column[slot]
            masks.append(mask)
        chain = self._chain(masks)
        self._cells[key] = cell = masks if chain is None else chain
        return cell

    def _chain(self, masks: Sequence[int]) -> tuple[_Entry, ...] | None:
        """The cell's rules as entries; nothing where they are many, or where a wide field may strike one."""
        entries: list[_Entry] = []
        passed: set[tuple[int, ...]] = set()
        for rule in self._left(masks):
            if len(entries) > _CHAIN or any(rule in field.conditions for field in self._plan.wide):
                return None
            tests = self._plan.residuals.of[rule]
            if self._first:
                if tests in passed or any((test,) in passed for test in tests):
                    continue  # an earlier rule takes whatever would get here
                passed.add(tests)
            entries.append(self._entry(rule, tests))
            if self._first and not tests:
                break
        return tuple(entries)

    def _left(self, masks: Sequence[int]) -> Iterator[int]:
        for rules, mask in zip(self._plan.ranges, masks, strict=True):
            left = mask
            while left:
                low = left & -left
                left ^= low
                yield rules.start + low.bit_length() - 1

    def _entry(self, rule: int, tests: tuple[int, ...]) -> _Entry:
        found = self._entries.get(rule)
        if found is None:
            residuals = self._plan.residuals
            chosen = next((test for test in tests if residuals.word(test)), None)
            rest = residuals.together([test for test in tests if test != chosen])
            word = "" if chosen is None else residuals.word(chosen)
            found = self._entries[rule] = (word, rest, self._plan.rules[rule])
        return found


def _remembered(index: Ordered, slots: dict[Any, int]) -> Callable[[Any], int]:
    """The index's slots, remembered for values that come again."""

    def placed(value: Any) -> int:
        slot = index.place(value)
        if value == value and len(slots) < _REMEMBERED:  # noqa: PLR0124 - what is not a number never comes again
            slots[value] = slot
        return slot

    return placed


def _no_text(value: Any) -> str:
    """Nothing is `in` a missing text; other values that are unlike their type go to the interpreter."""
    if value is None:
        return ""
    raise TypeError(value)
