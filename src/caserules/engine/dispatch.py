"""A rule set as one function: each field read once, rules struck out by bits, the rest tested in order.

Each rule falls into conjuncts. Those on one field against literals are answered by the field's slot (see
`fields`); the others, the residuals, are tested one by one, each at most once a call. Fields with few slots
form the key of a cell, which remembers the rules that it leaves; fields with many are looked up in blocks of
rules. Whatever does not fit (a value that can't be hashed, or of an unlike type) goes to the interpreter.
"""

import gc
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from caserules.engine.expression import Expression
from caserules.engine.fields import Discrete, Index, Ordered, columns, constants, index_of, subject_of
from caserules.engine.generate import Source, compiled
from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Compare, Node, show
from caserules.engine.nodes import Literal as Constant
from caserules.engine.scope import Scope
from caserules.engine.walk import conjuncts, path_of, reads

__all__ = ["Dispatch"]

R = TypeVar("R")
Pairs = tuple[tuple[R, Expression | None], ...]
_Answer = Literal["first", "every"]

_FEW = 8
"""Up to so many rules a plain chain of conditions is quicker than anything else."""
_BLOCK = 512
"""Rules of a block: its masks are short numbers."""
_CELLS = 20_000
"""The most cells that the fields of a key may span."""
_CHAIN = 256
"""The most rules that a cell tests one after the other."""
_RARE = 32
"""A field that fewer than one rule in so many reads is tested by those rules alone."""
_REMEMBERED = 1_000
"""The most values of a field that remember their slot."""
_CLOSED = 256
"""The most words of a vocabulary that is used as a key as it is."""


class Dispatch(Generic[R]):
    """The two functions of a rule set: `first` gives the first rule that holds, `every` all of them in order."""

    def __init__(self, pairs: Pairs[R], scope: Scope) -> None:
        self._pairs = pairs
        self._scope = scope
        self._interpreter = Interpreter(scope)

    @cached_property
    def first(self) -> Callable[..., R | None]:
        """Gives the first rule that holds, or `None`."""
        return self._function("first")

    @cached_property
    def every(self) -> Callable[..., tuple[R, ...]]:
        """Gives every rule that holds, in order."""
        return self._function("every")

    def _function(self, answer: _Answer) -> Callable[..., Any]:
        with _uncollected():
            if len(self._pairs) <= _FEW:
                return self._chain(answer)
            return _Table(self._plan, answer, self._again(answer)).function

    @cached_property
    def _plan(self) -> "_Plan":
        return _Plan(self._pairs, self._scope)

    def holding(self, values: Mapping[str, Any]) -> Iterator[R]:
        """The rules that hold by the definition of meaning."""
        for rule, when in self._pairs:
            if when is None or self._interpreter.value(when.root, values):
                yield rule

    def _again(self, answer: _Answer) -> Callable[[Mapping[str, Any]], Any]:
        def first(values: Mapping[str, Any]) -> Any:
            return next(self.holding(values), None)

        def every(values: Mapping[str, Any]) -> Any:
            return tuple(self.holding(values))

        return first if answer == "first" else every

    def _chain(self, answer: _Answer) -> Callable[..., Any]:
        source = Source(self._scope)
        lines = []
        for rule, when in self._pairs:
            condition = "True" if when is None else source.code(when.root)
            found = source.bind(rule)
            lines.append(
                f"if {condition}: {f'return {found}' if answer == 'first' else f'__found += ({found},)'}"
            )
        if answer == "every":
            lines = ["__found = ()", *lines, "return __found"]
        return source.function(lines or ["return None"], self._again(answer), answer)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the cyclic collector from walking over what is being built, none of which is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Field:
    """A field with its conditions, rule by rule."""

    def __init__(self, node: Node, conditions: dict[int, list[Node]]) -> None:
        self.node = node
        self.conditions = conditions
        self.index: Index = index_of(each for given in conditions.values() for each in given)
        words = (True, False) if node.type.name == "boolean" else node.type.words
        self.raw = words is not None and len(words) <= _CLOSED
        self.keys: dict[Any, int] = {}
        """What stands in a cell's key, with its slot: the value itself of a closed vocabulary."""
        if words is not None and self.raw:
            self.keys = {word: self.index.place(word) for word in (*words, None)}
        self.width = len(self.keys) or self.index.size

    def columns(self, rules: range, index: Index) -> list[int]:
        """For each slot, the rules of a block that may hold."""
        return columns(index, [self.conditions.get(rule, ()) for rule in rules])


