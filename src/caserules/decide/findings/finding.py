"""What a check finds in a rulebook, one value each, and all of them together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from caserules.model import FrozenMap, Model
from caserules.outline import Outline, Outlined, Text

__all__ = ["Checked", "Finding", "FindingKind"]

FindingKind: TypeAlias = Literal[
    "unreachable status",
    "no way to closed",
    "no way out",
    "effect without a way",
    "round a guard",
    "never decides",
    "never holds",
    "never passes",
    "never refuses",
    "no such guard",
    "clock never runs",
    "no target",
    "stays due",
    "may be missing",
    "named twice",
    "nobody",
    "unused",
    "not locked",
    "lock ends",
]


class Finding(Model):
    """One thing that is doubtful or wrong, where it stands, and what to do about it.

    >>> found = {"kind": "no way out", "rule": "status.lost", "source": "FES-05"}
    >>> print(Finding(message="nothing leads out of `lost`", remedy="give it `to`", **found))
    no way out: nothing leads out of `lost` (FES-05); give it `to`
    """

    kind: FindingKind
    rule: str
    """The rule's id; `status.closed`, `effect.CloseCase`, `table.terms` for what is no rule."""
    message: str
    remedy: str
    key: str | None = None
    """The key under the rule."""
    source: str | None = None
    others: tuple[str, ...] = ()
    """The ids of the rules that bring it about."""
    example: FrozenMap[str, Any] | None = None
    """What the rule reads, with values for which it is so."""

    def __str__(self) -> str:
        cited = f" ({self.source})" if self.source else ""
        return f"{self.kind}: {self.message}{cited}; {self.remedy}"


@dataclass(frozen=True)
class Checked(Outlined):
    """What was found in a rulebook; true where there is anything, and as long as there are findings.

    Where `finished` is false, time ran out before every question was answered, and there may be more.

    >>> from caserules import Desk, Rulebook
    >>> life = {"new": {"phase": "open"}, "lost": {"phase": "closed"}}
    >>> found = Desk(Rulebook(id="tiny", first_status="new", status=life)).check()
    >>> found.finished, [(each.kind, each.rule) for each in found]
    (True, [('unreachable status', 'status.lost'), ('no way to closed', 'status.new')])
    """

    name: str
    findings: tuple[Finding, ...]
    finished: bool

    def of(self, kind: FindingKind) -> tuple[Finding, ...]:
        """The findings of one kind."""
        return tuple(each for each in self.findings if each.kind == kind)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def outline(self) -> Outline:
        """One line for each finding, and whether the search came to its end."""
        lines = [Text(text=str(each), tone="bad") for each in self.findings]
        if not self.finished:
            told = "not finished: time was over before every question was answered"
            lines.append(Text(text=told, tone="bad"))
        elif not lines:
            lines.append(Text(text="nothing found", tone="good"))
        return Outline(heading=self.name, blocks=tuple(lines))
