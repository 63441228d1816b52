"""Functions of a host's own, which the expressions of a rulebook may call beside the built-in ones."""

from collections.abc import Callable, Iterable
from typing import Any

from caserules.case import Case
from caserules.case.commands import OpenCase
from caserules.engine import Function
from caserules.engine.functions import BUILTINS
from caserules.rulesets.terms import Terms

__all__ = ["own_functions"]


def own_functions(functions: Iterable[Function | Callable[..., Any]]) -> tuple[Function, ...]:
    """The functions of the host's; raises `ValueError` for a name that is given twice, or built in."""
    given = tuple(each if isinstance(each, Function) else Function.of(each) for each in functions)
    names = [function.name for function in given]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"the function `{twice[0]}` is given twice; register each name once")
    built_in = {*BUILTINS, *Terms().scope(case=Case, command=OpenCase).functions}
    if taken := sorted(built_in.intersection(names)):
        remedy = f"register yours under a name of its own, such as `my_{taken[0]}`"
        raise ValueError(f"the function `{taken[0]}` is built in; {remedy}")
    return given
