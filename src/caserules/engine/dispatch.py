"""A rule set as two functions, compiled when first asked for; the interpreter answers what they can't."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Generic, Literal, TypeVar

from caserules.engine.expression import Expression
from caserules.engine.generate import Source
from caserules.engine.interpret import Interpreter
from caserules.engine.plan import Plan
from caserules.engine.scope import Scope
from caserules.engine.table import Table

__all__ = ["Dispatch"]

R = TypeVar("R")
_Answer = Literal["first", "every"]

_FEW = 8
"""Up to so many rules, a plain chain of conditions."""


class Dispatch(Generic[R]):
    """The two functions of a rule set, each compiled when first asked for."""

    def __init__(
        self, pairs: tuple[tuple[R, Expression | None], ...], scope: Scope, default: R | None = None
    ) -> None:
        self._pairs = pairs
        self._default = default
        self._scope = scope
        self._interpreter = Interpreter(scope)

    @cached_property
    def first(self) -> Callable[..., R | None]:
        """Gives the first rule that holds, the default, or `None`."""
        return self._function("first")

    @cached_property
    def every(self) -> Callable[..., tuple[R, ...]]:
        """Gives every rule that holds, in order, or else the default."""
        return self._function("every")

    def holding(self, values: Mapping[str, Any]) -> Iterator[R]:
        """The rules that hold by the definition of meaning."""
        for rule, when in self._pairs:
            if when is None or self._interpreter.value(when.root, values):
                yield rule

    def _function(self, answer: _Answer) -> Callable[..., Any]:
        with _uncollected():
            if len(self._pairs) <= _FEW:
                return self._chain(answer)
            return Table(self._plan, answer, self._again(answer), self._otherwise(answer)).function

    @cached_property
    def _plan(self) -> Plan:
        return Plan(self._pairs, self._scope)

    def _otherwise(self, answer: _Answer) -> Any:
        """The answer where no rule holds."""
        if answer == "first":
            return self._default
        return () if self._default is None else (self._default,)

    def _again(self, answer: _Answer) -> Callable[[Mapping[str, Any]], Any]:
        otherwise = self._otherwise(answer)

        def first(values: Mapping[str, Any]) -> Any:
            return next(self.holding(values), otherwise)

        def every(values: Mapping[str, Any]) -> Any:
            return tuple(self.holding(values)) or otherwise

        return first if answer == "first" else every

    def _chain(self, answer: _Answer) -> Callable[..., Any]:
        source = Source(self._scope)
        lines = []
        for rule, when in self._pairs:
            condition = "True" if when is None else source.code(when.root)
            found = source.bind(rule)
            lines.append(
                f"if {condition}: {f'return {found}' if answer == 'first' else f'__found += ({found},)'}"
            )
        otherwise = source.bind(self._otherwise(answer))
        if answer == "every":
            lines = ["__found = ()", *lines, f"return __found or {otherwise}"]
        else:
            lines.append(f"return {otherwise}")
        return source.function(lines, self._again(answer), answer)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keeps the cyclic collector from walking over what is being built, none of which is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
