"""What is wrong with a rulebook: every place with its file, rule, key, line, column, text and remedy."""

from typing import Any

from caserules.model import Model
from caserules.rulebook.lines import Lines
from caserules.rulesets.place import MOST_PROBLEMS, RuleProblem

__all__ = ["Problem", "RulebookError", "problems_of"]

_SHOWN = 200


class Problem(Model):
    """One fault: where it stands, what it is, and what to do about it. Lines and columns count from 1."""

    message: str
    remedy: str | None = None
    file: str | None = None
    rule: str | None = None
    key: str | None = None
    """Under the rule, or (without one) in the file: `status.new.to`."""
    line: int | None = None
    column: int | None = None
    """Counted in `text`."""
    text: str | None = None
    """What was written there."""

    def __str__(self) -> str:
        place = [f"`{self.file}`"] if self.file else []
        place += [f"line {self.line}"] if self.line else []
        place += [f"rule `{self.rule}`"] if self.rule else []
        place += [f"key `{self.key}`"] if self.key else []
        place += [f"column {self.column}"] if self.column else []
        lines = [f"{', '.join(place)}: {self.message}" if place else self.message]
        if self.text is not None:
            lines.extend(self._quoted(self.text))
        if self.remedy:
            lines.append(f"  remedy: {self.remedy}")
        return "\n".join(lines)

    def _quoted(self, text: str) -> list[str]:
        """The text, cut where it is long, with a mark under the column."""
        column = self.column or 1
        start = max(0, column - _SHOWN // 2) if len(text) > _SHOWN else 0
        shown = text[start : start + _SHOWN].replace("\n", " ")
        mark = [" " * (4 + column - 1 - start) + "^"] if self.column else []
        return [f"    {shown}", *mark]


class RulebookError(ValueError):
    """A rulebook that can't be used; `problems` has every fault that was found, the first 50 at most.

    >>> from caserules import Desk, Rulebook, RulebookError
    >>> book = Rulebook(id="tiny", first_status="nwe", status={"new": {"phase": "open"}})
    >>> try:
    ...     Desk(book)
    ... except RulebookError as error:
    ...     print(error)
    key `first_status`: there is no status `nwe`
      remedy: did you mean `new`?
    """

    def __init__(self, problems: tuple[Problem, ...], sound: Any = None) -> None:
        self.sound = sound
        """The rulebook without the rules at fault, where only rules are: the rest can still be judged."""
        self.problems = _each_once(problems)[:MOST_PROBLEMS]
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type["RulebookError"], tuple[tuple[Problem, ...]]]:
        return RulebookError, (self.problems,)

    def located(self, file: str | None, text: str, sound: Any = None) -> "RulebookError":
        """The same faults, with the file's name and the line of each, found by the unique id of its rule.

        One that says already that it stands in another file (a base, a lock) stays there.
        """
        lines = Lines(text)
        return RulebookError(
            tuple(
                each.replace(file=file or each.file, line=each.line or lines.of(each.rule, each.key))
                if each.file in {None, file}
                else each
                for each in self.problems
            ),
            sound,
        )


def _each_once(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """Without those that only show where a named condition is used that is wrong in itself."""
    named = {each.text for each in problems if each.text and (each.key or "").startswith("let.")}
    return tuple(each for each in problems if each.text not in named or (each.key or "").startswith("let."))


def problems_of(found: RuleProblem) -> tuple[Problem, ...]:
    """What rule sets found wrong, as faults of the rulebook."""
    return tuple(
        Problem(
            message=each.message,
            remedy=each.remedy,
            rule=each.rule,
            key=each.key,
            column=each.column,
            text=each.text,
        )
        for each in found.all
    )
