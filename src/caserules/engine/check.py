"""From nodes as written to nodes with types: names looked up, literals fitted, unlike things refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import NoReturn

from caserules.engine.errors import ExpressionError, suggest
from caserules.engine.functions import AGGREGATES
from caserules.engine.grammar import DEPTH, NODES
from caserules.engine.kinds import ANY, BOOLEAN, Type, join, type_of
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
    show,
)
from caserules.engine.scope import Scope
from caserules.engine.walk import Path, path_of

__all__ = ["Checker"]

_ORDERED = frozenset({"text", "number", "instant", "date", "time", "duration", "any"})
_ORDERINGS = frozenset({"<", "<=", ">", ">="})
_WHOLE = Type("number", python=int)
_NESTED = 2
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
_Variables = Mapping[str, Type]


class Checker:
    """Checks one text's nodes in a scope; a named condition is checked by a checker of its own."""

    def __init__(self, scope: Scope, text: str, lets: tuple[str, ...] = ()) -> None:
        self.scope = scope
        self.text = text
        self._lets = lets
        self.count = 0
        self.written_out = False
        """Whether a named condition was."""

    def fail(self, node: Node, message: str, remedy: str = "") -> NoReturn:
        """Raises the error at the node's place."""
        where = f"in `{self._lets[-1]}`: " if self._lets else ""
        raise ExpressionError(self.text, node.column, where + message, remedy)

    def check(self, node: Node, variables: _Variables, depth: int = DEPTH) -> Node:  # noqa: C901, PLR0911, PLR0912
        """The node with its type, and everything under it with theirs."""
        self.count += 1
        if self.count > NODES or depth == 0:
            self.fail(node, "too large once its named conditions are written out")
        under = depth - 1
        path = path_of(node)
        if path is not None and path[0] in self.scope.types:
            if len(path) > depth:
                self.fail(node, "too large once its named conditions are written out")
            return self.scope.paths.get(path) or self._path(node, path, depth)
        match node:
            case Literal(value=value):
                return Literal(value, node.text, type=type_of(type(value), {}), column=node.column)
            case Name(name=name):
                return self._name(node, name, variables, depth)
            case Attribute(of=Name(name="words"), name=name) if "words" not in variables:
                if name not in self.scope.words:
                    self.fail(node, f"there is no vocabulary `{name}`", suggest(name, self.scope.words))
                given = Type("text", words=self.scope.words[name])
                return Vocabulary(name, type=Type("items", of=given), column=node.column)
            case Attribute(of=of, name=name):
                return self._attribute(node, self.check(of, variables, under), name)
            case Item(of=of, key=key):
                return self._item(node, self.check(of, variables, under), self.check(key, variables, under))
            case Compare(first=first, rest=rest):
                operands = [self.check(each, variables, under) for each in (first, *(n for _, n in rest))]
                return self._compare(node, operands, [operator for operator, _ in rest])
            case Missing(of=of):
                of = self.check(of, variables, under)
                if not of.type.missing:
                    self.fail(node, f"`{show(of)}` is never missing", "leave the test out")
                return Missing(of, node.negated, type=BOOLEAN, column=node.column)
            case And(operands=operands) | Or(operands=operands):
                return self._joined(node, [self.check(each, variables, under) for each in operands])
            case Not(operand=operand):
                operand = self._undecided(self.check(operand, variables, under))
                return Not(operand, type=BOOLEAN, column=node.column)
            case Arithmetic(left=left, right=right):
                return self._sum(
                    node, self.check(left, variables, under), self.check(right, variables, under)
                )
            case Negative(operand=operand):
                operand = self.check(operand, variables, under)
                if operand.type.name not in ("number", "duration", "any"):
                    self.fail(node, f"{operand.type} has no negative")
                return Negative(operand, type=operand.type, column=node.column)
            case Collection(items=items):
                items = tuple(self.check(each, variables, under) for each in items)
                kind = Type("items", of=join(*(each.type for each in items)))
                return Collection(node.form, items, type=kind, column=node.column)
            case Comprehension(form=form):
                if form == "()":
                    self.fail(node, "a bare `… for …` stands only inside a function", "put it in `[…]`")
                return self._comprehension(node, variables, under)
            case Call():
                return self._call(node, variables, under)
            case _:  # pragma: no cover - the grammar gives nothing else
                raise AssertionError(node)

    def _path(self, node: Node, path: Path, depth: int) -> Node:
        """A granted name or what hangs on it: one node for all who read it, at the first one's column."""
        match node:
            case Attribute(of=of, name=name):
                found = self._attribute(node, self.check(of, {}, depth - 1), name)
            case _:
                found = Name(path[0], type=self.scope.types[path[0]], column=node.column)
        return self.scope.paths.setdefault(path, found)

    def _name(self, node: Name, name: str, variables: _Variables, depth: int) -> Node:  # noqa: RET503 - `fail` raises
        scope = self.scope
        if name in variables:
            return Variable(name, type=variables[name], column=node.column)
        if name in scope.lets:
            if name in self._lets:
                cycle = " → ".join((*self._lets[self._lets.index(name) :], name))
                self.fail(node, f"named conditions go round in a circle: `{cycle}`")
            inner = Checker(scope, scope.lets[name], (*self._lets, name))
            inner.count = self.count
            found = inner.check(scope.let(name), {}, depth)
            self.count = inner.count
            self.written_out = True
            return found
        if name in scope.tables:
            return Table(name, type=scope.table(name), column=node.column)
        if name == "words":
            self.fail(node, "`words` is read with a vocabulary's name", suggest(name, scope.words))
        if name in scope.functions or name in AGGREGATES:
            self.fail(node, f"`{name}` is a function", f"call it: `{name}(…)`")
        self.fail(node, f"there is no `{name}` here", suggest(name, (*scope.known(), *variables)))

    def _attribute(self, node: Attribute, of: Node, name: str) -> Node:
        kind = of.type
        if kind.name == "any":
            return Attribute(of, name, type=ANY, column=node.column)
        if kind.name == "table":
            return Attribute(of, name, type=(kind.of or ANY).or_missing(), column=node.column)
        known = self.scope.attributes(kind)
        if name not in known:
            remedy = suggest(name, (each for each in known if not each.startswith("_")))
            self.fail(node, f"`{show(of)}` is {kind} and has no `{name}`", remedy)
        return Attribute(of, name, type=known[name].or_missing(kind.missing), column=node.column)

    def _item(self, node: Item, of: Node, key: Node) -> Node:
        if of.type.name not in ("table", "any"):
            self.fail(
                node, f"`{show(of)}` is {of.type}, not a table", "look up in a table, `first(…)`, `last(…)`"
            )
        return Item(of, key, type=(of.type.of or ANY).or_missing(), column=node.column)

    def _undecided(self, operand: Node) -> Node:
        if isinstance(operand, Literal):
            self.fail(operand, f"`{operand.text}` is always the same", "leave it out")
        return operand

    def _joined(self, node: And | Or, operands: list[Node]) -> Node:
        flat: list[Node] = []
        for each in operands:
            flat.extend(each.operands if isinstance(each, And | Or) and type(each) is type(node) else (each,))
        for each in flat[:-1]:
            self._undecided(each)
        kinds = [each.type for each in flat]
        kind = join(*kinds)
        if isinstance(node, Or):
            kind = replace(kind, missing=all(each.missing for each in kinds))
        return type(node)(tuple(flat), type=kind, column=node.column)

    def _compare(self, node: Compare, operands: list[Node], operators: list[str]) -> Node:
        if (
            isinstance(operands[0], Literal)
            and isinstance(operands[-1], Literal)
            and len(operands) == _NESTED
        ):
            self.fail(node, f"`{show(node)}` is always the same", "compare a field")
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
        self._alike(node, left, right)
        if operator in _ORDERINGS:
            for each in (left, right):
                if each.type.name not in _ORDERED:
                    self.fail(node, f"{each.type} has no order", "use `==` or `in`")
            if isinstance(right, Literal) and right.value == 0 and _counted(left) and operator in ("<", ">="):
                self.fail(node, f"`{show(left)}` is never below 0, so this is always the same")
        return left, right

    def _alike(self, node: Node, left: Node, right: Node) -> None:
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
                self._alike(node, left, each)
            return left, Collection(right.form, fitted, type=kind, column=right.column)
        inner = {"text": Type("text"), "items": kind.of, "table": ANY, "any": ANY, "model": kind.of}.get(
            kind.name
        )
        if inner is None:
            self.fail(node, f"`{show(right)}` is {kind}, which nothing is `in`")
        left = self.fit(left, inner)
        self._alike(node, left, Literal(None, show(right), type=inner))
        return left, right

    def fit(self, node: Node, kind: Type) -> Node:  # noqa: RET503 - `fail` raises
        """A literal as the other side's type takes it: a decimal, an enum's member, a date; or an error."""
        if not isinstance(node, Literal) or isinstance(node.value, bool):
            return node
        value = node.value
        if kind.name == "number" and kind.python is Decimal and isinstance(value, float):
            return self._literal(node, Decimal(node.text), _DECIMAL)
        if kind.name in _FROM_TEXT and isinstance(value, str):
            try:
                return self._literal(node, _FROM_TEXT[kind.name](value), Type(kind.name))
            except ValueError:
                remedy = 'write "2026-03-02"' if kind.name == "date" else 'write "2026-03-02T09:30:00+01:00"'
                self.fail(node, f"`{node.text}` is no {kind.name}", remedy)
        if kind.words is None or kind.name not in ("word", node.type.name):
            return node
        if kind.name == "word":
            members = {each.value: each for each in kind.words}
            found = members.get(value)
            if found is not None:
                return self._literal(node, found, Type("word", words=kind.words, python=kind.python))
        elif value in kind.words:
            return node
        words = (each.value if isinstance(each, Enum) else each for each in kind.words)
        self.fail(node, f"`{value}` is none of the words that can stand here", suggest(value, words))

    def _literal(self, node: Literal, value: object, kind: Type) -> Literal:
        return Literal(value, node.text, type=kind, column=node.column)

    def _sum(self, node: Arithmetic, left: Node, right: Node) -> Node:
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

    def _comprehension(self, node: Comprehension, variables: _Variables, depth: int) -> Comprehension:
        items = self.check(node.items, variables, depth)
        if len(variables) >= _NESTED and node.variable not in variables:
            self.fail(
                node, f"`for` nests deeper than {_NESTED}", "name the inner part under `let`, or leave it out"
            )
        taken = self.scope
        if node.variable in (
            *taken.names,
            *taken.tables,
            *taken.lets,
            *taken.functions,
            *AGGREGATES,
            "words",
        ):
            self.fail(node, f"`{node.variable}` already has a meaning", "take another name after `for`")
        if items.type.of is None and items.type.name != "any":
            self.fail(node.items, f"`{show(items)}` is {items.type}, which has no items")
        if items.type.name == "table":
            self.fail(node.items, f"`{show(items)}` is a table", "look a key up in it")
        inner = {**variables, node.variable: items.type.of or ANY}
        element = self.check(node.element, inner, depth)
        conditions = tuple(self._undecided(self.check(each, inner, depth)) for each in node.conditions)
        kind = Type("items", of=element.type)
        return Comprehension(
            node.form, element, node.variable, items, conditions, type=kind, column=node.column
        )

    def _call(self, node: Call, variables: _Variables, depth: int) -> Node:
        if node.function in AGGREGATES:
            return self._aggregate(node, variables, depth)
        function = self.scope.function(node.function, self.text, node.column)
        wanted = [type_of(each, self.scope.words) for each in function.parameters]
        least = max((place + 1 for place, kind in enumerate(wanted) if not kind.missing), default=0)
        if not least <= len(node.arguments) <= len(wanted):
            count = f"{least}" if least == len(wanted) else f"{least} to {len(wanted)}"
            self.fail(node, f"`{node.function}` takes {count} arguments, not {len(node.arguments)}")
        arguments = []
        missing = False
        for place, (given, kind) in enumerate(zip(node.arguments, wanted, strict=False)):
            argument = self.fit(self.check(given, variables, depth), kind)
            if "any" not in (argument.type.name, kind.name) and argument.type.name != kind.name:
                self.fail(
                    given, f"`{node.function}` takes {kind} here, and `{show(argument)}` is {argument.type}"
                )
            missing = missing or (argument.type.missing and not kind.missing)
            if place in function.constant:
                argument = self._constant(function.constant[place], argument, given, node.function)
            arguments.append(argument)
        kind = type_of(function.returns, self.scope.words).or_missing(missing)
        return Call(node.function, tuple(arguments), type=kind, column=node.column)

    def _constant(
        self, convert: Callable[[object], object], argument: Node, given: Node, function: str
    ) -> Node:
        if not isinstance(argument, Literal):
            self.fail(given, f"`{function}` takes a written-out value here")
        try:
            return self._literal(argument, convert(argument.value), argument.type)
        except ValueError as error:
            self.fail(given, f"`{argument.value}` does not fit `{function}`: {error}")

    def _aggregate(self, node: Call, variables: _Variables, depth: int) -> Node:
        name = node.function
        arguments = tuple(self._argument(each, variables, depth) for each in node.arguments)
        if not arguments:
            self.fail(node, f"`{name}` takes an argument")
        only, *more = arguments
        several = name in ("min", "max") and bool(more)
        if more and not several:
            self.fail(node, f"`{name}` takes one argument, not {len(arguments)}")
        for each in arguments if several else ():
            if each.type.name not in _ORDERED:
                self.fail(node, f"{each.type} has no order")
            self._alike(node, only, each)
        if several:
            kind = replace(
                join(*(each.type for each in arguments)), missing=all(a.type.missing for a in arguments)
            )
            return Call(name, arguments, type=kind, column=node.column)
        admitted = ("items", "model", "any", "text", "table") if name == "len" else ("items", "model", "any")
        if only.type.name not in admitted or (only.type.name == "model" and only.type.of is None):
            self.fail(node, f"`{name}` goes through items, and `{show(only)}` is {only.type}")
        of = only.type.of or ANY
        if name in ("min", "max") and of.name not in _ORDERED:
            self.fail(node, f"{of} has no order")
        if name == "sum" and of.name not in ("number", "any"):
            self.fail(node, f"`sum` adds numbers, and `{show(only)}` has {of}")
        found = {"any": BOOLEAN, "all": BOOLEAN, "len": _WHOLE, "count": _WHOLE, "sum": of}.get(name)
        kind = found.or_missing(only.type.missing) if found else of.or_missing()
        return Call(name, arguments, type=kind, column=node.column)

    def _argument(self, node: Node, variables: _Variables, depth: int) -> Node:
        if isinstance(node, Comprehension):
            self.count += 1
            return self._comprehension(node, variables, depth)
        return self.check(node, variables, depth)


def _open(node: Node) -> bool:
    return isinstance(node, Collection) and not all(isinstance(each, Literal) for each in node.items)


def _counted(node: Node) -> bool:
    return isinstance(node, Call) and node.function in ("len", "count") and not node.type.missing
