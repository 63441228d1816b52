"""Three-valued evaluation: what an expression says while some of its inputs are not known yet."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from itertools import chain
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from caserules.engine.expression import Expression
from caserules.engine.interpret import AGGREGATE, Interpreter, add, admits, negative, read, subtract, take
from caserules.engine.kinds import ANY, BOOLEAN, Type, type_of
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
from caserules.engine.unknown import (
    YES,
    Items,
    Outcome,
    Pairs,
    Partly,
    Paths,
    Unknown,
    aggregated,
    compared,
    decided,
    gathered,
    joined,
    kleene,
    needs_of,
    opposite,
    presence,
    tried,
    truth_of,
    unknown_of,
)
from caserules.engine.walk import Path

__all__ = ["Outcome", "partial"]


def partial(expression: Expression, unknown: AbstractSet[str | Path], /, **values: Any) -> Outcome:
    """Whether the expression holds for every value that the unknown may have, for none, or depends.

    `unknown` has names, and paths such as `("result", "status")` where the rest of `result` is given; what
    hangs on an unknown path is unknown too. A path through a collection stands for that part of each item.
    An unknown keeps its type's promise: a word of its vocabulary, a member of its enum, missing only where
    it may be. A name that is neither given nor unknown is missing, and nothing hangs on a missing value; but
    a name that is not given, with an unknown path beneath it, is unknown as a whole. A property is unknown
    where anything of its object is. A function is called as soon as all that it takes is known, even if the
    unknown might have spared the call.

    >>> from caserules.engine import Scope, parse
    >>> scope = Scope({"amount": int, "reason": str})
    >>> rule = parse('amount > 100 and reason != "refund"', scope)
    >>> partial(rule, {"reason"}, amount=50).holds
    False
    >>> partial(rule, {"reason"}, amount=500)
    Outcome(holds=None, depends_on=frozenset({('reason',)}))
    >>> partial(rule, frozenset(), amount=500, reason="damage").holds
    True
    """
    paths = frozenset((each,) if isinstance(each, str) else each for each in unknown)
    return truth_of(_Partial(expression.scope, paths).value(expression.root, values))


class _Partial:
    """Evaluates the nodes of one scope with some paths unknown."""

    def __init__(self, scope: Scope, unknown: Paths) -> None:
        self._scope = scope
        self._unknown = unknown
        self._plain = Interpreter(scope)

    def value(self, node: Node, values: Mapping[str, Any]) -> Any:  # noqa: C901, PLR0911, PLR0912 - one case a node
        """The node's value as far as it is known."""
        match node:
            case Literal() | Variable() | Table() | Vocabulary():
                return self._plain.value(node, values)
            case Name(name=name):
                return self._name(name, values)
            case Attribute(of=of, name=name):
                return self._attribute(self.value(of, values), name)
            case Item(of=of, key=key):
                return self._item(self.value(of, values), self.value(key, values))
            case Missing(of=of, negated=negated):
                there = presence(self.value(of, values))
                return tried(lambda value: (value is None) is not negated, there, kind=BOOLEAN)
            case Compare():
                return joined(self._links(node, values), stops=False)
            case And(operands=operands) | Or(operands=operands):
                return joined((self.value(each, values) for each in operands), stops=isinstance(node, Or))
            case Not(operand=operand):
                return decided(opposite(truth_of(self.value(operand, values))))
            case Arithmetic(left=left, operator=sign, right=right):
                combine = add if sign == "+" else subtract
                return tried(combine, self.value(left, values), self.value(right, values))
            case Negative(operand=operand):
                return tried(negative, self.value(operand, values))
            case Collection(form=form, items=items):
                return gathered(form, [(self.value(each, values), YES) for each in items])
            case Comprehension():
                return gathered(node.form, self._comprehended(node, values))
            case Call():
                return self._call(node, values)
            case _:  # pragma: no cover - every kind of node stands above
                raise AssertionError(node)

    def _beneath(self, path: Path) -> Paths:
        return frozenset(each for each in self._unknown if each[: len(path)] == path)

    def _known(self, value: Any, path: Path) -> Any:
        """What stands at a path that is not itself unknown."""
        needs = self._beneath(path)
        if value is None or not needs:
            return value
        if type(value) in (tuple, list):
            form = "()" if type(value) is tuple else "[]"
            return gathered(form, [(self._known(each, path), YES) for each in value])
        return Partly(value, path, needs)

    def _name(self, name: str, values: Mapping[str, Any]) -> Any:
        path = (name,)
        if path in self._unknown or (name not in values and self._beneath(path)):
            return unknown_of(frozenset({path}), self._scope.types[name], path)
        return self._known(values.get(name), path)

    def _kind(self, of: Type, name: str) -> Type:
        """What hangs on any value of a kind."""
        found = of.of or ANY if of.name == "table" else self._scope.attributes(of).get(name, ANY)
        return found.or_missing(of.missing or of.name == "table")

    def _attribute(self, of: Any, name: str) -> Any:
        match of:
            case Partly():
                return self._part(of, name, read)
            case Unknown(values=None, at=at) if at:
                path = (*at, name)
                return unknown_of(frozenset({path}), self._kind(of.kind, name), path)
            case _:
                return tried(lambda value: read(value, name), of)

    def _part(self, of: Partly, name: str, take_out: Callable[[Any, str], Any]) -> Any:
        """A part of what is partly known; one that is worked out may be made of what is unknown."""
        path = (*of.path, name)
        stored = isinstance(of.value, Mapping) or name in _fields(type(of.value))
        if not stored:
            if not hasattr(of.value, name):
                return None
            return Unknown(frozenset({path}) if path in self._unknown else of.needs)
        if path in self._unknown:
            kind = self._kind(type_of(type(of.value), self._scope.words), name)
            return unknown_of(frozenset({path}), kind, path)
        return self._known(take_out(of.value, name), path)

    def _item(self, of: Any, key: Any) -> Any:
        match of, key:
            case Partly(value=Mapping()), str():
                return self._part(of, key, take)
            case Items(form="()" | "[]", items=items), int() if all(there.holds for _, there in items):
                return take([each for each, _ in items], key)
            case MappingProxyType(), Unknown(values=None, needs=needs):  # one of the scope's tables
                return Unknown(needs, values=(*of.values(), None))
            case _:
                return tried(take, of, key)

    def _links(self, node: Compare, values: Mapping[str, Any]) -> Iterator[Any]:
        left = self.value(node.first, values)
        for operator, operand in node.rest:
            right = self.value(operand, values)
            yield compared(operator, left, right)
            left = right

    def _comprehended(self, node: Comprehension, values: Mapping[str, Any]) -> Pairs:
        for item, there in self._each(self.value(node.items, values)):
            inner = {**values, f"for {node.variable}": item}
            held = self._held(there, node.conditions, inner)
            if held.holds is not False:
                yield self.value(node.element, inner), held

    def _held(self, there: Outcome, conditions: tuple[Node, ...], values: Mapping[str, Any]) -> Outcome:
        tested = (truth_of(self.value(each, values)) for each in conditions)
        return kleene(chain((there,), tested), stops=False)

    def _each(self, found: Any) -> Pairs:
        """What a `for` goes through; one item that may be there stands for any number of unknown ones."""
        match found:
            case Items(form="()" | "[]", items=items):
                return items
            case Unknown(needs=needs, kind=kind, at=at):
                return [(unknown_of(needs, kind.of or ANY, at), Outcome(None, needs))]
            case Partly(value=value) if not hasattr(value, "__iter__"):
                return []
            case Items() | Partly():
                needs = needs_of(found)
                return [(Unknown(needs), Outcome(None, needs))]
            case _:
                return [(each, YES) for each in found] if hasattr(found, "__iter__") else []

    def _call(self, node: Call, values: Mapping[str, Any]) -> Any:
        name = node.function
        arguments = tuple(self.value(each, values) for each in node.arguments)
        if name in AGGREGATE:
            match arguments:
                case (Items(form="()" | "[]") as items,):
                    return aggregated(name, items)
                case _:
                    return tried(lambda *known: self._plain.apply(name, known, values), *arguments)
        function = self._scope.functions[name]
        taken = zip(arguments, admits(function, self._scope.words), strict=False)
        if any(each is None and not missing for each, missing in taken):
            return None
        given = (self._beneath((each,)) for each in function.given)
        needs = frozenset[Path]().union(*given, *map(needs_of, arguments))
        return Unknown(needs) if needs else self._plain.apply(name, arguments, values)


def _fields(cls: type) -> Iterable[str]:
    """What a value of the class stores, each for itself."""
    return cls.model_fields if issubclass(cls, BaseModel) else getattr(cls, "__dataclass_fields__", ())
