"""Functions of a host's own, which the expressions of a rulebook may call beside the built-in ones."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from caserules.case import Case
from caserules.case.commands import OpenCase
from caserules.case.told import shown
from caserules.decide.plugs import PlugError
from caserules.engine import Function
from caserules.engine.functions import BUILTINS
from caserules.engine.kinds import type_of
from caserules.rulesets.terms import Terms

__all__ = ["own_functions"]


def own_functions(functions: Iterable[Function | Callable[..., Any]]) -> tuple[Function, ...]:
    """The functions of the host's; raises `ValueError` for a name that is given twice, or built in.

    Each raises `PlugError` where it answers what it does not annotate.
    """
    given = tuple(each if isinstance(each, Function) else Function.of(each) for each in functions)
    names = [function.name for function in given]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"the function `{twice[0]}` is given twice; register each name once")
    built_in = {*BUILTINS, *Terms().scope(case=Case, command=OpenCase).functions}
    if taken := sorted(built_in.intersection(names)):
        remedy = f"register yours under a name of its own, such as `my_{taken[0]}`"
        raise ValueError(f"the function `{taken[0]}` is built in; {remedy}")
    return tuple(replace(each, call=_Asked(each)) for each in given)


class _Asked:
    """A function of the host's whose answer is looked at; raises `PlugError` for one of another type."""

    def __init__(self, function: Function) -> None:
        call = function.call
        self.__wrapped__: Callable[..., Any] = call.__wrapped__ if isinstance(call, _Asked) else call
        self._name = function.name
        self._kind = type_of(function.returns, {})

    def __call__(self, *given: Any) -> Any:
        answer = self.__wrapped__(*given)
        if self._kind.holds(answer):
            return answer
        remedy = f"answer {self._kind}" + (", or annotate that it may be None" if answer is None else "")
        raise PlugError(f"the host's function `{self._name}` answered {shown(answer)}; {remedy}")
