"""Functions that an expression may call: built in, or registered by a host with their types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import Parameter, isasyncgenfunction, iscoroutinefunction, isfunction, ismethod, signature
from types import MappingProxyType
from typing import Any, get_type_hints

from caserules.model import FrozenMap

__all__ = ["AGGREGATES", "BUILTINS", "Function"]

AGGREGATES = frozenset({"any", "all", "len", "count", "sum", "min", "max", "first", "last"})
"""What goes through items; `min` and `max` also take two values or more."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function for expressions: pure, quick, and the same answer for the same arguments.

    `parameters` and `returns` are type annotations. A trailing parameter that admits `None`,
    and for which `call` has a default, may be left out.
    A missing argument makes the whole call missing, without calling, unless its parameter admits `None`
    (`Any` does). `given` names values of the scope that are passed first, whether or not an expression may
    read them. `constant` maps a parameter's place (from 0, `given` not counted) to a conversion made once,
    when the expression is read: such an argument is written out as a literal, and a `ValueError` of the
    conversion is an error of the expression.

    >>> Function("shout", parameters=(str,), returns=str, call=lambda text: text.upper()).call("now")
    'NOW'
    """

    name: str
    parameters: tuple[Any, ...]
    returns: Any
    call: Callable[..., Any]
    given: tuple[str, ...] = ()
    constant: Mapping[int, Callable[[Any], Any]] = field(default_factory=FrozenMap[int, Callable[[Any], Any]])

    def __post_init__(self) -> None:
        if not self.name.isidentifier() or self.name.startswith("_") or self.name in AGGREGATES:
            raise ValueError(f"`{self.name}` can't name a function: it is built in, or no plain name")
        if any(map(_waits, (self.call, getattr(self.call, "__call__", None)))):  # noqa: B004 an object's own
            raise ValueError(
                f"`{self.name}` is asynchronous, and no rule can wait for it; give a plain function"
            )

    @classmethod
    def of(cls, call: Callable[..., Any], *, name: str | None = None) -> "Function":
        """A Python function under its own name (or `name`), with the types of its annotations.

        Raises `ValueError` for one whose name is none, that does not annotate all it takes and gives, or that
        takes something otherwise than by its place.

        >>> def risk(subject: str, urgent: bool | None = None) -> int:
        ...     return len(subject)
        >>> Function.of(risk).parameters
        (<class 'str'>, bool | None)
        """
        called: str = getattr(call, "__name__", type(call).__name__) if name is None else name
        parameters = signature(call).parameters
        types = get_type_hints(call if isfunction(call) or ismethod(call) else type(call).__call__)
        if named := [each.name for each in parameters.values() if each.kind not in _BY_PLACE]:
            told = f"`{called}` does not take `{named[0]}` by its place"
            raise ValueError(f"{told}; give a `Function` with a `call` that does")
        bare = [each for each in (*parameters, "return") if each not in types]
        if bare:
            told = "what it returns" if bare[0] == "return" else f"`{bare[0]}`"
            raise ValueError(f"`{called}` does not annotate {told}; annotate it, or give a `Function`")
        return cls(called, tuple(types[each] for each in parameters), types["return"], call)

    @property
    def least(self) -> int:
        """How many arguments `call` has to be given, beside those of the scope."""
        try:
            parameters = signature(self.call).parameters.values()
        except ValueError:  # some built-in ones do not tell
            return 0
        needed = [each for each in parameters if each.default is each.empty]
        positional = [each for each in needed if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)]
        return max(0, len(positional) - len(self.given))


def _waits(call: object) -> bool:
    return iscoroutinefunction(call) or isasyncgenfunction(call)


_BY_PLACE = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)


def _lower(text: object) -> str | None:
    return text.lower() if isinstance(text, str) else None


def _strip(text: object) -> str | None:
    return text.strip() if isinstance(text, str) else None


def _startswith(text: object, start: object) -> bool | None:
    return text.startswith(start) if isinstance(text, str) and isinstance(start, str) else None


def _endswith(text: object, end: object) -> bool | None:
    return text.endswith(end) if isinstance(text, str) and isinstance(end, str) else None


def _contains(text: object, part: object) -> bool | None:
    return part in text if isinstance(text, str) and isinstance(part, str) else None


BUILTINS: Mapping[str, Function] = MappingProxyType(
    {
        function.name: function
        for function in (
            Function("lower", (str,), str, _lower),
            Function("strip", (str,), str, _strip),
            Function("startswith", (str, str), bool, _startswith),
            Function("endswith", (str, str), bool, _endswith),
            Function("contains", (str, str), bool, _contains),
        )
    }
)