class _Plan(Generic[R]):
    """The rules taken apart: which fields, in a cell's key or in blocks, and what remains to be tested."""

    def __init__(self, pairs: Pairs[R], scope: Scope) -> None:
        self.pairs = pairs
        self.scope = scope
        self.residuals: list[list[Node]] = []
        fields = self._fields()
        self.narrow: list[_Field] = []
        self.wide: list[_Field] = []
        cells = 1
        for field in sorted(fields, key=lambda each: each.width):
            if cells * field.width <= _CELLS:
                cells *= field.width
                self.narrow.append(field)
            else:
                self.wide.append(field)
        self.tests = _Tests(scope, self.residuals)

    def _fields(self) -> list[_Field]:
        found: dict[Node, dict[int, list[Node]]] = {}
        for place, (_, when) in enumerate(self.pairs):
            rest = []
            for node in conjuncts(when.root) if when is not None else ():
                subject = subject_of(node)
                if subject is None:
                    rest.append(node)
                else:
                    found.setdefault(subject, {}).setdefault(place, []).append(node)
            self.residuals.append(rest)
        fields = []
        for subject, conditions in found.items():
            if len(conditions) * _RARE < len(self.pairs):
                for place, nodes in conditions.items():
                    self.residuals[place] = [*nodes, *self.residuals[place]]
            else:
                fields.append(_Field(subject, conditions))
        return fields

    @cached_property
    def blocks(self) -> list[tuple[Any, ...]]:
        """For each block: what its wide fields strike out, its rules' tests, the rules with each test, its rules."""
        return [
            self._block(range(at, min(at + _BLOCK, len(self.pairs))))
            for at in range(0, len(self.pairs), _BLOCK)
        ]

    @cached_property
    def cell_columns(self) -> list[list[list[int]]]:
        """For each block, for each field of the key, for each slot: the rules that may hold."""
        return [
            [
                field.columns(range(at, min(at + _BLOCK, len(self.pairs))), field.index)
                for field in self.narrow
            ]
            for at in range(0, len(self.pairs), _BLOCK)
        ]

    def _block(self, rules: range) -> tuple[Any, ...]:
        parts: list[Any] = []
        for field in self.wide:
            own = (each for rule in rules for each in field.conditions.get(rule, ()))
            index = type(field.index)(value for each in own for _, value in constants(each))
            masks = field.columns(rules, index)
            if isinstance(index, Ordered):
                parts += [index.cuts, len(index.cuts), masks]
            else:
                parts += [{value: masks[slot] for value, slot in index.slots.items()}, masks[0]]
        tests = [self.tests.of[rule] for rule in rules]
        having: dict[int, int] = {}
        for place, given in enumerate(tests):
            for test in given:
                having[test] = having.get(test, 0) | 1 << place
        return (
            *parts,
            tests,
            {test: ~mask for test, mask in having.items()},
            [self.pairs[r][0] for r in rules],
        )


