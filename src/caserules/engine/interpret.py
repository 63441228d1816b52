"""The definition of meaning: each node's value by plain recursion, with nothing remembered.

Where Python gives a value, this is that value. Where Python would raise for a missing value, an unlike
operand or an unknown attribute, the value is missing (`None`), and an ordering does not hold.
"""

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import (
    BuiltinFunctionType,
    CodeType,
    CoroutineType,
    FrameType,
    FunctionType,
    GeneratorType,
    MethodType,
    ModuleType,
    TracebackType,
)
from typing import Any

from pydantic import BaseModel

from caserules.engine.functions import Function
from caserules.engine.kinds import Words, type_of
from caserules.engine.nodes import (
    And,
    Arithmetic,
    Attribute,
    Call,
    Collection,
    Compare,
    Comprehension,
    Item,
    Literal,
    Missing,
    Name,
    Negative,
    Node,
    Not,
    Or,
    Table,
    Variable,
    Vocabulary,
)
from caserules.engine.scope import Scope

__all__ = [
    "AGGREGATE", "COMPARE", "Interpreter", "add", "admits", "call", "collected", "negative", "read",
    "subtract", "take",
]  # fmt: skip

_NO_DATA = (
    *(MethodType, FunctionType, BuiltinFunctionType, type, ModuleType),
    *(CodeType, FrameType, TracebackType, GeneratorType, CoroutineType),
)
_NO_VALUE = (TypeError, ValueError, ArithmeticError)


def read(value: Any, name: str) -> Any:
    """An attribute, or a mapping's entry; missing where there is none, or where it is no data (a method)."""
    inner = (
        isinstance(value, BaseModel) and name.startswith("model_") and name not in type(value).model_fields
    )
    if inner or isinstance(value, _NO_DATA):
        return None
    found = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
    return None if isinstance(found, _NO_DATA) else found


def take(value: Any, key: Any) -> Any:
    """What stands under the key, or missing."""
    try:
        return value.get(key) if isinstance(value, Mapping) else value[key]
    except (TypeError, LookupError):
        return None


def _ordering(holds: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def compare(left: Any, right: Any) -> Any:
        if left is None or right is None:
            return False
        try:
            return holds(left, right)
        except _NO_VALUE:
            return False

    return compare


def _within(item: Any, items: Any) -> bool:
    try:
        return item in items
    except _NO_VALUE:
        return False


def _equal(left: Any, right: Any) -> Any:
    try:
        return left == right
    except _NO_VALUE:
        return False


def _unequal(left: Any, right: Any) -> Any:
    try:
        return left != right
    except _NO_VALUE:
        return True


COMPARE: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": _equal,
    "!=": _unequal,
    "<": _ordering(operator.lt),
    "<=": _ordering(operator.le),
    ">": _ordering(operator.gt),
    ">=": _ordering(operator.ge),
    "in": _within,
    "not in": lambda item, items: not _within(item, items),
}


def add(left: Any, right: Any) -> Any:
    """The sum, or missing where there is none."""
    try:
        return left + right
    except _NO_VALUE:
        return None


def subtract(left: Any, right: Any) -> Any:
    """The difference, or missing where there is none."""
    try:
        return left - right
    except _NO_VALUE:
        return None


def negative(value: Any) -> Any:
    """The negative, or missing where there is none."""
    try:
        return -value
    except _NO_VALUE:
        return None


def admits(function: Function, words: Words) -> tuple[bool, ...]:
    """For each parameter whether the function takes it missing."""
    return tuple(type_of(each, words).missing for each in function.parameters)


def call(
    function: Function, admits: tuple[bool, ...], given: tuple[Any, ...], arguments: tuple[Any, ...]
) -> Any:
    """The function's answer; missing where an argument is missing that the function does not take missing.

    It is missing too where it lies beyond the range of instants, dates or durations.
    """
    for value, missing in zip(arguments, admits, strict=False):
        if value is None and not missing:
            return None
    try:
        return function.call(*given, *arguments)
    except OverflowError:
        return None


def _sum(items: Iterable[Any]) -> Any:
    total: Any = 0
    for each in items:
        total = add(total, each)
    return total


