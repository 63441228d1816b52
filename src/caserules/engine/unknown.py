"""Values that are not known, or not wholly, and what the language's operations make of them.

A value is a known one, as it stands; known but for some of its parts (`Partly`); items one by one (`Items`);
or unknown (`Unknown`), perhaps with the few values that its type leaves it. Known values meet in the
interpreter's own functions alone, and where only a few values are possible, each is tried.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum, Flag
from itertools import product
from math import prod
from typing import Any

from caserules.engine.interpret import COMPARE, collected
from caserules.engine.kinds import ANY, BOOLEAN, Type
from caserules.engine.walk import Path

__all__ = [
    "YES",
    "Items",
    "Outcome",
    "Pairs",
    "Partly",
    "Paths",
    "Unknown",
    "aggregated",
    "compared",
    "decided",
    "gathered",
    "joined",
    "kleene",
    "needs_of",
    "opposite",
    "presence",
    "tried",
    "truth_of",
    "unknown_of",
]

Paths = frozenset[Path]
_MOST = 64
"""Possible values that are tried one by one."""
_PLAIN_KINDS = frozenset({"text", "instant", "date", "time", "duration"})
_PLAIN = (str, int, float, date, time, timedelta, Enum, type(None))
"""What compares for equality with anything, and can be in a set: neither ever raises."""
_THERE = object()
"""Any value that is not missing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether a condition holds, whatever the unknown turns out to be; `None` where it depends.

    `depends_on` has the unknown paths that decide, as the expression reads them; empty where nothing is open.

    >>> from caserules.engine import Scope, parse, partial
    >>> small = parse("amount < 100 or urgent", Scope({"amount": int, "urgent": bool}))
    >>> partial(small, {"urgent"}, amount=5)
    Outcome(holds=True, depends_on=frozenset())
    >>> partial(small, {"urgent"}, amount=500)
    Outcome(holds=None, depends_on=frozenset({('urgent',)}))
    """

    holds: bool | None
    depends_on: frozenset[Path] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Unknown:
    """A value that waits for the paths in `needs`."""

    needs: Paths
    kind: Type = ANY
    at: Path = ()
    """Where it was read; nothing for what is made of others."""
    values: tuple[Any, ...] | None = None
    """The only values that it can have, where they are few."""
    truth: Outcome | None = None
    """Its truth, where that is known from elsewhere."""


@dataclass(frozen=True, slots=True, eq=False)
class Partly:
    """A value that stands at `path`, not missing, whose parts at `needs` are unknown."""

    value: Any
    path: Path
    needs: Paths


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """Items in order, each with whether it is there; a set's are plain."""

    form: str
    items: tuple[tuple[Any, Outcome], ...]


Pairs = Iterable[tuple[Any, Outcome]]
YES = Outcome(holds=True)


def unknown_of(needs: Paths, kind: Type, at: Path = ()) -> Unknown:
    """An unknown value of a kind, with the few values that the kind leaves it."""
    few = kind.words or ((True, False) if kind.name == "boolean" else ())
    if kind.python is not None and issubclass(kind.python, Flag):
        few = ()  # two members make a third value
    return Unknown(needs, kind, at, (*few, None) if few and kind.missing else few or None)


def needs_of(found: Any) -> Paths:
    """The unknown paths that the value waits for; none for a known one."""
    match found:
        case Unknown(needs=needs) | Partly(needs=needs):
            return needs
        case Items(items=items):
            return frozenset[Path]().union(*(needs_of(each) | there.depends_on for each, there in items))
        case _:
            return frozenset()


def _possible(found: Any) -> tuple[Any, ...] | None:
    """Every value that it can have, where they are known."""
    match found:
        case Unknown(values=values):
            return values
        case Partly() | Items():
            return None
        case _:
            return (found,)


def tried(operation: Callable[..., Any], *operands: Any, kind: Type = ANY) -> Any:
    """What the operation gives for each possible value of its operands, where they are few."""
    each = [values for values in map(_possible, operands) if values is not None]
    needs = frozenset[Path]().union(*map(needs_of, operands))
    if len(each) < len(operands) or prod(map(len, each)) > _MOST:
        return unknown_of(needs, kind)
    results = [operation(*values) for values in product(*each)]
    first, *others = {id(result): result for result in results}.values()
    return Unknown(needs, kind, values=(first, *others)) if others else first


def _plain(found: Any) -> bool:
    match found:
        case Unknown(values=None, kind=kind):
            return kind.name in _PLAIN_KINDS or (kind.name == "number" and kind.python in (int, float))
        case _:
            return all(isinstance(each, _PLAIN) for each in _possible(found) or (found,))


