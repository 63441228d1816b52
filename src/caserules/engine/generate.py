"""An expression as one plain Python function."""

from collections.abc import Callable
from typing import Any

from caserules.engine.interpret import Interpreter
from caserules.engine.nodes import Node
from caserules.engine.scope import Scope

__all__ = ["function"]


def function(root: Node, scope: Scope) -> Callable[..., Any]:
    """The node as a function of the scope's names as keywords, with the interpreter's answers."""
    interpreter = Interpreter(scope)

    def evaluate(**values: Any) -> Any:
        return interpreter.value(root, values)

    return evaluate