def _extreme(choose: Callable[..., Any]) -> Callable[[Iterable[Any]], Any]:
    def extreme(items: Iterable[Any]) -> Any:
        try:
            return choose((each for each in items if each is not None), default=None)
        except _NO_VALUE:
            return None

    return extreme


def _last(items: Iterable[Any]) -> Any:
    found = None
    for found in items:  # noqa: B007 - the last one is wanted
        pass
    return found


def _length(items: Any) -> int:
    return len(items) if hasattr(items, "__len__") else sum(1 for _ in items)


def _total(aggregate: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def total(items: Any) -> Any:
        return aggregate(items) if hasattr(items, "__iter__") else None

    return total


AGGREGATE: Mapping[str, Callable[[Any], Any]] = {
    "any": _total(any),
    "all": _total(all),
    "len": _total(_length),
    "count": _total(_length),
    "sum": _total(_sum),
    "min": _total(_extreme(min)),
    "max": _total(_extreme(max)),
    "first": _total(lambda items: next(iter(items), None)),
    "last": _total(_last),
}


class Interpreter:
    """Evaluates the nodes of one scope."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def value(self, node: Node, values: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """The node's value, where each name has the value given; a name without one is missing."""
        match node:
            case Literal(value=value):
                return value
            case Name(name=name):
                return values.get(name)
            case Variable(name=name):
                return values[f"for {name}"]
            case Table(name=name):
                return self._scope.tables[name]
            case Vocabulary(name=name):
                return self._scope.words[name]
            case Attribute(of=of, name=name):
                return read(self.value(of, values), name)
            case Item(of=of, key=key):
                return take(self.value(of, values), self.value(key, values))
            case Missing(of=of, negated=negated):
                return (self.value(of, values) is None) is not negated
            case Compare(first=first, rest=rest):
                left = self.value(first, values)
                holds: Any = True
                for operator_, operand in rest:
                    right = self.value(operand, values)
                    holds = COMPARE[operator_](left, right)
                    if not holds:
                        break
                    left = right
                return holds
            case And(operands=operands) | Or(operands=operands):
                stops = isinstance(node, Or)
                value = None
                for each in operands:
                    value = self.value(each, values)
                    if bool(value) is stops:
                        break
                return value
            case Not(operand=operand):
                return not self.value(operand, values)
            case Arithmetic(left=left, operator=sign, right=right):
                combine = add if sign == "+" else subtract
                return combine(self.value(left, values), self.value(right, values))
            case Negative(operand=operand):
                return negative(self.value(operand, values))
            case Collection(form=form, items=items):
                return collected(form, (self.value(each, values) for each in items))
            case Comprehension(form=form):
                return collected(form, self._items(node, values), lazy=True)
            case Call():
                return self._call(node, values)
            case _:  # pragma: no cover - every kind of node stands above
                raise AssertionError(node)

    def _items(self, node: Comprehension, values: Mapping[str, Any]) -> Iterator[Any]:
        items = self.value(node.items, values)
        for item in items if hasattr(items, "__iter__") else ():
            inner = {**values, f"for {node.variable}": item}
            if all(self.value(each, inner) for each in node.conditions):
                yield self.value(node.element, inner)

    def _call(self, node: Call, values: Mapping[str, Any]) -> Any:
        arguments = tuple(self.value(each, values) for each in node.arguments)
        return self.apply(node.function, arguments, values)

    def apply(self, name: str, arguments: tuple[Any, ...], values: Mapping[str, Any]) -> Any:
        """What the function of that name gives for the arguments."""
        if name in AGGREGATE:
            (only, *more) = arguments
            return AGGREGATE[name](arguments if more else only)
        function = self._scope.functions[name]
        given = tuple(values.get(each) for each in function.given)
        return call(function, admits(function, self._scope.words), given, arguments)


def collected(form: str, items: Iterator[Any], *, lazy: bool = False) -> Any:
    """The items in the form of a tuple, list or set; missing where a set can't hold one."""
    if form == "()" and lazy:
        return items
    try:
        return tuple(items) if form == "()" else list(items) if form == "[]" else set(items)
    except TypeError:
        return None
