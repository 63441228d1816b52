"""Scans as rules: which size of a queue is unusual, who is told of it, and which subjects are alike."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field, model_validator

from caserules.engine import Template
from caserules.engine.errors import suggest
from caserules.model import Model
from caserules.rulesets.place import RuleProblem, at, together
from caserules.rulesets.terms import Terms

__all__ = ["ScanRule", "check_scans", "told_by"]


class ScanRule(Model):
    """What a scan of one queue looks for."""

    more_than: int | None = Field(default=None, ge=0)
    """A queue of more cases than that is unusual."""
    times_usual: float | None = Field(default=None, gt=0)
    """So is one of more than so many times the median of its earlier sizes."""
    alike_from: int | None = Field(default=None, ge=2)
    """From how many near-identical subjects on they are told as a group."""
    similarity: float = Field(default=1, ge=0.5, le=1)
    """How alike two subjects are at the least: the share of words in common, less what is set aside."""
    names: Literal["known", "capitalised"] = "capitalised"
    """Which names are set aside: those of a case's requester and account; or also words that their capital
    shows to be names, which in German it does not."""
    tell: tuple[str, ...] = ()
    """Who is told when the size becomes unusual: ids, or templates that read a table.

    Where there are any, theirs alone is the word that acknowledges it.
    """
    source: str = ""
    note: str = ""

    @model_validator(mode="after")
    def _looks_for_something(self) -> "ScanRule":
        if self.more_than is None and self.times_usual is None and self.alike_from is None:
            raise ValueError("a scan looks for something: give `more_than`, `times_usual` or `alike_from`")
        return self


def check_scans(scans: Mapping[str, ScanRule], terms: Terms) -> None:
    """Raises `RuleProblem` for a scan of a queue that there is not, and for a `tell` that can't be read."""
    queues = terms.words.get("queue")
    found = [
        RuleProblem(None, f"scan.{name}", f"`{name}` is no word of `queue`", suggest(name, queues) or None)
        for name in scans
        if queues is not None and name not in queues
    ]
    for name, rule in scans.items():
        try:
            with at(None, f"scan.{name}.tell"):
                told_by(rule, terms)
        except RuleProblem as problem:
            found.append(problem)
    together(found)


def told_by(rule: ScanRule, terms: Terms) -> tuple[str, ...]:
    """Who is told, each once; raises `ExpressionError` for a template that reads more than tables.

    >>> rule = ScanRule(more_than=50, tell=('{person["director"]}', "lead"))
    >>> told_by(rule, Terms(tables={"person": {"director": "dana"}}))
    ('dana', 'lead')
    """
    scope = terms.scope()
    named = (Template(text, scope).render() for text in rule.tell)
    return tuple(dict.fromkeys(who for who in named if who))
