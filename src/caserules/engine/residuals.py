"""The conditions that no field's slot answers, each one once: as functions, made when first tested."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from caserules.engine.generate import Source, compiled
from caserules.engine.nodes import Compare, Literal, Node, show
from caserules.engine.scope import Scope
from caserules.engine.walk import path_of, reads

__all__ = ["Residuals"]


class Residuals:
    """The residual conditions of rules, numbered; where one is `"word" in field`, it is known by its word."""

    def __init__(self, scope: Scope, given: Sequence[Sequence[Node]]) -> None:
        self._scope = scope
        self._nodes: list[Node] = []
        self._functions: dict[int, Callable[..., Any]] = {}
        numbers: dict[str, int] = {}
        self.of = [tuple(self._number(node, numbers) for node in nodes) for nodes in given]
        """For each rule the numbers of its conditions."""
        used = {path[0] for node in self._nodes for path in reads(node, scope)}
        self.names = [name for name in scope.names if name in used]
        """The names that the conditions read; every function takes them by place."""
        texts = Counter(found[0] for found in map(_word, self._nodes) if found)
        self.text: Node | None = texts.most_common(1)[0][0] if texts else None
        """The field in which most words are looked for."""

    def _number(self, node: Node, numbers: dict[str, int]) -> int:
        number = numbers.setdefault(show(node), len(self._nodes))
        if number == len(self._nodes):
            self._nodes.append(node)
        return number

    def word(self, number: int) -> str:
        """The word that the condition looks for in `text`; empty where it tests something else."""
        found = _word(self._nodes[number])
        return found[1] if found and found[0] == self.text else ""

    def function(self, number: int) -> Callable[..., Any]:
        """The condition as a function of `names`, by place."""
        found = self._functions.get(number)
        if found is None:
            source = Source(self._scope)
            code = source.code(self._nodes[number])
            text = f"def __test({', '.join(self.names)}):\n return {code}\n"
            found = self._functions[number] = compiled(text, source.bound, "__test")
        return found

    def together(self, numbers: Sequence[int]) -> Callable[..., Any] | None:
        """Several conditions as one function; nothing where there are none."""
        functions = [self.function(number) for number in numbers]
        if len(functions) <= 1:
            return functions[0] if functions else None

        def together(*values: Any) -> bool:
            return all(function(*values) for function in functions)

        return together


def _word(node: Node) -> tuple[Node, str] | None:
    match node:
        case Compare(first=Literal(value=str() as word), rest=(("in", of),)):
            if word and of.type.name == "text" and path_of(of):
                return of, word
    return None