class _Tests:
    """The residual conditions, each one once: as a function, and where it is `"word" in field`, as a word."""

    def __init__(self, scope: Scope, residuals: Sequence[Sequence[Node]]) -> None:
        self._scope = scope
        self.nodes: list[Node] = []
        numbers: dict[str, int] = {}
        self.of: list[tuple[int, ...]] = []
        for given in residuals:
            own = []
            for node in given:
                text = show(node)
                number = numbers.get(text)
                if number is None:
                    number = numbers[text] = len(self.nodes)
                    self.nodes.append(node)
                own.append(number)
            self.of.append(tuple(own))
        used = {path[0] for node in self.nodes for path in reads(node, scope)}
        self.names = [name for name in scope.names if name in used]
        texts = Counter(part[0] for part in map(_word, self.nodes) if part)
        self.text: Node | None = texts.most_common(1)[0][0] if texts else None
        self._functions: dict[int, Callable[..., Any]] = {}

    def word(self, test: int) -> str | None:
        """The word that the test looks for in the text field; nothing where it tests something else."""
        found = _word(self.nodes[test])
        return found[1] if found and found[0] == self.text else None

    def function(self, test: int) -> Callable[..., Any]:
        """The test as a function of `names`, by place."""
        found = self._functions.get(test)
        if found is None:
            source = Source(self._scope)
            code = source.code(self.nodes[test])
            text = f"def __test({', '.join(self.names)}):\n return {code}\n"
            found = self._functions[test] = compiled(text, source.bound, "__test")
        return found

    def together(self, tests: Sequence[int]) -> Callable[..., Any] | None:
        """Several tests as one function; nothing where there are none."""
        functions = [self.function(test) for test in tests]
        if len(functions) <= 1:
            return functions[0] if functions else None

        def together(*values: Any) -> bool:
            return all(function(*values) for function in functions)

        return together


def _word(node: Node) -> tuple[Node, str] | None:
    match node:
        case Compare(first=Constant(value=str() as word), rest=(("in", of),)):
            if word and of.type.name == "text" and path_of(of):
                return of, word
    return None


