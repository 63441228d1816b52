"""An expression as plain Python source, made from checked nodes alone; every constant is bound by name.

The source takes the short way wherever the types promise a value. Where a value does not keep its type's
promise the short way raises, and the interpreter answers instead: both give the same answer on any input.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from types import CodeType
from typing import Any

from caserules.engine.interpret import AGGREGATE, COMPARE, Interpreter, add, negative, read, subtract, take
from caserules.engine.kinds import Type, type_of
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
from caserules.engine.walk import pairs

__all__ = ["Source", "compiled", "function"]

_FEW = 4
_ORDERINGS = frozenset({"<", "<=", ">", ">="})


def _items(value: Any) -> Iterable[Any]:
    return value if hasattr(value, "__iter__") else ()


class Source:
    """Writes the source of nodes of one scope.

    INVARIANT: what a rulebook's author wrote enters the source only as an identifier that the checker found
    in a type; every text, number and function is bound under a name that no scope can grant (`__…`).
    """

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.bound: dict[str, Any] = {"__builtins__": {"Exception": Exception}}
        self._names: dict[int, str] = {}
        self._temporary = 0

    def bind(self, value: Any) -> str:
        """The name under which the source finds the value."""
        name = self._names.get(id(value))
        if name is None:
            name = self._names[id(value)] = f"__k{len(self._names)}"
            self.bound[name] = value
        return name

    def _new(self) -> str:
        self._temporary += 1
        return f"__t{self._temporary}"

    def code(self, node: Node, *, named: bool = True) -> str:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """The source of a node's value, closed in itself.

        `named` says whether values may be named on the way; Python forbids it in what a `for` goes through.
        """
        match node:
            case Literal(value=bool() as value):
                return str(value)
            case Literal(value=value):
                return self.bind(value)
            case Name(name=name):
                return name
            case Variable(name=name):
                return f"__v_{name}"
            case Table(name=name):
                return self.bind(self.scope.tables[name])
            case Vocabulary(name=name):
                return self.bind(self.scope.words[name])
            case Attribute(of=of, name=name):
                return self._attribute(of, name, named=named)
            case Item(of=Table() as of, key=key):
                return f"{self.code(of)}.get({self.code(key, named=named)})"
            case Item(of=of, key=key):
                return f"{self.bind(take)}({self.code(of, named=named)}, {self.code(key, named=named)})"
            case Missing(of=of, negated=negated):
                return f"({self.code(of, named=named)} is {'not ' if negated else ''}None)"
            case Compare():
                return self._compare(node, named=named)
            case And(operands=operands):
                return f"({' and '.join(self.code(each, named=named) for each in operands)})"
            case Or(operands=operands):
                return f"({' or '.join(self.code(each, named=named) for each in operands)})"
            case Not(operand=operand):
                return f"(not {self.code(operand, named=named)})"
            case Arithmetic(left=left, operator=sign, right=right):
                one, other = self.code(left, named=named), self.code(right, named=named)
                if left.type.missing or right.type.missing:
                    return f"{self.bind(add if sign == '+' else subtract)}({one}, {other})"
                return f"({one} {sign} {other})"
            case Negative(operand=operand):
                return f"{self.bind(negative)}({self.code(operand, named=named)})"
            case Collection(form=form, items=items):
                inside = "".join(f"{self.code(each, named=named)}, " for each in items)
                return f"{form[0]}{inside}{form[1]}"
            case Comprehension(form=form):
                return f"{form[0]}{self._comprehension(node, named=named)}{form[1]}"
            case Call():
                return self._call(node, named=named)
            case _:  # pragma: no cover - every kind of node stands above
                raise AssertionError(node)

    def _attribute(self, of: Node, name: str, *, named: bool) -> str:
        base = self.code(of, named=named)
        if not self._surely(of.type, name):
            return f"{self.bind(read)}({base}, {self.bind(name)})"
        if not of.type.missing:
            return f"{base}.{name}"
        if base.isidentifier():
            return f"(None if {base} is None else {base}.{name})"
        if not named:
            return f"{self.bind(read)}({base}, {self.bind(name)})"
        held = self._new()
        return f"(None if ({held} := {base}) is None else {held}.{name})"

    def _surely(self, kind: Type, name: str) -> bool:
        if kind.name == "model":
            return all(name in self.scope.attributes(Type("model", models=(each,))) for each in kind.models)
        return kind.name not in ("any", "table")

    def _compare(self, node: Compare, *, named: bool) -> str:
        links = list(pairs(node))
        if len(links) == 1:
            return self._link(*links[0], named=named)
        operands = [node.first, *(operand for _, operand in node.rest)]
        if all(operator in _ORDERINGS for operator, _ in node.rest) and not any(
            each.type.missing for each in operands
        ):
            tail = "".join(f" {sign} {self.code(each, named=named)}" for sign, each in node.rest)
            return f"({self.code(node.first, named=named)}{tail})"
        return f"({' and '.join(self._link(*link, named=named) for link in links)})"

    def _link(self, operator: str, left: Node, right: Node, *, named: bool) -> str:
        one = self.code(left, named=named)
        if operator in ("in", "not in") and isinstance(right, Collection):
            return f"({one} {operator} {self._collection(right, named=named)})"
        other = self.code(right, named=named)
        missing = [each for each in (left, right) if each.type.missing]
        if operator in ("in", "not in"):
            if missing:
                return f"{self.bind(COMPARE[operator])}({one}, {other})"
            return f"({one} {operator} {other})"
        if operator not in _ORDERINGS or not missing:
            return f"({one} {operator} {other})"
        if not named:
            return f"{self.bind(COMPARE[operator])}({one}, {other})"
        tests = []
        codes = []
        for each, code in ((left, one), (right, other)):
            if each.type.missing and not code.isidentifier():
                name = self._new()
                tests.append(f"({name} := {code}) is not None and ")
                codes.append(name)
            else:
                tests.append(f"{code} is not None and " if each.type.missing else "")
                codes.append(code)
        return f"({''.join(tests)}{codes[0]} {operator} {codes[1]})"

    def _collection(self, node: Collection, *, named: bool) -> str:
        if all(isinstance(each, Literal) for each in node.items):
            values = tuple(each.value for each in node.items if isinstance(each, Literal))
            return self.bind(frozenset(values) if len(values) > _FEW else values)
        return self.code(node, named=named)

    def _comprehension(self, node: Comprehension, *, named: bool) -> str:
        items = self.code(node.items, named=False)
        if node.items.type.missing or node.items.type.name != "items":
            items = f"{self.bind(_items)}({items})"
        conditions = "".join(f" if {self.code(each, named=named)}" for each in node.conditions)
        return f"{self.code(node.element, named=named)} for __v_{node.variable} in {items}{conditions}"

    def _call(self, node: Call, *, named: bool) -> str:
        arguments = [self.code(each, named=named) for each in node.arguments]
        if node.function in AGGREGATE:
            direct: Mapping[str, Callable[..., Any]] = {"any": any, "all": all}
            lazy = all(isinstance(each, Comprehension) for each in node.arguments)
            aggregate = (direct if lazy and node.function in direct else AGGREGATE)[node.function]
            given = arguments[0] if len(arguments) == 1 else f"({', '.join(arguments)})"
            return f"{self.bind(aggregate)}({given})"
        function = self.scope.functions[node.function]
        tests = []
        for place, (argument, wanted) in enumerate(zip(node.arguments, function.parameters, strict=False)):
            if argument.type.missing and not type_of(wanted, self.scope.words).missing:
                if not arguments[place].isidentifier():
                    if not named:
                        return self._guarded(node, arguments)
                    name = self._new()
                    tests.append(f"({name} := {arguments[place]}) is None")
                    arguments[place] = name
                else:
                    tests.append(f"{arguments[place]} is None")
        called = f"{self.bind(function.call)}({', '.join((*function.given, *arguments))})"
        return f"(None if {' or '.join(tests)} else {called})" if tests else called

    def _guarded(self, node: Call, arguments: list[str]) -> str:
        function = self.scope.functions[node.function]
        admits = tuple(type_of(each, self.scope.words).missing for each in function.parameters)

        def guarded(*values: Any) -> Any:
            given, rest = values[: len(function.given)], values[len(function.given) :]
            if any(value is None and not missing for value, missing in zip(rest, admits, strict=False)):
                return None
            return function.call(*given, *rest)

        return f"{self.bind(guarded)}({', '.join((*function.given, *arguments))})"

    def function(
        self, lines: Iterable[str], again: Callable[[Mapping[str, Any]], Any], name: str
    ) -> Callable[..., Any]:
        """The lines as a function of the scope's names as keywords; whatever it raises, `again` answers."""
        names = self.scope.names
        parameters = "".join(f", {each}=None" for each in names)
        values = "".join(f"{self.bind(each)}: {each}, " for each in names)
        body = "".join(f"  {line}\n" for given in lines for line in given.split("\n"))
        text = (
            f"def __{name}({'*' if names else ''}{parameters}):\n"
            f" try:\n{body} except Exception:\n  return {self.bind(again)}({{{values}}})\n"
        )
        return compiled(text, self.bound, f"__{name}")


@lru_cache(maxsize=4096)
def _code(source: str) -> CodeType:
    return compile(source, "<checked rules>", "exec")


def compiled(source: str, bound: dict[str, Any], name: str) -> Callable[..., Any]:
    """The function `name` that the source defines over the bound constants; like sources compile once."""
    exec(_code(source), bound)  # noqa: S102 - made from checked nodes alone
    made: Callable[..., Any] = bound[name]
    return made


def function(root: Node, scope: Scope) -> Callable[..., Any]:
    """The node as a function of the scope's names as keywords, with the interpreter's answers."""
    source = Source(scope)
    interpreter = Interpreter(scope)

    def again(values: Mapping[str, Any]) -> Any:
        return interpreter.value(root, values)

    return source.function([f"return {source.code(root)}"], again, "value")
