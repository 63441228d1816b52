"""What is wrong with a rulebook: every place with its file, rule, key, line, column, text and remedy."""

import re

from caserules.model import Model

__all__ = ["Problem", "RulebookError"]


class Problem(Model):
    """One fault: where it stands, what it is, and what to do about it. Lines and columns count from 1."""

    message: str
    remedy: str | None = None
    file: str | None = None
    rule: str | None = None
    key: str | None = None
    line: int | None = None
    column: int | None = None
    text: str | None = None

    def __str__(self) -> str:
        place = [f"`{self.file}`"] if self.file else []
        place += [f"line {self.line}"] if self.line else []
        place += [f"rule `{self.rule}`"] if self.rule else []
        place += [f"key `{self.key}`"] if self.key else []
        place += [f"column {self.column}"] if self.column else []
        lines = [f"{', '.join(place)}: {self.message}" if place else self.message]
        if self.text is not None:
            lines.append(f"    {self.text}")
            if self.column:
                lines.append("    " + " " * (self.column - 1) + "^")
        if self.remedy:
            lines.append(f"  remedy: {self.remedy}")
        return "\n".join(lines)


class RulebookError(ValueError):
    """A rulebook that can't be used; `problems` has every fault that was found."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems

    def __reduce__(self) -> tuple[type["RulebookError"], tuple[tuple[Problem, ...]]]:
        return RulebookError, (self.problems,)

    def located(self, file: str, text: str) -> "RulebookError":
        """The same faults, with the file's name and the line of each rule, found by its unique id."""
        return RulebookError(
            tuple(each.replace(file=file, line=each.line or _line(each, text)) for each in self.problems)
        )


def _line(problem: Problem, text: str) -> int | None:
    """The line of the rule's key, else of the rule's id; None where neither is found."""
    lines = text.splitlines()
    start = _first(lines, 0, _named(problem.rule)) if problem.rule else 0
    if start is None:
        return None
    if not problem.key:
        return start + 1 if problem.rule else None
    word = re.escape(problem.key.split(".")[0])
    at_key = _first(
        lines, start, rf'^\s*"?{word}"?\s*[=:]|[{{,]\s*"?{word}"?\s*[=:]', stop=bool(problem.rule)
    )
    if at_key is not None:
        return at_key + 1
    return start + 1 if problem.rule else None


def _named(rule: str) -> str:
    name = re.escape(rule)
    return rf'"?(id|name)"?\s*[=:]\s*["\']{name}["\']|^\s*\[+[\w.]*"?{name}"?\]|^\s*"?{name}"?\s*[=:]'


def _first(lines: list[str], start: int, pattern: str, *, stop: bool = False) -> int | None:
    found = re.compile(pattern)
    for number in range(start, len(lines)):
        if found.search(lines[number]):
            return number
        if stop and number > start and lines[number].lstrip().startswith("[["):
            return None
    return None