class _Table:
    """The generated function over a plan, with the cells that it has met."""

    def __init__(self, plan: _Plan[Any], answer: str, again: Callable[[Mapping[str, Any]], Any]) -> None:
        self._plan = plan
        self._answer = answer
        self._cells: dict[tuple[Any, ...], Any] = {}
        self._entries: dict[int, tuple[str, Any, Any]] = {}
        source = Source(plan.scope)
        self.function = source.function(list(self._lines(source)), again, answer)

    def _lines(self, source: Source) -> Iterator[str]:
        plan, keys = self._plan, []
        for number, field in enumerate((*plan.narrow, *plan.wide)):
            yield f"__f{number} = {source.code(field.node)}"
        for number, field in enumerate(plan.narrow):
            if field.raw:
                keys.append(f"__f{number}")
                continue
            keys.append(f"__s{number}")
            if isinstance(field.index, Discrete):
                yield f"__s{number} = {source.bind(field.index.slots)}.get(__f{number}, 0)"
            else:
                slots: dict[Any, int] = {}
                yield f"__s{number} = {source.bind(slots)}.get(__f{number})"
                placed = source.bind(_remembered(field.index, slots))
                yield f"if __s{number} is None: __s{number} = {placed}(__f{number})"
        key = f"({''.join(f'{each}, ' for each in keys)})"
        yield f"__cell = {source.bind(self._cells)}.get({key})"
        yield f"if __cell is None: __cell = {source.bind(self._cell)}({key})"
        names = ", ".join(plan.tests.names)
        if plan.tests.text is not None:
            yield f"__x = {source.code(plan.tests.text)}"
            yield f"if __x.__class__ is not {source.bind(str)}: __x = {source.bind(_no_text)}(__x)"
        first = self._answer == "first"
        found = "return __a" if first else "__found.append(__a)"
        if not first:
            yield "__found = []"
        yield f"if __cell.__class__ is {source.bind(tuple)}:"
        yield " for __w, __r, __a in __cell:"
        word = "__w in __x and " if plan.tests.text is not None else ""
        yield f"  if {word}(__r is None or __r({names})): {found}"
        yield " return None" if first else f" return {source.bind(tuple)}(__found)"
        yield from self._block_lines(source, names, found)
        yield "return None" if first else f"return {source.bind(tuple)}(__found)"

    def _block_lines(self, source: Source, names: str, found: str) -> Iterator[str]:
        plan = self._plan
        parts, strikes = [], []
        for number, field in enumerate(plan.wide, start=len(plan.narrow)):
            value = f"__f{number}"
            if field.node.type.name == "boolean":
                yield f"if {value} is not None and {value}.__class__ is not {source.bind(bool)}: {source.bind(_no_text)}({value})"
            if isinstance(field.index, Discrete):
                parts += [f"__d{number}", f"__o{number}"]
                strikes.append(f"__m &= __d{number}.get({value}, __o{number})")
            else:
                parts += [f"__c{number}", f"__n{number}", f"__d{number}"]
                yield f"__q{number} = -2 if {value} is None else -1 if {value} != {value} else 0"
                strikes.append(
                    f"__i = {source.bind(bisect_left)}(__c{number}, {value}) if not __q{number} else 0\n"
                    f"  __p = __i < __n{number} and not {value} < __c{number}[__i]\n"
                    f"  __m &= __d{number}[__q{number} or __i + __i + __p]"
                )
        yield "__truth = {}"
        blocks = source.bind(plan.blocks)
        zipped = source.bind(zip)
        yield f"for __m, ({''.join(f'{each}, ' for each in parts)}__t, __out, __rules) in {zipped}(__cell, {blocks}):"
        for strike in strikes:
            yield " if __m:"
            yield f"  {strike}"
        yield " while __m:"
        yield "  __low = __m & -__m"
        yield "  __i = __low.bit_length() - 1"
        yield "  for __j in __t[__i]:"
        yield "   __h = __truth.get(__j)"
        yield f"   if __h is None: __h = __truth[__j] = {source.bind(bool)}({source.bind(plan.tests.function)}(__j)({names}))"
        yield "   if not __h:"
        yield "    __m &= __out[__j]"
        yield "    break"
        yield "  else:"
        yield "   __a = __rules[__i]"
        yield f"   {found}"
        yield "   __m ^= __low"

    def _cell(self, key: tuple[Any, ...]) -> Any:
        plan = self._plan
        slots = [
            field.keys[part] if field.raw else part for field, part in zip(plan.narrow, key, strict=True)
        ]
        masks = []
        for number, block in enumerate(plan.cell_columns):
            size = min(_BLOCK, len(plan.pairs) - number * _BLOCK)
            mask = (1 << size) - 1
            for column, slot in zip(block, slots, strict=True):
                mask &= column[slot]
            masks.append(mask)
        chain = self._chain(masks)
        self._cells[key] = cell = masks if chain is None else chain
        return cell

    def _chain(self, masks: Sequence[int]) -> tuple[Any, ...] | None:
        """The cell's rules to be tested one after the other, where they are few and no wide field strikes any."""
        entries: list[tuple[str, Any, Any]] = []
        passed: set[tuple[int, ...]] = set()
        plan = self._plan
        for number, mask in enumerate(masks):
            while mask:
                low = mask & -mask
                mask ^= low
                rule = number * _BLOCK + low.bit_length() - 1
                if any(rule in field.conditions for field in plan.wide) or len(entries) > _CHAIN:
                    return None
                tests = plan.tests.of[rule]
                if self._answer == "first":
                    if tests in passed or any((test,) in passed for test in tests):
                        continue
                    passed.add(tests)
                entries.append(self._entry(rule, tests))
                if not tests and self._answer == "first":
                    return tuple(entries)
        return tuple(entries)

    def _entry(self, rule: int, tests: tuple[int, ...]) -> tuple[str, Any, Any]:
        found = self._entries.get(rule)
        if found is None:
            plan = self._plan
            words = {test: plan.tests.word(test) for test in tests}
            chosen = next((test for test in tests if words[test]), None)
            rest = plan.tests.together([test for test in tests if test != chosen])
            word = (words[chosen] or "") if chosen is not None else ""
            found = self._entries[rule] = (word, rest, plan.pairs[rule][0])
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
    """Nothing is `in` a missing text; what is no plain text is left to the interpreter."""
    if value is None:
        return ""
    raise TypeError(value)
