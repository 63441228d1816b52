"""What is compared or added: literals take the other side's type, unlike things are refused."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NoReturn

from caserules.engine.errors import ExpressionError, suggest
from caserules.engine.kinds import ANY, BOOLEAN, Type
from caserules.engine.nodes import Arithmetic, Call, Collection, Compare, Literal, Node, show

__all__ = ["ORDERED", "Fitting"]

ORDERED = frozenset({"text", "number", "instant", "date", "time", "duration", "any"})
"""The kinds of value that have an order."""
_ORDERINGS = frozenset({"<", "<=", ">", ">="})
_SUMS: Mapping[tuple[str, str, str], str] = {
    ("instant", "-", "instant"): "duration",
    ("instant", "-", "duration"): "instant",
    ("instant", "+", "duration"): "instant",
    ("duration", "+", "instant"): "instant",
    ("date", "-", "date"): "duration",
    ("date", "-", "duration"): "date",
    ("date", "+", "duration"): "date",
    ("duration", "+", "date"): "date",
    ("duration", "+", "duration"): "duration",
    ("duration", "-", "duration"): "duration",
}


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


_FROM_TEXT: Mapping[str, Callable[[str], object]] = {
    "date": date.fromisoformat,
    "instant": _instant,
}
_DECIMAL = Type("number", python=Decimal)
_HOLDS = {"text": Type("text"), "table": ANY, "any": ANY}
"""What may be `in` such a value, where that does not depend on its items."""


class Fitting:
    """Fits what stands on the two sides of an operator, in one text."""

    def __init__(self, text: str, lets: tuple[str, ...]) -> None:
        self.text = text
        self.lets = lets

    def fail(self, node: Node, message: str, remedy: str = "") -> NoReturn:
        """Raises the error at the node's place."""
        where = f"in `{self.lets[-1]}`: " if self.lets else ""
        raise ExpressionError(self.text, node.column, where + message, remedy)

    def compared(self, node: Compare, operands: list[Node], operators: list[str]) -> Node:
        """The comparison with its operands fitted to each other."""
        for place, operator in enumerate(operators):
            left, right = operands[place], operands[place + 1]
            if isinstance(left, Literal) and isinstance(right, Literal | Collection) and not _open(right):
                self.fail(
                    node, f"`{show(left)} {operator} {show(right)}` is always the same", "compare a field"
                )
            if operator in ("in", "not in"):
                operands[place], operands[place + 1] = self._within(node, left, right)
            else:
                operands[place], operands[place + 1] = self._pair(node, left, operator, right)
        rest = tuple(zip(operators, operands[1:], strict=True))
        return Compare(operands[0], rest, type=BOOLEAN, column=node.column)

    def _pair(self, node: Node, left: Node, operator: str, right: Node) -> tuple[Node, Node]:
        left, right = self.fit(left, right.type), self.fit(right, left.type)
        if left == right:
            self.fail(node, f"`{show(left)}` is compared with itself", "compare two fields")
        self.alike(node, left, right)
        if operator in _ORDERINGS:
            for each in (left, right):
                if each.type.name not in ORDERED:
                    self.fail(node, f"{each.type} has no order", "use `==` or `in`")
            if isinstance(right, Literal) and right.value == 0 and _counted(left) and operator in ("<", ">="):
                self.fail(node, f"`{show(left)}` is never below 0, so this is always the same")
        return left, right

    def alike(self, node: Node, left: Node, right: Node) -> None:
        """Refuses two sides that can never be equal."""
        one, other = left.type, right.type
        if "any" in (one.name, other.name):
            return
        texts = {one.name, other.name} == {"word", "text"} and any(
            kind.python is not None and issubclass(kind.python, str) for kind in (one, other)
        )
        if one.name != other.name and not texts:
            self.fail(node, f"`{show(left)}` is {one} and `{show(right)}` is {other}: they are never equal")
        if one.words is other.words:
            return
        if one.words is not None and other.words is not None and not set(one.words) & set(other.words):
            self.fail(
                node, f"`{show(left)}` and `{show(right)}` have no word in common, so this is always the same"
            )

    def _within(self, node: Node, left: Node, right: Node) -> tuple[Node, Node]:
        kind = right.type
        if isinstance(right, Collection):
            if not right.items:
                self.fail(node, "nothing is `in` an empty collection, so this is always the same")
            fitted = tuple(self.fit(each, left.type) for each in right.items)
            for each in fitted:
                self.alike(node, left, each)
            return left, Collection(right.form, fitted, type=kind, column=right.column)
        of = kind.of if kind.name in ("items", "model") else None
        inner = _HOLDS.get(kind.name, of)
        if inner is None:
            self.fail(node, f"`{show(right)}` is {kind}, which nothing is `in`")
        left = self.fit(left, inner)
        if left.type.name != inner.name or inner.words is not None:
            self.alike(node, left, Literal(None, show(right), type=inner))
        return left, right

    def fit(self, node: Node, kind: Type) -> Node:  # noqa: RET503 - `fail` raises
        """A literal as the other side's type takes it: a decimal, an enum's member, a date; or an error."""
        if not isinstance(node, Literal) or isinstance(node.value, bool):
            return node
        value = node.value
        if kind.name == "number" and kind.python is Decimal and isinstance(value, float):
            return self.literal(node, Decimal(node.text), _DECIMAL)
        if kind.name in _FROM_TEXT and isinstance(value, str):
            try:
                return self.literal(node, _FROM_TEXT[kind.name](value), Type(kind.name))
            except ValueError:
                remedy = 'write "2026-03-02"' if kind.name == "date" else 'write "2026-03-02T09:30:00+01:00"'
                self.fail(node, f"`{node.text}` is no {kind.name}", remedy)
        if kind.words is None or kind.name not in ("word", node.type.name):
            return node
        if kind.name == "word":
            members = {each.value: each for each in kind.words}
            found = members.get(value)
            if found is not None:
                return self.literal(node, found, Type("word", words=kind.words, python=kind.python))
        elif value in kind.words:
            return node
        words = (each.value if isinstance(each, Enum) else each for each in kind.words)
        self.fail(node, f"`{value}` is none of the words that can stand here", suggest(value, words))

    def literal(self, node: Literal, value: object, kind: Type) -> Literal:
        """The literal with another value, and the type of that."""
        return Literal(value, node.text, type=kind, column=node.column)

    def added(self, node: Arithmetic, left: Node, right: Node) -> Node:
        """The sum or difference with its kind."""
        left, right = self.fit(left, right.type), self.fit(right, left.type)
        one, other = left.type, right.type
        missing = one.missing or other.missing
        if "any" in (one.name, other.name):
            return Arithmetic(left, node.operator, right, type=ANY, column=node.column)
        if one.name == other.name == "number":
            pythons = {one.python, other.python}
            if pythons == {float, Decimal}:
                self.fail(node, "a decimal and a binary fraction don't add up", "make both decimal")
            python = next(each for each in (Decimal, float, int, None) if each in pythons)
            kind = Type("number", missing, python=python)
            return Arithmetic(left, node.operator, right, type=kind, column=node.column)
        found = _SUMS.get((one.name, node.operator, other.name))
        if found is None:
            self.fail(
                node,
                f"`{show(left)}` is {one} and `{show(right)}` is {other}: `{node.operator}` has no meaning",
            )
        return Arithmetic(left, node.operator, right, type=Type(found, missing), column=node.column)


def _open(node: Node) -> bool:
    return isinstance(node, Collection) and not all(isinstance(each, Literal) for each in node.items)


def _counted(node: Node) -> bool:
    return isinstance(node, Call) and node.function in ("len", "count") and not node.type.missing
