"""What is wrong with an expression, where in its text, and what to do about it."""

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

__all__ = ["ExpressionError", "suggest"]

_LOOKED_AT = 5_000
_LONG = 100


class ExpressionError(ValueError):
    """An expression that can't be read: its `text`, the `column` (from 1), the `message` and a `remedy`.

    >>> str(ExpressionError("case.quue", 6, "a case has no field `quue`", "did you mean `queue`?"))
    'a case has no field `quue`, at column 6 of `case.quue`; did you mean `queue`?'
    """

    def __init__(self, text: str, column: int, message: str, remedy: str = "") -> None:
        self.text = text
        self.column = column
        self.message = message
        self.remedy = remedy
        shown = text if len(text) <= 200 else text[:200] + "…"  # noqa: PLR2004 - as much as a terminal shows
        super().__init__(f"{message}, at column {column} of `{shown}`" + (f"; {remedy}" if remedy else ""))

    def __reduce__(self) -> tuple[type["ExpressionError"], tuple[str, int, str, str]]:
        return ExpressionError, (self.text, self.column, self.message, self.remedy)


def suggest(name: object, known: Iterable[object]) -> str:
    """The remedy for an unknown name: the nearest known one, or all where they are few.

    Of very many names only the first are looked at, and none that is very long.
    """
    names = [str(each) for each in islice(known, _LOOKED_AT)]
    near = get_close_matches(str(name)[:_LONG], (each for each in names if len(each) <= _LONG), n=1)
    if near:
        return f"did you mean `{near[0]}`?"
    few = 8
    if not names:
        return ""
    shown = ", ".join(f"`{each}`" for each in names[:few])
    return f"known: {shown}" + (", …" if len(names) > few else "")
