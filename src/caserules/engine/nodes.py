"""The parts of a checked expression: immutable, equal by content, printed in one canonical way."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar, dataclass_transform

from caserules.engine.kinds import ANY, Type

__all__ = [
    "And", "Arithmetic", "Attribute", "Call", "Collection", "Compare", "Comprehension", "Item", "Literal",
    "Missing", "Name", "Negative", "Node", "Not", "Or", "Table", "Variable", "Vocabulary", "parts", "show",
]  # fmt: skip


_T = TypeVar("_T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def _part(cls: type[_T]) -> type[_T]:
    """A slotted dataclass, frozen for type checkers; guarding it at run time would double a load.

    What compares and shows it stands once, in `Node`: methods generated for each class double an import.
    """
    return dataclass(slots=True, eq=False, repr=False)(cls)


@_part
class Node:
    """Any part; `type` and `column` say what it gives and where it stood, and don't count for equality."""

    type: Type = field(default=ANY, kw_only=True)
    column: int = field(default=1, kw_only=True)

    def _held(self) -> tuple[Any, ...]:
        names: tuple[str, ...] = self.__match_args__
        return tuple(getattr(self, name) for name in names)

    def __eq__(self, other: object) -> bool:
        return self._held() == other._held() if type(other) is type(self) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._held())

    def __repr__(self) -> str:
        names: tuple[str, ...] = self.__match_args__
        told = zip(names, self._held(), strict=True)
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in told)})"


@_part
class Literal(Node):
    """A constant, with the text it was written as."""

    value: Any
    text: str


@_part
class Name(Node):
    """A granted name."""

    name: str


@_part
class Variable(Node):
    """The name that a comprehension gives to an item."""

    name: str


@_part
class Table(Node):
    """A table by its name."""

    name: str


@_part
class Vocabulary(Node):
    """`words.x`: the words of `x`."""

    name: str


@_part
class Attribute(Node):
    """`of.name`."""

    of: Node
    name: str


@_part
class Item(Node):
    """`of[key]`."""

    of: Node
    key: Node


@_part
class Compare(Node):
    """A comparison or a chain: operand, then operators and operands by turns."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@_part
class Missing(Node):
    """`of is None`, or `of is not None` where `negated`."""

    of: Node
    negated: bool


@_part
class And(Node):
    """All of the operands; the value is Python's."""

    operands: tuple[Node, ...]


@_part
class Or(Node):
    """Any of the operands; the value is Python's."""

    operands: tuple[Node, ...]


@_part
class Not(Node):
    """The opposite of the operand's truth."""

    operand: Node


@_part
class Arithmetic(Node):
    """A sum or a difference."""

    left: Node
    operator: str
    right: Node


@_part
class Negative(Node):
    """`-operand`."""

    operand: Node


@_part
class Collection(Node):
    """A tuple, list or set written out; `form` is one of `()`, `[]`, `{}`."""

    form: str
    items: tuple[Node, ...]


@_part
class Comprehension(Node):
    """`element for variable in items if conditions`; `form` is one of `()` (lazy), `[]`, `{}`."""

    form: str
    element: Node
    variable: str
    items: Node
    conditions: tuple[Node, ...]


@_part
class Call(Node):
    """A named function with its arguments."""

    function: str
    arguments: tuple[Node, ...]


def parts(node: Node) -> Iterator[Node]:
    """The nodes directly under `node`."""
    match node:
        case Attribute(of=of) | Missing(of=of):
            yield of
        case Item(of=of, key=key):
            yield of
            yield key
        case Compare(first=first, rest=rest):
            yield first
            yield from (operand for _, operand in rest)
        case (
            And(operands=operands)
            | Or(operands=operands)
            | Collection(items=operands)
            | Call(arguments=operands)
        ):
            yield from operands
        case Not(operand=operand) | Negative(operand=operand):
            yield operand
        case Arithmetic(left=left, right=right):
            yield left
            yield right
        case Comprehension(element=element, items=items, conditions=conditions):
            yield items
            yield element
            yield from conditions
        case _:
            pass


_OR, _AND, _NOT, _COMPARE, _SUM, _SIGN, _UNIT = range(1, 8)


def show(node: Node) -> str:
    """The canonical text; reading it again gives an equal node."""
    return _show(node)[0]


def _at(node: Node, least: int) -> str:
    text, level = _show(node)
    return text if level >= least else f"({text})"


def _show(node: Node) -> tuple[str, int]:  # noqa: PLR0911, PLR0912, C901 - one case a node
    match node:
        case Literal(text=text):
            return text, _SIGN if text.startswith("-") else _UNIT
        case Name(name=name) | Variable(name=name) | Table(name=name):
            return name, _UNIT
        case Vocabulary(name=name):
            return f"words.{name}", _UNIT
        case Attribute(of=of, name=name):
            return f"{_at(of, _UNIT)}.{name}", _UNIT
        case Item(of=of, key=key):
            return f"{_at(of, _UNIT)}[{show(key)}]", _UNIT
        case Compare(first=first, rest=rest):
            tail = "".join(f" {operator} {_at(operand, _SUM)}" for operator, operand in rest)
            return _at(first, _SUM) + tail, _COMPARE
        case Missing(of=of, negated=negated):
            return f"{_at(of, _SUM)} is {'not ' if negated else ''}None", _COMPARE
        case And(operands=operands):
            return " and ".join(_at(each, _NOT) for each in operands), _AND
        case Or(operands=operands):
            return " or ".join(_at(each, _AND) for each in operands), _OR
        case Not(operand=operand):
            return f"not {_at(operand, _NOT)}", _NOT
        case Arithmetic(left=left, operator=operator, right=right):
            return f"{_at(left, _SUM)} {operator} {_at(right, _SIGN)}", _SUM
        case Negative(operand=operand):
            return f"-{_at(operand, _SIGN)}", _SIGN
        case Collection(form=form, items=items):
            inside = ", ".join(map(show, items)) + ("," if form == "()" and len(items) == 1 else "")
            return f"{form[0]}{inside}{form[1]}", _UNIT
        case Comprehension():
            return f"{node.form[0]}{_inside(node)}{node.form[1]}", _UNIT
        case Call(function=function, arguments=(Comprehension(form="()") as only,)):
            return f"{function}({_inside(only)})", _UNIT
        case Call(function=function, arguments=arguments):
            return f"{function}({', '.join(map(show, arguments))})", _UNIT
        case _:  # pragma: no cover - every kind of node stands above
            raise AssertionError(node)


def _inside(node: Comprehension) -> str:
    conditions = "".join(f" if {_at(each, _OR)}" for each in node.conditions)
    return f"{show(node.element)} for {node.variable} in {_at(node.items, _OR)}{conditions}"
