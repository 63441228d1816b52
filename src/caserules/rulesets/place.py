"""Where in a rulebook something is wrong: the rule, its key, and the column in the text that stands there."""

from collections.abc import Iterator
from contextlib import contextmanager

from caserules.engine import ExpressionError

__all__ = ["RuleProblem", "at"]


class RuleProblem(ValueError):  # noqa: N818 a finding in the making
    """A rule that can't be used: its id, the `key` under which the fault stands, and what to do about it.

    `text` is what was written there; `column` counts in it from 1.

    >>> str(RuleProblem("initial-contact", "stop", "there is no `closd` here", "did you mean `closed`?"))
    'rule `initial-contact`, `stop`: there is no `closd` here; did you mean `closed`?'
    """

    def __init__(  # noqa: PLR0913, PLR0917 the parts of a finding
        self,
        rule: str,
        key: str,
        message: str,
        remedy: str | None = None,
        column: int | None = None,
        text: str | None = None,
    ) -> None:
        self.rule = rule
        self.key = key
        self.message = message
        self.remedy = remedy
        self.column = column
        self.text = text
        where = "" if column is None else f", at column {column} of `{text}`"
        what_to_do = f"; {remedy}" if remedy else ""
        super().__init__(f"rule `{rule}`, `{key}`: {message}{where}{what_to_do}")

    def __reduce__(self) -> tuple[type["RuleProblem"], tuple[str | int | None, ...]]:
        return RuleProblem, (self.rule, self.key, self.message, self.remedy, self.column, self.text)


@contextmanager
def at(rule: str, key: str) -> Iterator[None]:
    """Turns an `ExpressionError`, a `ScheduleError`, any `ValueError` of its body into a `RuleProblem`.

    A `RuleProblem` passes as it is: the innermost place is the right one.
    """
    try:
        yield
    except RuleProblem:
        raise
    except ExpressionError as error:
        raise RuleProblem(rule, key, error.message, error.remedy or None, error.column, error.text) from error
    except ValueError as error:
        raise RuleProblem(rule, key, str(error)) from error