def presence(found: Any) -> Any:
    """The same for a question about nothing but whether it is missing."""
    if isinstance(found, Partly | Items):
        return _THERE
    return _THERE if isinstance(found, Unknown) and not found.values and not found.kind.missing else found


def compared(operator: str, left: Any, right: Any) -> Any:
    """One comparison; nothing is `in` what is missing or empty, and an ordering needs two values."""
    if operator in ("==", "!="):
        return _equated(COMPARE[operator], left, right)
    if operator not in ("in", "not in"):
        return False if left is None or right is None else tried(COMPARE[operator], left, right)
    if isinstance(right, Items):
        found = _among(left, right)
        return decided(found if operator == "in" else opposite(found))
    if right is None or (isinstance(right, tuple | list | set | frozenset | Mapping) and not right):
        return operator == "not in"
    return tried(COMPARE[operator], left, right)


def _equated(equal: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    """A test for equality; what is missing equals nothing that is not."""
    other = right if left is None else left if right is None else None
    if isinstance(other, Unknown) and presence(other) is _THERE and _plain(other):
        return equal(None, _THERE)
    return tried(equal, left, right)


def _among(left: Any, items: Items) -> Outcome:
    if not all(map(_plain, (left, *(each for each, _ in items.items)))):
        return Outcome(None, needs_of(left) | needs_of(items))
    alike = (
        kleene((there, truth_of(_equated(_is_one, left, each))), stops=False) for each, there in items.items
    )
    return kleene(alike, stops=True)


def _is_one(left: Any, right: Any) -> Any:
    return COMPARE["in"](left, (right,))


def gathered(form: str, items: Pairs) -> Any:
    """A collection, known where each item is; a set of what may not fit in one is unknown as a whole."""
    made = Items(form, tuple(items))
    if not needs_of(made):
        return collected(form, (each for each, _ in made.items))
    plain = form != "{}" or all(_plain(each) for each, _ in made.items)
    return made if plain else Unknown(needs_of(made))


def aggregated(name: str, of: Items) -> Any:
    """What `any`, `len` and their like give for items in order."""
    items = of.items
    each, there = items[-1] if name == "last" else items[0]
    if name in ("first", "last") and there.holds:
        return each
    if name == "any":
        tests = (kleene((there, truth_of(each)), stops=False) for each, there in items)
        return decided(kleene(tests, stops=True))
    if name == "all":
        tests = (kleene((opposite(there), truth_of(each)), stops=True) for each, there in items)
        return decided(kleene(tests, stops=False))
    if name in ("len", "count"):
        needs = frozenset[Path]().union(*(there.depends_on for _, there in items))
        return Unknown(needs, Type("number", python=int)) if needs else len(items)
    return Unknown(needs_of(of))


def truth_of(found: Any) -> Outcome:
    """Whether it counts as true."""
    match found:
        case Unknown(truth=Outcome() as truth):
            return truth
        case Unknown(needs=needs, values=values):
            truths = {bool(each) for each in values or (True, False)}
            return Outcome(truths.pop()) if len(truths) == 1 else Outcome(None, needs)
        case Partly(value=value, needs=needs):
            own = hasattr(type(value), "__bool__") or hasattr(type(value), "__len__")
            return Outcome(None, needs) if own else YES
        case Items(items=items):
            return kleene((there for _, there in items), stops=True)
        case _:
            return Outcome(bool(found))


def decided(outcome: Outcome) -> Any:
    """The truth as a value."""
    return unknown_of(outcome.depends_on, BOOLEAN) if outcome.holds is None else outcome.holds


def opposite(outcome: Outcome) -> Outcome:
    """True for false and false for true."""
    return outcome if outcome.holds is None else Outcome(not outcome.holds)


def kleene(outcomes: Iterable[Outcome], *, stops: bool) -> Outcome:
    """All of them, or any of them where `stops` is true; the first that decides ends it."""
    needs: Paths = frozenset()
    for each in outcomes:
        if each.holds is stops:
            return each
        needs |= each.depends_on
    return Outcome(None, needs) if needs else Outcome(not stops)


def joined(operands: Iterable[Any], *, stops: bool) -> Any:
    """The operand that an `and`, or an `or`, gives: the first that stops it, or the last."""
    truths: list[Outcome] = []
    needs: Paths = frozenset()
    found: Any = None
    for found in operands:
        truths.append(truth_of(found))
        if truths[-1].holds is stops:
            break
        needs |= truths[-1].depends_on
    undecided = [each for each in truths[:-1] if each.holds is None]
    return Unknown(needs | needs_of(found), truth=kleene(truths, stops=stops)) if undecided else found
