"""Where in a rulebook something is wrong: the rule, its key, and the column in the text that stands there."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from caserules.engine import ExpressionError, Rule

__all__ = ["MOST_PROBLEMS", "Fault", "RuleProblem", "at", "each_of", "together"]

R = TypeVar("R", bound=Rule)

MOST_PROBLEMS = 50
"""As many are told at once; a file with more is read no further."""


class Fault(ValueError):  # noqa: N818 a finding in the making
    """What is wrong and what to do about it, before anybody knows where it stands.

    >>> str(Fault("there is no status `nwe`", "did you mean `new`?"))
    'there is no status `nwe`; did you mean `new`?'
    """

    def __init__(self, message: str, remedy: str = "") -> None:
        self.message = message
        self.remedy = remedy
        super().__init__(f"{message}; {remedy}" if remedy else message)

    def __reduce__(self) -> tuple[type["Fault"], tuple[str, str]]:
        return Fault, (self.message, self.remedy)


class RuleProblem(ValueError):  # noqa: N818 a finding in the making
    """A rule that can't be used: its id, the `key` under which the fault stands, and what to do about it.

    `rule` is None for what is no rule (`effect.CloseCase`); `text` is what was written there, and `column`
    counts in it from 1. `others` are problems found beside this one.

    >>> str(RuleProblem("initial-contact", "stop", "there is no `closd` here", "did you mean `closed`?"))
    'rule `initial-contact`, `stop`: there is no `closd` here; did you mean `closed`?'
    """

    def __init__(  # noqa: PLR0913, PLR0917 the parts of a finding
        self,
        rule: str | None,
        key: str,
        message: str,
        remedy: str | None = None,
        column: int | None = None,
        text: str | None = None,
        others: tuple["RuleProblem", ...] = (),
    ) -> None:
        self.rule = rule
        self.key = key
        self.message = message
        self.remedy = remedy
        self.column = column
        self.text = text
        self.others = others
        place = f"`{key}`" if rule is None else f"rule `{rule}`, `{key}`"
        where = "" if column is None else f", at column {column} of `{text}`"
        what_to_do = f"; {remedy}" if remedy else ""
        super().__init__(f"{place}: {message}{where}{what_to_do}")

    @property
    def all(self) -> tuple["RuleProblem", ...]:
        """Itself and those found beside it, in the order of the file."""
        alone = RuleProblem(self.rule, self.key, self.message, self.remedy, self.column, self.text)
        return (alone, *self.others)

    def __reduce__(self) -> tuple[type["RuleProblem"], tuple[object, ...]]:
        told = (self.rule, self.key, self.message, self.remedy, self.column, self.text, self.others)
        return RuleProblem, told


@contextmanager
def at(rule: str | None, key: str) -> Iterator[None]:
    """Turns an `ExpressionError`, a `ScheduleError`, any `ValueError` of its body into a `RuleProblem`.

    A `RuleProblem` passes as it is: the innermost place is the right one.
    """
    try:
        yield
    except RuleProblem:
        raise
    except ExpressionError as error:
        raise RuleProblem(rule, key, error.message, error.remedy or None, error.column, error.text) from error
    except Fault as error:
        raise RuleProblem(rule, key, error.message, error.remedy or None) from error
    except ValueError as error:
        raise RuleProblem(rule, key, str(error)) from error


def each_of(rules: Iterable[R], make: Callable[[R], None]) -> None:
    """Makes every rule ready; raises the problems of all that can't be used, as one `RuleProblem`."""
    found: list[RuleProblem] = []
    for rule in rules:
        try:
            make(rule)
        except RuleProblem as problem:
            found.extend(problem.all)
            if len(found) >= MOST_PROBLEMS:
                break
    together(found)


def together(found: Iterable[RuleProblem]) -> None:
    """Raises these problems as one; nothing where there is none."""
    problems = tuple(found)
    if problems:
        first = problems[0]
        told = (first.rule, first.key, first.message, first.remedy, first.column, first.text)
        raise RuleProblem(*told, others=problems[1:])
