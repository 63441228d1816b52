"""What an analysis hands back: findings, what stayed undecided, and whether time was enough.

The examples below are of one rule set, in which a rule hides another:

>>> from caserules.engine import Rule, RuleSet, Scope, check, diff, parse
>>> scope = Scope({"amount": int})
>>> large, huge = ((Rule(id=f"over-{n}"), parse(f"amount > {n}", scope)) for n in (100, 500))
>>> rules = RuleSet([large, huge], scope)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from caserules.engine.boxes import Unfinished
from caserules.outline import Block, Outline, Outlined, Text

__all__ = ["KINDS", "Analysis", "Difference", "Finding", "Kind", "Report"]

Kind = Literal["never holds", "never answers", "ambiguous", "gap", "idle condition", "difference"]
KINDS: tuple[Kind, ...] = ("never holds", "never answers", "ambiguous", "gap", "idle condition")
"""What `check` looks for."""


@dataclass(frozen=True)
class Finding:
    """One thing found: `rule` is what it is about (empty where it is none), `others` who bring it about.

    >>> [hidden] = check(rules).of("never answers")
    >>> hidden.rule, hidden.others
    ('over-500', ('over-100',))
    """

    kind: Kind
    rule: str
    message: str
    others: tuple[str, ...] = ()
    values: Mapping[str, Any] | None = None
    """An example by the scope's names; it has been run."""

    def __str__(self) -> str:
        return f"{self.kind}: {self.message}"


@dataclass(frozen=True)
class Analysis(Outlined):
    """What was found. Where `finished` is false, time ran out and there may be more.

    >>> found = check(rules)
    >>> print(found.finished, [each.kind for each in found.findings])
    True ['never answers', 'gap']
    """

    name: str
    findings: tuple[Finding, ...]
    undecided: tuple[str, ...]
    """What may be, but no example of it could be run."""
    finished: bool

    def of(self, kind: Kind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(each for each in self.findings if each.kind == kind)

    def outline(self) -> Outline:
        """One line for each finding, and whether the search came to its end."""
        lines: list[Block] = [Text(text=str(each), tone="bad") for each in self.findings]
        lines += [Text(text=f"undecided: {each}", tone="quiet") for each in self.undecided]
        if not self.finished:
            lines.append(
                Text(text="not finished: time was over before every question was answered", tone="bad")
            )
        elif not lines:
            lines.append(Text(text="nothing found", tone="good"))
        return Outline(heading=self.name, blocks=tuple(lines))


@dataclass(frozen=True)
class Difference(Analysis):
    """What two rule sets decide differently, an example for each pair of rules.

    >>> changed = diff(rules, RuleSet([huge], scope))
    >>> changed.equal, changed.findings[0].values
    (False, {'amount': 501})
    >>> diff(rules, rules).equal
    True
    """

    @property
    def equal(self) -> bool:
        """Whether the two are proved to decide alike, whatever the values."""
        return self.finished and not self.findings and not self.undecided


class Report:
    """Collects findings, and keeps them where time runs out."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.undecided: list[str] = []
        self.finished = False

    def collect(self, steps: Iterator[Finding | str]) -> None:
        """Takes what comes: findings, and texts of what is undecided."""
        try:
            for step in steps:
                if isinstance(step, str):
                    self.undecided.append(step)
                else:
                    self.findings.append(step)
            self.finished = True
        except Unfinished:
            pass

    @property
    def parts(self) -> tuple[tuple[Finding, ...], tuple[str, ...], bool]:
        """Findings, undecided, finished: the fields of an `Analysis`."""
        return tuple(self.findings), tuple(self.undecided), self.finished
