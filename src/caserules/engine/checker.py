"""From nodes as written to nodes with types: names looked up, literals fitted, unlike things refused."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache

from caserules.engine.errors import suggest
from caserules.engine.fitting import ORDERED, Fitting
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


_WHOLE = Type("number", python=int)
_LITERALS = {kind: type_of(kind, {}) for kind in (str, bool, int, float)}
_NESTED = 2
"""So deep may loops stand in loops."""
_Variables = Mapping[str, Type]


@lru_cache
def _items_of(kind: Type) -> Type:
    return Type("items", of=kind)


class Checker(Fitting):
    """Checks one text's nodes in a scope; a named condition is checked by a checker of its own."""

    def __init__(self, scope: Scope, text: str, lets: tuple[str, ...] = ()) -> None:
        super().__init__(text, lets)
        self.scope = scope
        self.count = 0
        self.written_out = False
        """Whether a named condition was."""

    def check(self, node: Node, variables: _Variables, depth: int = DEPTH) -> Node:  # noqa: C901, PLR0911, PLR0912
        """The node with its type, and everything under it with theirs."""
        self.count += 1
        if self.count > NODES or depth == 0:
            self.fail(node, "too large once its named conditions are written out")
        if isinstance(node, Literal):
            return Literal(node.value, node.text, type=_LITERALS[type(node.value)], column=node.column)
        under = depth - 1
        path = path_of(node)
        if path is not None and path[0] in self.scope.types:
            if len(path) > depth:
                self.fail(node, "too large once its named conditions are written out")
            return self.scope.paths.get(path) or self._path(node, path, depth)
        match node:
            case Name(name=name):
                return self._name(node, name, variables, depth)
            case Attribute(of=Name(name="words"), name=name):
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
                return self.compared(node, operands, [operator for operator, _ in rest])
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
                return self.added(
                    node, self.check(left, variables, under), self.check(right, variables, under)
                )
            case Negative(operand=operand):
                operand = self.check(operand, variables, under)
                if operand.type.name not in ("number", "duration", "any"):
                    self.fail(node, f"{operand.type} has no negative")
                return Negative(operand, type=operand.type, column=node.column)
            case Collection(items=items):
                items = tuple(self.check(each, variables, under) for each in items)
                kind = _items_of(join(*(each.type for each in items)))
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
            if name in self.lets:
                cycle = " → ".join((*self.lets[self.lets.index(name) :], name))
                self.fail(node, f"named conditions go round in a circle: `{cycle}`")
            if len(self.lets) == DEPTH:
                remedy = "name fewer of them by others"
                self.fail(node, f"named conditions stand in each other more than {DEPTH} deep", remedy)
            inner = Checker(scope, scope.lets[name], (*self.lets, name))
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
        least = max(least, function.least)
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
            return self.literal(argument, convert(argument.value), argument.type)
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
            if each.type.name not in ORDERED:
                self.fail(node, f"{each.type} has no order")
            self.alike(node, only, each)
        if several:
            kind = replace(
                join(*(each.type for each in arguments)), missing=all(a.type.missing for a in arguments)
            )
            return Call(name, arguments, type=kind, column=node.column)
        admitted = ("items", "model", "any", "text", "table") if name == "len" else ("items", "model", "any")
        if only.type.name not in admitted or (only.type.name == "model" and only.type.of is None):
            self.fail(node, f"`{name}` goes through items, and `{show(only)}` is {only.type}")
        of = only.type.of or ANY
        if name in ("min", "max") and of.name not in ORDERED:
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
