"""Questions about a checked expression's nodes: what it reads, what is doubtful, what it conjoins."""

from collections.abc import Iterator, Mapping

from caserules.engine.nodes import (
    And,
    Attribute,
    Call,
    Compare,
    Comprehension,
    Item,
    Missing,
    Name,
    Node,
    Not,
    Or,
    Variable,
    parts,
    show,
)
from caserules.engine.scope import Scope

__all__ = ["Path", "conjuncts", "findings", "nodes", "pairs", "path_of", "reads"]

Path = tuple[str, ...]
_ORDERINGS = frozenset({"<", "<=", ">", ">="})


def nodes(root: Node) -> Iterator[Node]:
    """The node and everything under it, from above."""
    yield root
    for part in parts(root):
        yield from nodes(part)


def pairs(node: Compare) -> Iterator[tuple[str, Node, Node]]:
    """The single comparisons of a chain."""
    left = node.first
    for operator, right in node.rest:
        yield operator, left, right
        left = right


def conjuncts(root: Node) -> tuple[Node, ...]:
    """What must hold together: the operands of an `and`, or the node itself."""
    return root.operands if isinstance(root, And) else (root,)


def path_of(node: Node) -> Path | None:
    """A granted name's path, such as `("case", "owner")`; nothing for any other node."""
    match node:
        case Name(name=name):
            return (name,)
        case Attribute(of=of, name=name):
            before = path_of(of)
            return None if before is None else (*before, name)
        case _:
            return None


def reads(root: Node, scope: Scope) -> frozenset[Path]:
    """Every path that the expression reads, an item's after its collection's: `("case", "calls", "at")`."""
    return frozenset(path for path in _reads(root, scope, {}) if path)


def _reads(node: Node, scope: Scope, variables: Mapping[str, Path]) -> Iterator[Path]:
    match node:
        case Name() | Attribute() | Variable():
            path, base = _place(node, variables)
            if path:
                yield path
            if base is not None:
                yield from _reads(base, scope, variables)
        case Comprehension(element=element, variable=variable, items=items, conditions=conditions):
            yield from _reads(items, scope, variables)
            inner = {**variables, variable: _place(items, variables)[0]}
            for each in (element, *conditions):
                yield from _reads(each, scope, inner)
        case _:
            if isinstance(node, Call) and node.function in scope.functions:
                yield from ((name,) for name in scope.functions[node.function].given)
            for part in parts(node):
                yield from _reads(part, scope, variables)


def _place(node: Node, variables: Mapping[str, Path]) -> tuple[Path, Node | None]:
    """The path of a node, or the node that it starts from; a filtered collection has its source's path."""
    match node:
        case Name(name=name):
            return (name,), None
        case Variable(name=name):
            return variables.get(name, ()), None
        case Attribute(of=of, name=name):
            path, base = _place(of, variables)
            return ((*path, name) if path else ()), base
        case Comprehension(element=Variable(name=name), variable=variable, items=items) if name == variable:
            return _place(items, variables)[0], node
        case _:
            return (), node


def findings(root: Node) -> Iterator[str]:
    """What is allowed and doubtful: an ordering on what may be missing, with no test for it beside."""
    tested: set[Node] = set()
    for node in nodes(root):
        match node:
            case Missing(of=of) | Not(operand=of):
                tested.add(of)
            case And(operands=operands) | Or(operands=operands):
                tested.update(operands)
            case _:
                pass
    for node in nodes(root):
        if isinstance(node, Compare):
            for operator, left, right in pairs(node):
                for each in (left, right) if operator in _ORDERINGS else ():
                    if (
                        isinstance(each, Attribute | Name | Item)
                        and each.type.missing
                        and not _above(each) & tested
                    ):
                        yield f"`{show(each)}` may be missing, and `{show(node)}` does not hold then"


def _above(node: Node) -> set[Node]:
    found = {node}
    while isinstance(node, Attribute):
        node = node.of
        found.add(node)
    return found
